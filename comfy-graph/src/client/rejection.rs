//! Holds the server's verdict on a prompt it found invalid.
//!
//! A submit reads it from the body of a 400, or from the node errors beside a 200. Checking a
//! prompt before it is sent is the validator's business.

use std::fmt;
use std::panic::Location;

use comfy_graph_core::ids::{ClassName, InputName, NodeId};
use comfy_graph_core::prompt::Object;
use indexmap::IndexMap;
use serde::Deserialize;

/// Which line of the program made a node.
pub type Origins = IndexMap<NodeId, &'static Location<'static>>;

/// What the server has against a prompt.
///
/// ```
/// use comfy_graph::client::Rejection;
///
/// let body = r#"{"error": {"type": "prompt_no_outputs", "message": "Prompt has no outputs",
///     "details": "", "extra_info": {}}, "node_errors": {}}"#;
/// let rejection: Rejection = serde_json::from_str(body)?;
///
/// assert_eq!(rejection.error.kind, "prompt_no_outputs");
/// assert_eq!(rejection.to_string(), "the server rejects the prompt: Prompt has no outputs");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(from = "Wire")]
pub struct Rejection {
    /// What is wrong with the prompt as a whole.
    pub error: Problem,
    /// What is wrong with each node, in the order the server names them.
    pub nodes: Vec<NodeProblems>,
    /// Which line of the program made the node that `error` itself names, if it names one.
    pub origin: Option<&'static Location<'static>>,
}

impl Rejection {
    /// The verdict on a prompt of which a part would run; the server gives it no name.
    pub(crate) fn partial(nodes: Vec<NodeProblems>) -> Self {
        let message = "only a part of it would run".to_owned();
        let kind = "partial_prompt".to_owned();
        Self { error: Problem { kind, message, ..Problem::default() }, nodes, origin: None }
    }

