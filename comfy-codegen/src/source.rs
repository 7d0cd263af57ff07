//! Decides where a schema comes from, once for every front.

use std::borrow::Cow;
#[cfg(feature = "server")]
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
#[cfg(feature = "server")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "server")]
use comfy_graph_core::schema::{Contents, Files, Prose};
use comfy_graph_core::schema::{Fingerprint, Schema, SchemaError, Snapshot};

use crate::stock;

/// The variable that names a server to ask instead of the snapshot.
pub(crate) const URL_VARIABLE: &str = "COMFY_CODEGEN_URL";

/// The variable that forbids the network whatever else is set.
pub(crate) const OFFLINE_VARIABLE: &str = "COMFY_OFFLINE";

/// Where a schema comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaSource {
    /// The snapshot that this crate ships.
    Stock,
    /// A file: a snapshot, or a saved answer of `GET /object_info`.
    File(PathBuf),
    /// A running ComfyUI.
    #[cfg(feature = "server")]
    Server(crate::Server),
}

/// A schema with what is known of its origin.
#[derive(Debug)]
pub struct Loaded {
    /// The schema.
    pub schema: Schema,
    /// The version of the server it is of, where that is known.
    pub version: Option<String>,
}

impl Loaded {
    /// The origin in words, without anything that differs from machine to machine.
    #[must_use]
    pub fn origin(&self) -> String {
        let version = self.version.as_deref().unwrap_or("of unknown version");
        format!("ComfyUI {version}, schema {}", Fingerprint::of(&self.schema))
    }
}

/// A schema that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be read.
    #[error("cannot read `{}`; `comfy-codegen snapshot -o {0}` makes it", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no schema.
    #[error("`{}` holds no schema", .path.display())]
    NoSchema {
        /// The file.
        path: PathBuf,
        /// Why.
        source: SchemaError,
    },
    /// The server did not give its schema.
    #[cfg(feature = "server")]
    #[error(transparent)]
    Server(#[from] crate::ServerError),
}

impl SchemaSource {
    /// The server that the variable `COMFY_CODEGEN_URL` names, unless `COMFY_OFFLINE` is set.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn of_environment() -> Option<Self> {
        let url = std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty())?;
        let is_offline = std::env::var_os(OFFLINE_VARIABLE).is_some_and(|offline| offline != "0");
        (!is_offline).then(|| Self::Server(crate::Server::new(&url)))
    }

    /// Reads the schema.
    ///
    /// # Errors
    ///
    /// [`SourceError`], which names the file or the server, then what to do.
    pub fn load(&self) -> Result<Loaded, SourceError> {
        match self {
            Self::Stock => Ok(of_snapshot(&stock::snapshot(), stock::schema().clone())),
            Self::File(path) => load_file(path),
            #[cfg(feature = "server")]
            Self::Server(server) => Ok(server.schema()?),
        }
    }

    /// Reads the text: a snapshot, or an answer of `GET /object_info`; asks a server once only.
    ///
    /// # Errors
    ///
    /// [`SourceError`], as for [`SchemaSource::load`].
    pub fn text(&self) -> Result<Cow<'static, [u8]>, SourceError> {
        match self {
            Self::Stock => Ok(Cow::Borrowed(stock::json().as_bytes())),
            Self::File(path) => read(path).map(Cow::Owned),
            #[cfg(feature = "server")]
            Self::Server(server) => asked_once(server).map(Cow::Owned),
        }
    }
}

impl fmt::Display for SchemaSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stock => f.write_str("the stock snapshot"),
            Self::File(path) => path.display().fmt(f),
            #[cfg(feature = "server")]
            Self::Server(server) => server.fmt(f),
        }
    }
}

/// The snapshot of a server, which takes seconds to make and is wanted for each workflow.
#[cfg(feature = "server")]
fn asked_once(server: &crate::Server) -> Result<Vec<u8>, SourceError> {
    static ANSWERS: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = answers.get(&server.to_string()) {
        return Ok(answer.clone());
    }
    let everything = Contents { prose: Prose::Keep, files: Files::Keep };
    let answer = server.snapshot(everything)?.to_json().into_bytes();
    answers.insert(server.to_string(), answer.clone());
    Ok(answer)
}

fn load_file(path: &Path) -> Result<Loaded, SourceError> {
    let json = read(path)?;
    let no_schema = |source| SourceError::NoSchema { path: path.to_owned(), source };
    let schema = Schema::from_json(&json).map_err(no_schema)?;
    // An answer of `/object_info` says nothing of its server.
    let version = Snapshot::from_json(&json).ok();
    let version = version.and_then(|snapshot| snapshot.version().map(str::to_owned));
    Ok(Loaded { schema, version })
}

fn read(path: &Path) -> Result<Vec<u8>, SourceError> {
    std::fs::read(path).map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })
}

fn of_snapshot(snapshot: &Snapshot, schema: Schema) -> Loaded {
    Loaded { schema, version: snapshot.version().map(str::to_owned) }
}
