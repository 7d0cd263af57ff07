//! Says what of a prompt could not be written with types.

use std::fmt;

use comfy_graph_core::ids::{ClassName, InputName, NodeId, Slot};
use serde_json::Value as Json;

use crate::plan::types::RangePlan;

/// One thing that a transpiled program keeps without types.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// The node, or the one that stood for a subgraph.
    pub node: NodeId,
    /// Why.
    pub reason: Reason,
}

/// Why something is kept without types.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The node has no class.
    #[error("the node has no class, as editors export those they do not know")]
    NoClass,
    /// The schema does not have the class.
    #[error("the schema has no class `{class}`{}", did_you_mean(.closest))]
    UnknownClass {
        /// The class.
        class: ClassName,
        /// The classes whose names are nearest, at most three.
        closest: Vec<String>,
    },
    /// An input without default is not given.
    #[error("`{input}` is not given and has no default")]
    MissingInput {
        /// The input, dynamic prefixes included.
        input: String,
    },
    /// An input with a default is not given, so the default must not be sent either.
    #[error("`{input}` is not given, so its default is left out too")]
    NoDefault {
        /// The input, dynamic prefixes included.
        input: String,
    },
    /// The class does not have the input.
    #[error("`{class}` has no input `{input}`{}", did_you_mean(.closest))]
    UnknownInput {
        /// The class.
        class: ClassName,
        /// The input.
        input: InputName,
        /// The inputs whose names are nearest, at most three.
        closest: Vec<String>,
    },
    /// The literal is not what the input takes.
    #[error("`{input}` takes {wanted}, not {}", shown(.value))]
    WrongLiteral {
        /// The input, dynamic prefixes included.
        input: String,
        /// What it takes.
        wanted: &'static str,
        /// What it is given.
        value: Json,
    },
    /// The number is not within the limits.
    #[error("`{input}` takes {limits}, not {value}")]
    OutOfRange {
        /// The input, dynamic prefixes included.
        input: String,
        /// What it takes.
        limits: Limits,
        /// What it is given.
        value: Json,
    },
    /// The dynamic combo does not have the option.
    #[error("`{input}` has no option {}{}", shown(.key), did_you_mean(.closest))]
    UnknownOption {
        /// The dynamic combo, prefixes included.
        input: String,
        /// What was chosen.
        key: Json,
        /// The keys that are nearest, at most three.
        closest: Vec<String>,
    },
    /// The elements of an autogrow input leave one out or are too many.
    #[error("`{input}` does not follow on the elements before it")]
    LooseElement {
        /// The element.
        input: String,
    },
    /// The link starts at a node that is not there.
    #[error("`{input}` is wired to node `{node}`, which is not there")]
    MissingNode {
        /// The input, dynamic prefixes included.
        input: String,
        /// The node.
        node: NodeId,
    },
    /// The link starts at an output that the node does not have.
    #[error("`{input}` is wired to output {slot} of node `{node}`, which it does not have")]
    MissingOutput {
        /// The input, dynamic prefixes included.
        input: String,
        /// The node.
        node: NodeId,
        /// The output.
        slot: Slot,
    },
    /// The link carries what the input does not take.
    #[error("`{input}` takes `{wanted}`, not `{given}`")]
    WrongSocket {
        /// The input, dynamic prefixes included.
        input: String,
        /// What it takes.
        wanted: String,
        /// What the output carries.
        given: String,
    },
    /// The link closes a circle.
    #[error("`{input}` is wired to node `{node}`, which needs this one")]
    Cycle {
        /// The input, dynamic prefixes included.
        input: String,
        /// The node.
        node: NodeId,
    },
    /// The nodes of a subgraph need others that need them, so they make no function.
    #[error(
        "the subgraph of node `{host}` needs what is made of its results, so it is no function"
    )]
    Entangled {
        /// The node that stood for the subgraph.
        host: NodeId,
    },
    /// The node has keys that prompts do not have.
    #[error("`{key}` is no key of a node")]
    ForeignKey {
        /// The key.
        key: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`: {}", self.node, self.reason)
    }
}

fn did_you_mean(closest: &[String]) -> String {
    let names: Vec<_> = closest.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!("; the closest are {}", names.join(", ")) }
}

/// JSON as short as a comment needs it.
fn shown(value: &Json) -> String {
    const MOST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The limits of a number, which are inclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits(Box<RangePlan>);

impl Limits {
    pub(super) fn new(range: &RangePlan) -> Self {
        Self(Box::new(range.clone()))
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self.0 {
            RangePlan::None => f.write_str("anything"),
            RangePlan::Int(min, i128::MAX) => write!(f, "{min} or more"),
            RangePlan::Int(i128::MIN, max) => write!(f, "{max} or less"),
            RangePlan::Int(min, max) => write!(f, "{min} to {max}"),
            RangePlan::Float(f64::NEG_INFINITY, max) => write!(f, "{max} or less"),
            RangePlan::Float(min, f64::INFINITY) => write!(f, "{min} or more"),
            RangePlan::Float(min, max) => write!(f, "{min} to {max}"),
            RangePlan::Elements(min, max) => write!(f, "{min} to {max} elements"),
        }
    }
}
