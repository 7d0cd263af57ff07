//! Says which settings cannot be used.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use comfy_graph::client::EndpointError;

use super::origin::{Origin, Place};
use crate::error::{Code, with_cause};
use crate::jsonc::Mistake;

/// Every setting that cannot be used; never empty.
#[derive(Debug, Clone, thiserror::Error)]
pub struct SettingsErrors(pub Vec<SettingsError>);

/// A line for each, with its causes.
impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(|error| with_cause(error)).collect();
        f.write_str(&lines.join("\n  "))
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The configuration file that was named is not there.
    #[error("there is no configuration file `{}`, which {origin} names", path.display())]
    NoConfigFile {
        /// The file.
        path: PathBuf,
        /// What names it.
        origin: Origin,
    },
    /// The configuration file cannot be read.
    #[error("cannot read configuration file `{}`; check its permissions", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Arc<io::Error>,
    },
    /// The configuration file is not JSON.
    #[error("`{}:{line}:{column}` is not JSON; correct it, or remove the file", path.display())]
    NotJson {
        /// The file.
        path: PathBuf,
        /// The line of the mistake, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
        /// What the reader tripped over.
        source: Mistake,
    },
    /// A member of the configuration file holds another kind of value than it should.
    #[error("{place} takes {expected}, not {found}")]
    WrongType {
        /// The member.
        place: Place,
        /// What it takes.
        expected: &'static str,
        /// What it holds.
        found: &'static str,
    },
    /// A value cannot be used.
    #[error("{origin} cannot be used")]
    BadValue {
        /// Where it was given.
        origin: Origin,
        /// Why.
        source: ValueError,
    },
    /// Others could reach the server, yet nothing keeps them out.
    #[error(
        "{origin} opens `{address}` to others without a token; set `COMFY_MCP_TOKEN`, or listen \
         on 127.0.0.1"
    )]
    OpenListen {
        /// The address.
        address: SocketAddr,
        /// Where it was given.
        origin: Origin,
    },
}

/// Why a value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// It is no address of a server.
    #[error(transparent)]
    Address(#[from] EndpointError),
    /// It is no address to listen on.
    #[error("`{text}` is no address to listen on; write an IP address and a port: 127.0.0.1:9000")]
    Listen {
        /// The text.
        text: Box<str>,
    },
    /// It is no header that HTTP can carry; the text may be a secret.
    #[error("it is no header; write `Bearer TOKEN`, or `Name: value`")]
    Header,
    /// It names a toolset that there is not.
    #[error("`{name}` is no toolset; {}", meant(closest.as_deref(), known))]
    Toolset {
        /// The name.
        name: Box<str>,
        /// What it may have meant.
        closest: Option<Box<str>>,
        /// The toolsets there are.
        known: Box<str>,
    },
    /// It is no number of hours.
    #[error("`{text}` is no number of hours; write 24, or 0 for ever")]
    Hours {
        /// The text.
        text: Box<str>,
    },
    /// It is no flag.
    #[error("`{text}` is neither true nor false")]
    Flag {
        /// The text.
        text: Box<str>,
    },
    /// It is no address that clients can open.
    #[error("it is no web address; write it as `https://host/path`")]
    Url,
    /// It is no level to log from.
    #[error("`{text}` is no log level; write error, warn, info, debug or trace")]
    Log {
        /// The text.
        text: Box<str>,
    },
}

fn meant(closest: Option<&str>, known: &str) -> String {
    match closest {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {known}"),
    }
}

/// Something in the settings that does nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsWarning {
    /// No setting has this name.
    #[error("{place} means nothing; {}", meant(closest.as_deref(), known))]
    UnknownMember {
        /// The member.
        place: Place,
        /// What it may have meant.
        closest: Option<Box<str>>,
        /// The members there are.
        known: Box<str>,
    },
    /// No setting is read from this variable.
    #[error("variable `{name}` means nothing; did you mean `{closest}`?")]
    UnknownVariable {
        /// The variable.
        name: Box<str>,
        /// What it may have meant.
        closest: Box<str>,
    },
}

/// A configuration file that could not be changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigSaveError {
    /// What is there cannot be read, so nothing may be written over it.
    #[error("the configuration file is left as it was; correct it first")]
    Unusable(#[from] SettingsError),
    /// The file cannot be written.
    #[error("cannot write configuration file `{}`; check path and permissions", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ConfigSaveError {
    /// The code that clients see.
    #[must_use]
    pub const fn code(&self) -> Code {
        Code::ConfigSaveFailed
    }
}
