//! Tells what else people should know of an edit.

use std::fmt;

use serde::Serialize;
use serde_json::Value as Literal;

use crate::ids::{ClassName, InputName, NodeId};
use crate::json::Json;
use crate::validate::shown;

/// Something to know of an edit that was carried out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// A required input has neither value nor link any more, or not yet.
    Open {
        /// The node.
        node: NodeId,
        /// Its class.
        class: ClassName,
        /// The input.
        input: InputName,
    },
    /// A value could not be carried over to the new class.
    ValueDropped {
        /// The node.
        node: NodeId,
        /// The input of the old class.
        input: InputName,
        /// The value.
        value: Literal,
    },
    /// The link of an input could not be carried over to the new class.
    LinkDropped {
        /// The node.
        node: NodeId,
        /// The input of the old class.
        input: InputName,
        /// The node at the start of the link.
        from: NodeId,
    },
    /// A consumer lost its link, since nothing of its type is left to take the place.
    ConsumerCut {
        /// The consumer.
        node: NodeId,
        /// Its input.
        input: InputName,
    },
    /// The schema does not know the class, so that the input was not checked.
    Unchecked {
        /// The node.
        node: NodeId,
        /// The input.
        input: InputName,
    },
    /// The change is inside a subgraph that several nodes stand for.
    Shared {
        /// What people called the subgraph.
        subgraph: String,
        /// The nodes, all of which change.
        hosts: Vec<NodeId>,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { node, class, input } => {
                write!(f, "node `{node}` ({class}) needs `{input}`: set or connect it")
            }
            Self::ValueDropped { node, input, value } => {
                let value = shown(&Json::from(value));
                write!(f, "node `{node}`: the new class does not take `{input}`, which was {value}")
            }
            Self::LinkDropped { node, input, from } => write!(
                f,
                "node `{node}`: the new class does not take `{input}`, which node `{from}` fed"
            ),
            Self::ConsumerCut { node, input } => {
                write!(f, "node `{node}`: nothing feeds `{input}` any more")
            }
            Self::Unchecked { node, input } => {
                write!(f, "node `{node}`: `{input}` was not checked, since its class is unknown")
            }
            Self::Shared { subgraph, hosts } => {
                let hosts: Vec<_> = hosts.iter().map(|host| format!("`{host}`")).collect();
                let hosts = hosts.join(", ");
                write!(
                    f,
                    "the change is inside subgraph \"{subgraph}\", which changes nodes {hosts}"
                )
            }
        }
    }
}
