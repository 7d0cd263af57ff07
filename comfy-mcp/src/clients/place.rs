//! Says where each client keeps its servers.

use std::path::{Path, PathBuf};

use super::Client;
use crate::settings::Surroundings;

/// An operating system, as far as folders differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Os {
    /// Linux and its kin.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl Os {
    /// The one that this program runs on.
    #[must_use]
    pub const fn current() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Macos
        } else {
            Self::Linux
        }
    }
}

/// The file in which `client` looks for servers.
pub(super) fn file(client: Client, os: Os, surroundings: &Surroundings) -> PathBuf {
    let home = surroundings.home.as_ref().unwrap_or(&surroundings.current_dir);
    let programs = programs(os, home, surroundings);
    match client {
        Client::ClaudeCode => surroundings.current_dir.join(".mcp.json"),
        Client::ClaudeDesktop => programs.join("Claude").join("claude_desktop_config.json"),
        Client::Cursor => home.join(".cursor").join("mcp.json"),
        Client::Vscode => programs.join("Code").join("User").join("mcp.json"),
        Client::Codex => {
            let own = surroundings.get("CODEX_HOME").map(PathBuf::from);
            own.unwrap_or_else(|| home.join(".codex")).join("config.toml")
        }
        Client::Zed => match os {
            Os::Windows => programs.join("Zed"),
            Os::Macos => home.join(".config").join("zed"),
            Os::Linux => programs.join("zed"),
        }
        .join("settings.json"),
        Client::Windsurf => home.join(".codeium").join("windsurf").join("mcp_config.json"),
    }
}

/// The folder in which programs with windows keep their configuration.
fn programs(os: Os, home: &Path, surroundings: &Surroundings) -> PathBuf {
    let named = |variable| surroundings.get(variable).map(PathBuf::from);
    match os {
        Os::Linux => named("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config")),
        Os::Macos => home.join("Library").join("Application Support"),
        Os::Windows => named("APPDATA").unwrap_or_else(|| home.join("AppData").join("Roaming")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_places_of_its_own() {
        let mut surroundings = Surroundings::at("/work");
        surroundings.home = Some("/me".into());
        let at = |client, os| file(client, os, &surroundings).display().to_string();

        for (client, os, expected) in [
            (Client::ClaudeCode, Os::Linux, "/work/.mcp.json"),
            (Client::ClaudeDesktop, Os::Linux, "/me/.config/Claude/claude_desktop_config.json"),
            (
                Client::ClaudeDesktop,
                Os::Macos,
                "/me/Library/Application Support/Claude/claude_desktop_config.json",
            ),
            (
                Client::ClaudeDesktop,
                Os::Windows,
                "/me/AppData/Roaming/Claude/claude_desktop_config.json",
            ),
            (Client::Cursor, Os::Macos, "/me/.cursor/mcp.json"),
            (Client::Vscode, Os::Linux, "/me/.config/Code/User/mcp.json"),
            (Client::Vscode, Os::Macos, "/me/Library/Application Support/Code/User/mcp.json"),
            (Client::Codex, Os::Windows, "/me/.codex/config.toml"),
            (Client::Zed, Os::Macos, "/me/.config/zed/settings.json"),
            (Client::Zed, Os::Windows, "/me/AppData/Roaming/Zed/settings.json"),
            (Client::Windsurf, Os::Linux, "/me/.codeium/windsurf/mcp_config.json"),
        ] {
            assert_eq!(at(client, os), expected);
        }
    }

    #[test]
    fn variables_move_the_places() {
        let surroundings = Surroundings::at("/work")
            .variable("XDG_CONFIG_HOME", "/xdg")
            .variable("CODEX_HOME", "/codex");

        let zed = file(Client::Zed, Os::Linux, &surroundings);
        let codex = file(Client::Codex, Os::Linux, &surroundings);

        assert_eq!(zed, Path::new("/xdg/zed/settings.json"));
        assert_eq!(codex, Path::new("/codex/config.toml"));
    }
}
