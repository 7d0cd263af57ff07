//! Finds what crosses the border of a subgraph.

use std::collections::HashSet;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use indexmap::IndexSet;

use super::groups::Group;
use super::order::Links;
use super::variables::{Key, Use, Uses};

/// The outputs that a group needs of others, and those that others need of it.
pub(super) struct Crossing {
    pub(super) parameters: Vec<Key>,
    pub(super) results: Vec<Key>,
}

impl Crossing {
    /// What crosses the border of `group`, in the order of its nodes.
    pub(super) fn of(group: &Group<'_>, prompt: &Prompt, uses: &Uses<'_>, cut: &Links) -> Self {
        let nodes = group.nodes();
        let inside: HashSet<&NodeId> = nodes.iter().copied().collect();
        let (mut parameters, mut results) = (IndexSet::new(), IndexSet::new());
        for id in nodes {
            let links = prompt.node(id.as_str()).into_iter().flat_map(|node| node.links());
            for (input, link) in links {
                let is_cut = cut.contains(&(id.clone(), input.clone()));
                if !is_cut && !inside.contains(&link.node) {
                    parameters.insert((link.node.clone(), Some(link.slot.position())));
                }
            }
            for one in uses.node(id) {
                if !one.is_cut(cut) && !inside.contains(one.node) {
                    results.insert((id.clone(), Some(one.slot)));
                }
            }
        }
        let in_prompt = |key: &Key| prompt.node(key.0.as_str()).is_some();
        let parameters = parameters.into_iter().filter(in_prompt).collect();
        Self { parameters, results: results.into_iter().collect() }
    }
}

impl Use<'_> {
    /// Whether the link is one of those that close circles.
    pub(super) fn is_cut(&self, cut: &Links) -> bool {
        if cut.is_empty() {
            return false;
        }
        let input = self.input.parse().expect("BUG: an input has no name");
        cut.contains(&(self.node.clone(), input))
    }
}
