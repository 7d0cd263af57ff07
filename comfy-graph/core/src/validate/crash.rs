//! Names the requests that make the server fail instead of answering.
//!
//! The server sends status 500 with plain text that gives no reason, so these give it.

use std::fmt;

use crate::json::JsonError;

/// What makes the server answer 500.
#[derive(Debug, Clone, PartialEq)]
pub enum Crash {
    /// The body is no JSON.
    NotJson(JsonError),
    /// The body is JSON of another kind than an object.
    Body {
        /// The kind it is.
        found: &'static str,
    },
    /// A key of the body holds what the server cannot use.
    Key {
        /// The key, such as `extra_data`.
        key: &'static str,
        /// The kind of value it holds.
        found: &'static str,
        /// The kind of value it takes.
        expected: &'static str,
    },
    /// A node is no object.
    NotANode {
        /// The id of the node.
        node: Box<str>,
        /// The kind of value it is.
        found: &'static str,
    },
    /// A key of a node holds what the server cannot use.
    NodeKey {
        /// The id of the node.
        node: Box<str>,
        /// The key, such as `inputs`.
        key: &'static str,
        /// The kind of value it holds; `None` where it is missing.
        found: Option<&'static str>,
        /// The kind of value it takes.
        expected: &'static str,
    },
    /// A node has an old class that the server replaces, without an input that this needs.
    Replacement {
        /// The id of the node.
        node: Box<str>,
        /// The old class.
        class: Box<str>,
        /// The input that is missing.
        input: Box<str>,
    },
}

impl Crash {
    /// The id of the node that the server fails on, if it is one.
    #[must_use]
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::NotJson(_) | Self::Body { .. } | Self::Key { .. } => None,
            Self::NotANode { node, .. } | Self::NodeKey { node, .. } => Some(node),
            Self::Replacement { node, .. } => Some(node),
        }
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(error) => write!(f, "the body is no JSON: {error}"),
            Self::Body { found } => write!(f, "the body is {found}; send an object with `prompt`"),
            Self::Key { key, found, expected } => {
                write!(f, "`{key}` is {found}; give {expected} or leave it out")
            }
            Self::NotANode { node, found } => {
                write!(f, "node `{node}` is {found}; a node is an object with `class_type`")
            }
            Self::NodeKey { node, key, found: Some(found), expected } => {
                write!(f, "`{key}` of node `{node}` is {found}; give {expected}")
            }
            Self::NodeKey { node, key, found: None, expected } => {
                write!(f, "`{key}` of node `{node}` is missing; give {expected}")
            }
            Self::Replacement { node, class, input } => write!(
                f,
                "node `{node}` has the old class `{class}`, which the server replaces, but not its \
                 input `{input}`; give it"
            ),
        }
    }
}