    /// Says of each node which line of the program made it.
    #[must_use]
    pub fn traced(mut self, origins: &Origins) -> Self {
        for node in &mut self.nodes {
            node.origin = origins.get(&node.node).copied();
        }
        self.origin = self.error.node().and_then(|node| origins.get(node).copied());
        self
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server rejects the prompt: {}", self.error)?;
        if let Some(origin) = self.origin {
            write!(f, ", made at {origin}")?;
        }
        for node in &self.nodes {
            write!(f, "\n{node}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejection {}

/// Everything the server has against one node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeProblems {
    /// The node.
    pub node: NodeId,
    /// Its class, if the server says so.
    pub class: Option<ClassName>,
    /// Each problem; never sorted by the server.
    pub errors: Vec<Problem>,
    /// The output nodes that cannot run because of it.
    pub dependent_outputs: Vec<NodeId>,
    /// Which line of the program made the node, if known.
    pub origin: Option<&'static Location<'static>>,
}

impl fmt::Display for NodeProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`", self.node)?;
        if let Some(class) = &self.class {
            write!(f, " of `{class}`")?;
        }
        if let Some(origin) = self.origin {
            write!(f, " made at {origin}")?;
        }
        for error in &self.errors {
            write!(f, "\n  {error}")?;
        }
        Ok(())
    }
}

/// One problem as the server puts it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct Problem {
    /// The server's name of the problem, such as `value_not_in_list`.
    #[serde(default, rename = "type")]
    pub kind: String,
    /// The problem in words.
    #[serde(default)]
    pub message: String,
    /// Names, values and what else belongs to it; may be empty.
    #[serde(default)]
    pub details: String,
    /// The same for machines, such as `input_name`.
    #[serde(default)]
    pub extra_info: Object,
}

impl Problem {
    /// The input at fault, if the server names one.
    #[must_use]
    pub fn input(&self) -> Option<InputName> {
        InputName::new(self.extra_info.get("input_name")?.as_str()?).ok()
    }

    /// The id of the node at fault, where the problem is the whole prompt's and names one.
    ///
    /// Servers before 0.4 name it in the details alone, as `Node ID '#7'`.
    #[must_use]
    pub fn node(&self) -> Option<&str> {
        let told = self.extra_info.get("node_id").and_then(|id| id.as_str());
        told.or_else(|| self.details.strip_prefix("Node ID '#")?.strip_suffix('\''))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.message.is_empty() { &self.kind } else { &self.message })?;
        if self.details.is_empty() { Ok(()) } else { write!(f, " ({})", self.details) }
    }
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    error: Option<WireError>,
    #[serde(default)]
    node_errors: NodeErrors,
}

/// Node packs that check prompts themselves answer with a bare text now and then.
#[derive(Deserialize)]
#[serde(untagged)]
enum WireError {
    Problem(Problem),
    Text(String),
}

/// The errors by node; the server writes an empty list where it has none.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum NodeErrors {
    ByNode(IndexMap<NodeId, WireNode>),
    #[allow(dead_code, reason = "serde needs the field to read the empty list")]
    Nothing(Vec<serde::de::IgnoredAny>),
}

impl Default for NodeErrors {
    fn default() -> Self {
        Self::ByNode(IndexMap::new())
    }
}

#[derive(Deserialize)]
pub(crate) struct WireNode {
    class_type: Option<ClassName>,
    #[serde(default)]
    errors: Vec<Problem>,
    #[serde(default)]
    dependent_outputs: Vec<NodeId>,
}

impl NodeErrors {
    /// The problems of each node, in the order of the server.
    pub(crate) fn into_problems(self) -> Vec<NodeProblems> {
        let Self::ByNode(nodes) = self else { return Vec::new() };
        let problems = nodes.into_iter().map(|(node, wire)| NodeProblems {
            node,
            class: wire.class_type,
            errors: wire.errors,
            dependent_outputs: wire.dependent_outputs,
            origin: None,
        });
        problems.collect()
    }
}

impl From<Wire> for Rejection {
    fn from(wire: Wire) -> Self {
        let error = match wire.error {
            Some(WireError::Problem(problem)) => problem,
            Some(WireError::Text(message)) => Problem { message, ..Problem::default() },
            None => Problem::default(),
        };
        Self { error, nodes: wire.node_errors.into_problems(), origin: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"error":{"type":"prompt_outputs_failed_validation",
        "message":"Prompt outputs failed validation","details":"","extra_info":{}},
        "node_errors":{"9":{"errors":[{"type":"required_input_missing",
        "message":"Required input is missing","details":"images",
        "extra_info":{"input_name":"images"}}],"dependent_outputs":["9"],
        "class_type":"SaveImage"}}}"#;

    #[test]
    fn a_rejection_names_node_class_input() {
        let rejection: Rejection = serde_json::from_str(BODY).unwrap();

        assert_eq!(rejection.nodes[0].errors[0].input().unwrap().as_str(), "images");
        assert_eq!(
            rejection.to_string(),
            "the server rejects the prompt: Prompt outputs failed validation\n\
             node `9` of `SaveImage`\n  Required input is missing (images)"
        );
    }

    #[test]
    fn a_rejection_points_at_the_line_that_made_the_node() {
        let here = Location::caller();
        let origins = Origins::from_iter([(NodeId::from(9), here)]);

        let rejection = serde_json::from_str::<Rejection>(BODY).unwrap().traced(&origins);

        assert!(rejection.to_string().contains(&format!("made at {here}")));
    }

    #[test]
    fn a_class_that_is_not_installed_is_traced_on_either_server() {
        let here = Location::caller();
        let origins = Origins::from_iter([(NodeId::from(4), here)]);
        let new = r#"{"error":{"type":"missing_node_type","message":"m","details":"Node ID '#4'",
            "extra_info":{"node_id":"4"}},"node_errors":{}}"#;
        let old = r#"{"error":{"type":"invalid_prompt","message":"m","details":"Node ID '#4'",
            "extra_info":{}},"node_errors":{}}"#;

        for body in [new, old] {
            let rejection = serde_json::from_str::<Rejection>(body).unwrap().traced(&origins);

            assert_eq!(rejection.origin, Some(here), "{body}");
        }
    }

    #[test]
    fn a_bare_text_is_a_rejection_too() {
        let rejection: Rejection =
            serde_json::from_str(r#"{"error":"no","node_errors":[]}"#).unwrap();

        assert_eq!(rejection.to_string(), "the server rejects the prompt: no");
    }
}
