//! Gives nodes of subgraphs ids that no other graph uses.
//!
//! First pass of conversion: the editor does so when it loads a file, so that its exports have ids
//! that appear nowhere in the file.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::model::{Graph, Node, Work};
use crate::workflow::editor::EditorId;

/// Reference E.7, step 1: the root keeps its ids, definitions give way in the file's order.
pub(super) fn repair(work: &mut Work<'_>) {
    merge_twins(&mut work.graphs[0]);
    let mut used: HashSet<EditorId<'_>> = HashSet::new();
    let mut last = work.workflow.last_node.unwrap_or_default();
    let graphs = work.graphs.iter();
    let numbers = graphs.flat_map(|graph| &graph.nodes).filter_map(|node| node.id.number());
    last = numbers.fold(last, i64::max);
    for graph in &mut work.graphs {
        renumber(graph, &mut used, &mut last);
    }
}

/// Of nodes in the root with one id, the first stays, with what the file says of the last.
fn merge_twins(root: &mut Graph<'_>) {
    let count = root.nodes.len();
    let mut places = HashMap::with_capacity(count);
    let mut merged: Vec<Node<'_>> = Vec::with_capacity(count);
    for node in root.nodes.drain(..) {
        match places.entry(node.id.clone().into_normal()) {
            Entry::Occupied(place) => merged[*place.get()] = node,
            Entry::Vacant(free) => {
                free.insert(merged.len());
                merged.push(node);
            }
        }
    }
    let has_twins = merged.len() < count;
    root.nodes = merged;
    if has_twins {
        root.index();
    }
}

fn renumber<'w>(graph: &mut Graph<'w>, used: &mut HashSet<EditorId<'w>>, last: &mut i64) {
    let mut is_renumbered = false;
    for node in &mut graph.nodes {
        if used.insert(node.id.clone().into_normal()) {
            continue;
        }
        let old = node.id.clone().into_normal();
        while {
            *last = last.saturating_add(1);
            !used.insert(EditorId::Number(*last))
        } {}
        node.id = EditorId::Number(*last);
        graph.renamed.insert(old, node.id.clone());
        is_renumbered = true;
    }
    if is_renumbered {
        graph.follow_renamed();
    }
}

impl Graph<'_> {
    /// Lets links and lookups go by the new ids.
    fn follow_renamed(&mut self) {
        for link in self.links.values_mut() {
            for end in [&mut link.origin, &mut link.target] {
                if let Some(new) = self.renamed.get(&end.normal()) {
                    *end = new.clone();
                }
            }
        }
        self.index();
    }
}
