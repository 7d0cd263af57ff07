//! Says why a workflow cannot be converted.

use super::MAX_NODES;
use crate::workflow::editor::{LinkId, Subgraph};

/// Why there is no prompt; the editor refuses these as well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// An input names a link that the file does not have.
    #[error(
        "input `{input}` of node `{node}` names link {link}, which is not in the file; connect \
         it again"
    )]
    MissingLink {
        /// The node, with the hosts it is inside of.
        node: String,
        /// The input.
        input: String,
        /// The link.
        link: LinkId,
    },
    /// A link starts at a node that the file does not have.
    #[error(
        "link {link} into input `{input}` of node `{node}` starts at a node that is not in the \
         file; connect it again"
    )]
    MissingOrigin {
        /// The node, with the hosts it is inside of.
        node: String,
        /// The input.
        input: String,
        /// The link.
        link: LinkId,
    },
    /// Bypassed nodes, or nodes that only editors know, lead in a circle.
    #[error(
        "what enters node `{node}` goes in a circle through reroutes or bypassed nodes; break it"
    )]
    Circle {
        /// The node, with the hosts it is inside of.
        node: String,
    },
    /// A subgraph leads an input straight to an output.
    #[error(
        "subgraph `{host}` leads an input straight to an output, which the editor refuses; put a \
         reroute between them"
    )]
    Passthrough {
        /// The host, with those it is inside of.
        host: String,
    },
    /// The editor fails over null where it wants to search for tokens.
    #[error("`{input}` of node `{node}` is null; give it a text")]
    NullText {
        /// The node, with the hosts it is inside of.
        node: String,
        /// The input.
        input: String,
    },
    /// A subgraph is inside itself.
    #[error("subgraph `{name}` contains itself; take it out of there")]
    Endless {
        /// The subgraph's name, or its id where it has none.
        name: String,
    },
    /// Subgraphs stand in subgraphs without end in sight.
    #[error("subgraphs are nested too deep; unpack some of them")]
    TooDeep,
    /// The prompt would be too long.
    #[error("the workflow expands to more than {MAX_NODES} nodes, or as many detours of links")]
    TooManyNodes,
}

impl ConvertError {
    pub(super) fn endless(subgraph: &Subgraph<'_>) -> Self {
        let name = if subgraph.name.is_empty() { subgraph.id.as_str() } else { &subgraph.name };
        Self::Endless { name: name.to_owned() }
    }

    /// Whether a helpful converter goes on without the input.
    pub(super) fn concerns_one_input(&self) -> bool {
        !matches!(self, Self::Endless { .. } | Self::TooDeep | Self::TooManyNodes)
    }
}
