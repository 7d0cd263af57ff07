//! Decides where a schema comes from, once for every front.

use std::fmt;
use std::path::{Path, PathBuf};

use comfy_graph_core::schema::{Fingerprint, Schema, SchemaError, Snapshot};

use crate::stock;

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

fn load_file(path: &Path) -> Result<Loaded, SourceError> {
    let unreadable = |source| SourceError::Unreadable { path: path.to_owned(), source };
    let json = std::fs::read(path).map_err(unreadable)?;
    let no_schema = |source| SourceError::NoSchema { path: path.to_owned(), source };
    let schema = Schema::from_json(&json).map_err(no_schema)?;
    // An answer of `/object_info` says nothing of its server.
    let version = Snapshot::from_json(&json).ok();
    let version = version.and_then(|snapshot| snapshot.version().map(str::to_owned));
    Ok(Loaded { schema, version })
}

fn of_snapshot(snapshot: &Snapshot, schema: Schema) -> Loaded {
    Loaded { schema, version: snapshot.version().map(str::to_owned) }
}
