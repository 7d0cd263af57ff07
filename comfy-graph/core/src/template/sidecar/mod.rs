//! Holds what a `NAME.meta.json` says about the workflow beside it.
//!
//! `read` takes the file apart. Whether its names exist in the workflow shows only when a template
//! is made.

mod error;
mod read;

use indexmap::IndexMap;
use serde_json::Value;

use super::name::ParameterName;
use crate::ids::InputName;
use crate::json::{line_column, locate, locate_key};
use crate::prompt::Object;
use crate::schema::Number;
use crate::workflow::FileName;

pub(super) use error::alternatives;
pub use error::{Place, SidecarError, SidecarErrors};

/// What a sidecar's name ends in.
const ENDING: &str = ".meta.json";

/// What a `NAME.meta.json` says about the workflow beside it.
///
/// ```
/// use comfy_graph_core::template::Sidecar;
/// use comfy_graph_core::workflow::FileName;
///
/// let sidecar = Sidecar::from_json(
///     r#"{"name": "Portrait", "defaults": {"steps": 30},
///         "constraints": {"width": {"min": 64, "max": 2048, "step": 64}}}"#,
///     FileName::new("portrait.meta.json"),
/// )?;
///
/// assert_eq!(sidecar.name.as_deref(), Some("Portrait"));
/// assert_eq!(sidecar.defaults["steps"], 30);
/// assert_eq!(Sidecar::file_for("portrait.json"), "portrait.meta.json");
/// # Ok::<(), comfy_graph_core::template::SidecarErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sidecar {
    /// What people call the workflow.
    pub name: Option<Box<str>>,
    /// What the workflow does.
    pub description: Option<Box<str>>,
    /// Values of parameters that are not given.
    pub defaults: IndexMap<ParameterName, Value>,
    /// Limits of parameters.
    pub constraints: IndexMap<ParameterName, Constraint>,
    /// Inputs that a parameter sets, beside those with its placeholder.
    pub override_mappings: IndexMap<ParameterName, Vec<Target>>,
    /// Every other member, as written.
    pub other: Object,
    file: FileName,
    text: Box<str>,
}

/// How a sidecar limits one parameter.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Constraint {
    /// The smallest number.
    pub min: Option<Number>,
    /// The largest number.
    pub max: Option<Number>,
    /// The distance between numbers, counted from the minimum, else from 0.
    pub step: Option<Number>,
    /// What can be chosen.
    pub choices: Option<Vec<Value>>,
    /// Whether a call must give it, whatever its name says.
    pub required: Option<bool>,
    /// What the parameter does.
    pub description: Option<Box<str>>,
}

/// An input that a sidecar names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The id of the node, or its title.
    pub node: Box<str>,
    /// The input.
    pub input: InputName,
}

impl Sidecar {
    /// Reads the text of a sidecar; `file` is for messages.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, each with its line.
    pub fn from_json(text: &str, file: FileName) -> Result<Self, SidecarErrors> {
        read::sidecar(text, file)
    }

    /// Whether a file of this name is a sidecar, not a workflow.
    #[must_use]
    pub fn is_sidecar(file_name: &str) -> bool {
        let start = file_name.len().checked_sub(ENDING.len());
        let ending = start.and_then(|start| file_name.get(start..));
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
    }

    /// The name of the sidecar that belongs to a workflow file.
    #[must_use]
    pub fn file_for(workflow: &str) -> String {
        let stem = workflow.rfind('.').map_or(workflow, |dot| &workflow[..dot]);
        format!("{stem}{ENDING}")
    }

    /// Where the value under the keys of `path` stands, for messages.
    pub(super) fn place(&self, path: &[&str]) -> Place {
        place(&self.file, &self.text, path)
    }
}

fn place(file: &FileName, text: &str, path: &[&str]) -> Place {
    let range = locate(text, path).or_else(|| locate_key(text, path));
    let (line, column) = line_column(text, range.map_or(0, |range| range.start));
    Place { file: file.clone(), key: path.join("."), line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sidecars_are_told_by_their_names() {
        for (name, expected) in [
            ("a.meta.json", true),
            ("A.META.JSON", true),
            (".meta.json", true),
            ("a.json", false),
            ("meta.json", false),
            ("é", false),
        ] {
            assert_eq!(Sidecar::is_sidecar(name), expected, "{name}");
        }
    }

    #[test]
    fn a_workflow_of_any_kind_has_one_sidecar() {
        assert_eq!(Sidecar::file_for("a.b.png"), "a.b.meta.json");
        assert_eq!(Sidecar::file_for("a"), "a.meta.json");
    }
}
