//! Holds a graph of either form the way operations see it: nodes, values, links by name.
//!
//! For a prompt it is the prompt itself. What it is for an editor file, `file` knows.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Literal;

use super::change::NodeMode;
use crate::ids::{ClassName, InputName, NodeId};
use crate::prompt::Prompt;
use crate::schema::SocketType;

/// A graph with what only editor files know of its nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Outline {
    pub(super) prompt: Prompt,
    /// Of the nodes of editor files; prompts have none.
    pub(super) facts: IndexMap<NodeId, Facts>,
}

/// What an editor file knows of a node besides its inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Facts {
    /// The host of the subgraph that the node is in; `None` for the root.
    pub(super) scope: Option<NodeId>,
    pub(super) mode: NodeMode,
    /// What widgets hold, also under a link.
    pub(super) held: IndexMap<InputName, Literal>,
    /// The sockets of what no schema has as a class.
    pub(super) sockets: Option<Arc<Sockets>>,
    pub(super) kind: Kind,
}

/// What stands behind a node of an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    /// A node.
    #[default]
    Node,
    /// The start or end of the links that cross the border of a subgraph.
    Border,
}

/// The sockets that a file itself lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sockets {
    pub(super) inputs: Vec<Socket>,
    pub(super) outputs: Vec<Socket>,
}

/// One socket.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Socket {
    pub(super) name: Box<str>,
    pub(super) socket: SocketType,
    /// The input of a class whose values this one takes, for inputs of hosts.
    pub(super) stands_for: Option<(ClassName, InputName)>,
}

impl Outline {
    pub(super) fn mode(&self, node: &NodeId) -> NodeMode {
        self.facts.get(node).map_or(NodeMode::Always, |facts| facts.mode)
    }

    pub(super) fn scope(&self, node: &NodeId) -> Option<&NodeId> {
        self.facts.get(node)?.scope.as_ref()
    }

    pub(super) fn is_border(&self, node: &NodeId) -> bool {
        self.facts.get(node).is_some_and(|facts| facts.kind == Kind::Border)
    }

    pub(super) fn sockets(&self, node: &NodeId) -> Option<&Sockets> {
        self.facts.get(node)?.sockets.as_deref()
    }

    /// What the widget of an input holds under its link.
    pub(super) fn held(&self, node: &NodeId, input: &InputName) -> Option<&Literal> {
        self.facts.get(node)?.held.get(input)
    }
}
