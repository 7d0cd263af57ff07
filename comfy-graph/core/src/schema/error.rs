//! Says why a schema could not be read at all.

use serde_json::error::Category;

/// A schema that could not be read; single malformed classes never cause it.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The text is not JSON.
    #[error("the schema is not JSON; fetch it anew from `/object_info`")]
    NotJson {
        /// Where and why.
        source: serde_json::Error,
    },
    /// The text is not an object of classes, nor a snapshot.
    #[error("the schema is not an object of node classes; fetch it anew from `/object_info`")]
    NotAnObject {
        /// Where and why.
        source: serde_json::Error,
    },
    /// The text is JSON, but no snapshot.
    #[error("the file is not a snapshot; make one with `comfy-codegen snapshot`")]
    NotASnapshot,
    /// The snapshot is of a later format.
    #[error(
        "the snapshot has format {found}, this version reads up to {newest}; update comfy-codegen"
    )]
    NewerFormat {
        /// The format of the file.
        found: u32,
        /// The newest format that can be read.
        newest: u32,
    },
}

impl SchemaError {
    /// What an error of the JSON reader means for a schema.
    pub(super) fn from_reader(source: serde_json::Error) -> Self {
        match source.classify() {
            Category::Data => Self::NotAnObject { source },
            Category::Io | Category::Syntax | Category::Eof => Self::NotJson { source },
        }
    }
}
