//! Describes what differs between two states of a graph.
//!
//! People read changes, tools answer with them, editor files are changed by them.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value as Literal;

use super::operation::InputRef;
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::json::Json;
use crate::prompt::Link;
use crate::validate::shown;

/// Whether a node of an editor file runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeMode {
    /// It does.
    #[default]
    Always,
    /// Neither it nor its links exist.
    Muted,
    /// Links pass through it by type.
    Bypassed,
}

impl fmt::Display for NodeMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "always",
            Self::Muted => "muted",
            Self::Bypassed => "bypassed",
        })
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A link is gone.
    LinkRemoved {
        /// Where it started.
        from: LinkStart,
        /// Where it ended.
        to: InputRef,
    },
    /// A node is gone.
    NodeRemoved(ChangedNode),
    /// A node is new; its links are changes of their own.
    NodeAdded(ChangedNode),
    /// A node has another class.
    ClassChanged {
        /// The node.
        node: NodeId,
        /// The class it had, where it had one.
        from: Option<ClassName>,
        /// The class it has.
        to: Option<ClassName>,
    },
    /// An input has another value.
    InputChanged {
        /// The node.
        node: NodeId,
        /// Its class.
        #[serde(skip_serializing_if = "Option::is_none")]
        class: Option<ClassName>,
        /// The input.
        input: InputName,
        /// The value it had; nothing where it had a link or was not given.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Literal>,
        /// The value it has; nothing where it has a link or is not given.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<Literal>,
    },
    /// A node has another title.
    TitleChanged {
        /// The node.
        node: NodeId,
        /// The title it had.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// The title it has.
        #[serde(skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    /// A node runs otherwise than before.
    ModeChanged {
        /// The node.
        node: NodeId,
        /// How it ran.
        from: NodeMode,
        /// How it runs.
        to: NodeMode,
    },
    /// A link is new.
    LinkAdded {
        /// Where it starts.
        from: LinkStart,
        /// Where it ends.
        to: InputRef,
    },
}

/// A node that came or went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangedNode {
    /// Its id.
    pub node: NodeId,
    /// Its class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<ClassName>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The inputs that have a value.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<InputName, Literal>,
}

/// The output that a link starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkStart {
    /// The node.
    pub node: NodeId,
    /// Which of its outputs.
    pub slot: Slot,
}

impl From<&Link> for LinkStart {
    fn from(link: &Link) -> Self {
        Self { node: link.node.clone(), slot: link.slot }
    }
}

impl fmt::Display for ChangedNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`", self.node)?;
        match (&self.class, &self.title) {
            (Some(class), Some(title)) => write!(f, " ({class}, \"{title}\")"),
            (Some(class), None) => write!(f, " ({class})"),
            (None, Some(title)) => write!(f, " (\"{title}\")"),
            (None, None) => Ok(()),
        }
    }
}

impl Change {
    /// The node that changes; of links the one at their end.
    #[must_use]
    pub const fn node(&self) -> &NodeId {
        match self {
            Self::LinkRemoved { to, .. } | Self::LinkAdded { to, .. } => &to.node,
            Self::NodeRemoved(changed) | Self::NodeAdded(changed) => &changed.node,
            Self::ClassChanged { node, .. }
            | Self::InputChanged { node, .. }
            | Self::TitleChanged { node, .. }
            | Self::ModeChanged { node, .. } => node,
        }
    }
}

/// Writes one line such as "~ node `3` (KSampler): `cfg` `8.0` → `5.5`".
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LinkRemoved { from, to } => write!(f, "- link {}", Wire(from, to)),
            Self::LinkAdded { from, to } => write!(f, "+ link {}", Wire(from, to)),
            Self::NodeRemoved(node) => write!(f, "- {node}"),
            Self::NodeAdded(node) => {
                write!(f, "+ {node}")?;
                let mut separator = ": ";
                for (input, value) in &node.values {
                    write!(f, "{separator}`{input}` {}", shown(&Json::from(value)))?;
                    separator = ", ";
                }
                Ok(())
            }
            Self::ClassChanged { node, from, to } => {
                write!(f, "~ node `{node}`: class {} → {}", Class(from), Class(to))
            }
            Self::InputChanged { node, class, input, from, to } => {
                write!(f, "~ node `{node}`")?;
                if let Some(class) = class {
                    write!(f, " ({class})")?;
                }
                write!(f, ": `{input}` {} → {}", Held(from), Held(to))
            }
            Self::TitleChanged { node, from, to } => {
                let (from, to) = (Title(from.as_deref()), Title(to.as_deref()));
                write!(f, "~ node `{node}`: title {from} → {to}")
            }
            Self::ModeChanged { node, from, to } => write!(f, "~ node `{node}`: {from} → {to}"),
        }
    }
}

struct Wire<'c>(&'c LinkStart, &'c InputRef);

impl fmt::Display for Wire<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(from, to) = self;
        write!(f, "node `{}` output {} → node `{}` `{}`", from.node, from.slot, to.node, to.input)
    }
}

struct Held<'c>(&'c Option<Literal>);

impl fmt::Display for Held<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(value) => f.write_str(&shown(&Json::from(value))),
            None => f.write_str("nothing"),
        }
    }
}

struct Class<'c>(&'c Option<ClassName>);

impl fmt::Display for Class<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(class) => write!(f, "`{class}`"),
            None => f.write_str("nothing"),
        }
    }
}

struct Title<'c>(Option<&'c str>);

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(title) => write!(f, "\"{title}\""),
            None => f.write_str("nothing"),
        }
    }
}
