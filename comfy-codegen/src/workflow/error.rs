//! Says why no code can be made of a workflow file.

use std::io;
use std::path::Path;

use comfy_graph_core::closest::closest;
use comfy_graph_core::schema::SchemaError;
use comfy_graph_core::workflow::{ConvertError, LoadError};

use crate::source::SourceError;

/// Why no code can be made of a workflow file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkflowError {
    /// The file, or its sidecar, cannot be read.
    #[error("cannot read `{file}`{}", hint(closest.as_deref()))]
    Unreadable {
        /// The file.
        file: String,
        /// A file of that folder with nearly that name.
        closest: Option<String>,
        /// Why.
        source: io::Error,
    },
    /// The file holds no workflow.
    #[error(transparent)]
    NoWorkflow(#[from] LoadError),
    /// There is no schema to check against.
    #[error(transparent)]
    NoSchema(SourceError),
    /// What should be a schema is none.
    #[error("`{schema}` holds no schema; `comfy-codegen snapshot` makes one")]
    BadSchema {
        /// Where it was looked for.
        schema: String,
        /// Why.
        source: SchemaError,
    },
    /// The editor workflow gives no prompt.
    #[error("`{file}` cannot be converted to a prompt")]
    Unconvertible {
        /// The file.
        file: String,
        /// Why.
        source: ConvertError,
    },
    /// The workflow does not fit its schema, or its sidecar.
    #[error("`{file}` does not fit {schema}\n\n{findings}")]
    Wrong {
        /// The file.
        file: String,
        /// The schema in words.
        schema: String,
        /// Everything that is wrong, each with its place.
        findings: String,
    },
}

impl WorkflowError {
    /// Whether it is the schema that is to blame, not the workflow.
    #[must_use]
    pub fn is_of_schema(&self) -> bool {
        matches!(self, Self::NoSchema(_) | Self::BadSchema { .. })
    }

    /// A file at `path` that messages call `name`, with the file that was perhaps meant.
    pub(super) fn unreadable(path: &Path, name: &str, source: io::Error) -> Self {
        let entries = path.parent().and_then(|folder| folder.read_dir().ok());
        let names = entries.into_iter().flatten().filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.ends_with(".json").then_some(name)
        });
        let names: Vec<String> = names.collect();
        let own = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let closest =
            closest(own, names.iter().map(String::as_str)).first().map(ToString::to_string);
        Self::Unreadable { file: name.to_owned(), closest, source }
    }
}

fn hint(closest: Option<&str>) -> String {
    closest.map_or_else(String::new, |name| format!("; did you mean `{name}`, which is there?"))
}
