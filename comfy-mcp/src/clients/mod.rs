//! Knows how each MCP client is told of this server.
//!
//! `place` says in which file, `entry` what stands there; `merge` puts it into a file that is there
//! already. Called by `comfy-mcp config`.

mod entry;
mod launch;
mod merge;
mod place;

use std::fmt;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde_json::{Map, Value};

pub use entry::ClientError;
pub use launch::{Launch, Omission, Token};
pub use merge::{MergeError, Written};
pub use place::Os;

use crate::settings::Surroundings;

/// What clients call the server.
pub const NAME: &str = "comfyui";

/// A program that uses MCP servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Client {
    /// Claude Code, in the folder of a project
    ClaudeCode,
    /// Claude Desktop
    ClaudeDesktop,
    /// Cursor
    Cursor,
    /// Visual Studio Code
    Vscode,
    /// Codex
    Codex,
    /// Zed
    Zed,
    /// Windsurf
    Windsurf,
}

impl Client {
    /// Every client, by the order of the reference.
    pub const ALL: [Self; 7] = [
        Self::ClaudeCode,
        Self::ClaudeDesktop,
        Self::Cursor,
        Self::Vscode,
        Self::Codex,
        Self::Zed,
        Self::Windsurf,
    ];

    /// The name as people write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaudeCode => "Claude Code",
            Self::ClaudeDesktop => "Claude Desktop",
            Self::Cursor => "Cursor",
            Self::Vscode => "Visual Studio Code",
            Self::Codex => "Codex",
            Self::Zed => "Zed",
            Self::Windsurf => "Windsurf",
        }
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a client's configuration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, perhaps with comments.
    Json,
    /// TOML.
    Toml,
}

/// What a client has to be told, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Snippet {
    /// The file it belongs in.
    pub file: PathBuf,
    /// How that file is written.
    pub format: Format,
    /// The key that holds servers.
    section: &'static str,
    /// What stands under the server's name.
    entry: Map<String, Value>,
    /// A command that does the same, where the client has one.
    pub command: Option<String>,
}

impl Snippet {
    /// What `client` has to be told to start the server, or to reach it.
    ///
    /// ```
    /// use comfy_mcp::clients::{Client, Launch, Os, Snippet};
    /// use comfy_mcp::settings::Surroundings;
    ///
    /// let launch = Launch::command("/usr/bin/comfy-mcp", ["serve", "--stdio"]);
    ///
    /// let here = Surroundings::at("/home/me");
    /// let snippet = Snippet::new(Client::Cursor, &launch, Os::Linux, &here)?;
    /// assert_eq!(snippet.file.to_str(), Some("/home/me/.cursor/mcp.json"));
    /// assert!(snippet.text().contains("\"command\": \"/usr/bin/comfy-mcp\""));
    /// # Ok::<(), comfy_mcp::clients::ClientError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ClientError`] where the client does not take servers of this kind.
    pub fn new(
        client: Client,
        launch: &Launch,
        os: Os,
        surroundings: &Surroundings,
    ) -> Result<Self, ClientError> {
        let entry = entry::entry(client, launch)?;
        let command = (client == Client::ClaudeCode).then(|| entry::claude_mcp_add(launch, os));
        let file = place::file(client, os, surroundings);
        let (format, section) = match client {
            Client::ClaudeCode | Client::ClaudeDesktop | Client::Cursor | Client::Windsurf => {
                (Format::Json, "mcpServers")
            }
            Client::Vscode => (Format::Json, "servers"),
            Client::Codex => (Format::Toml, "mcp_servers"),
            Client::Zed => (Format::Json, "context_servers"),
        };
        Ok(Self { file, format, section, entry, command })
    }

    /// The text, as it stands in a file that holds nothing else.
    #[must_use]
    pub fn text(&self) -> String {
        self.merged("").expect("BUG: an empty file takes any entry")
    }

    /// `text` with the entry in it; what else it says stays as it was written.
    ///
    /// An entry of the same name keeps members that are not ours.
    ///
    /// # Errors
    ///
    /// [`MergeError`] where the text cannot be changed without losing something.
    pub fn merged(&self, text: &str) -> Result<String, MergeError> {
        merge::merged(self, text)
    }

    /// Brings the file up to date; one that is there is kept beside it as a backup.
    ///
    /// # Errors
    ///
    /// [`MergeError`]; the file is as it was then.
    pub fn write(&self) -> Result<Written, MergeError> {
        merge::write(self)
    }

    /// The file it belongs in.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }
}
