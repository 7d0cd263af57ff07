//! Builds graphs out of typed nodes.
//!
//! A wrong wire does not compile; what types cannot see, [`Graph::check`] reports with the line of
//! the `add` that made the node. Talking to a server is the client's business.

mod check;
mod choice;
mod inputs;
mod node;
mod output;
mod prompt;
pub mod sockets;
mod source;
pub(crate) mod table;
mod validate;
mod value;

use std::panic::Location;
use std::sync::atomic::{AtomicU16, Ordering};

pub use check::{GraphProblem, GraphProblems, Wrong};
pub use choice::{
    Choice, FileChoice, FlagChoice, Listed, Many, Open, TextChoice, UnknownChoice, parse,
};
pub use inputs::{Inputs, Names};
pub use node::{Node, RawNode};
pub use output::{Handle, NodeRef, Out, OutList, OutputRef};
pub use source::{Feeds, Linkable, Offers, Single, Source};
pub use validate::CheckedGraph;
pub use value::{Accepts, Custom, Given, In, Value};

/// Nodes and the wires between them, in the order they were added.
///
/// ```
/// use comfy_graph::{Graph, Node, RawNode};
///
/// let mut graph = Graph::new();
/// let text = graph.add(RawNode::named("PrimitiveString").extra_input("value", "a cat"));
///
/// let prompt = graph.to_prompt()?;
/// assert!(prompt.node(graph.id(text).as_str()).is_some());
/// # Ok::<(), comfy_graph::GraphProblems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Graph {
    tag: u16,
    titles: Titles,
    nodes: Vec<Placed>,
}

/// Which titles prompts get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Titles {
    /// A node's own, else the one of its class.
    All,
    /// Those that nodes were given.
    Own,
}

/// A node with the source line that added it.
#[derive(Debug, Clone)]
struct Placed {
    node: RawNode,
    at: &'static Location<'static>,
}

/// Tells graphs apart, so that an output of one cannot silently mean a node of another.
static NEXT_TAG: AtomicU16 = AtomicU16::new(0);

impl Graph {
    /// The graph without nodes.
    #[must_use]
    pub fn new() -> Self {
        let tag = NEXT_TAG.fetch_add(1, Ordering::Relaxed);
        Self { tag, titles: Titles::All, nodes: Vec::new() }
    }

    /// The same with no other titles in prompts than those that nodes were given.
    ///
    /// For prompts that must equal older ones: servers that replace old classes answer 500 to
    /// nodes without a title.
    #[must_use]
    pub fn own_titles(mut self) -> Self {
        self.titles = Titles::Own;
        self
    }

    /// Adds `node`, and gives back its outputs.
    ///
    /// Remembers the line that calls this, for messages.
    #[track_caller]
    pub fn add<N: Node>(&mut self, node: N) -> N::Output {
        N::outputs(self.place(node.into_raw(), Location::caller()))
    }

    fn place(&mut self, node: RawNode, at: &'static Location<'static>) -> NodeRef {
        let index = u32::try_from(self.nodes.len()).expect("BUG: a graph of four billion nodes");
        self.nodes.push(Placed { node, at });
        NodeRef { graph: self.tag, index }
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Every node, in the order they were added.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeRef, &RawNode)> {
        let node = |index: usize| NodeRef { graph: self.tag, index: index as u32 };
        self.nodes.iter().enumerate().map(move |(index, placed)| (node(index), &placed.node))
    }

    /// The line that added the node of `handle`; `None` for a node of another graph.
    #[must_use]
    pub fn location(&self, handle: impl Handle) -> Option<&'static Location<'static>> {
        Some(self.placed(handle.node())?.at)
    }

    /// Whether a node is known to run at a partner, which needs credentials and costs credits.
    ///
    /// Raw nodes are not known to.
    #[must_use]
    pub fn has_partner_nodes(&self) -> bool {
        self.nodes.iter().filter_map(|placed| placed.node.known()).any(|class| class.partner)
    }

    fn placed(&self, node: NodeRef) -> Option<&Placed> {
        self.nodes.get(node.index as usize).filter(|_| node.graph == self.tag)
    }
}

impl Default for Graph {
    fn default() -> Self {
        Self::new()
    }
}
