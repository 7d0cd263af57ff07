//! Holds what decides a layout: how large nodes are, which are linked, which belong together.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::boxes::{Area, area};
use crate::workflow::{EditorGraph, EditorId};

/// A graph whose nodes are numbers.
#[derive(Debug, Default)]
pub(super) struct Net {
    /// Width and height of each node with its title.
    pub(super) sizes: Vec<(f64, f64)>,
    /// The links of each node from its producers, none of which is the node itself.
    pub(super) ins: Vec<Vec<End>>,
    /// The links of each node to its consumers.
    pub(super) outs: Vec<Vec<End>>,
    /// Which nodes stand together where that is possible.
    pub(super) clusters: Vec<Option<usize>>,
    /// Which nodes without producers stay at the far left.
    pub(super) first: Vec<bool>,
}

/// The other end of a link.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) node: usize,
    /// How far below that node's top this one's would be, were the link level.
    pub(super) drop: f64,
}

impl Net {
    /// The nodes of `graph` in its order, without clusters.
    pub(super) fn new(graph: &EditorGraph<'_>) -> Self {
        let count = graph.nodes.len();
        let mut net = Self {
            sizes: graph
                .nodes
                .iter()
                .map(area)
                .map(|Area { width, height, .. }| (width, height))
                .collect(),
            ins: vec![Vec::new(); count],
            outs: vec![Vec::new(); count],
            clusters: vec![None; count],
            first: vec![false; count],
        };
        for (from, to, drop) in edges(graph) {
            net.ins[to].push(End { node: from, drop });
            net.outs[from].push(End { node: to, drop: -drop });
        }
        net
    }

    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The nodes that are linked with each other, however far; each part in order.
    pub(super) fn parts(&self) -> Vec<Vec<usize>> {
        let mut part_of = vec![usize::MAX; self.len()];
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for root in 0..self.len() {
            if part_of[root] != usize::MAX {
                continue;
            }
            let (number, mut part, mut open) = (parts.len(), Vec::new(), vec![root]);
            part_of[root] = number;
            while let Some(node) = open.pop() {
                part.push(node);
                for &End { node: next, .. } in self.ins[node].iter().chain(&self.outs[node]) {
                    if part_of[next] == usize::MAX {
                        part_of[next] = number;
                        open.push(next);
                    }
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts
    }

    /// Each node after its producers, but for links that close a cycle.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.len());
        let mut seen = vec![false; self.len()];
        // An explicit stack: workflows may chain more nodes than a thread has stack for.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for root in 0..self.len() {
            if !std::mem::replace(&mut seen[root], true) {
                open.push((root, 0));
            }
            while let Some((node, next)) = open.last_mut() {
                match self.ins[*node].get(*next) {
                    Some(&End { node: producer, .. }) => {
                        *next += 1;
                        if !std::mem::replace(&mut seen[producer], true) {
                            open.push((producer, 0));
                        }
                    }
                    None => {
                        order.push(*node);
                        open.pop();
                    }
                }
            }
        }
        order
    }
}

/// The links of `graph`: the places of two of its nodes, then how far the slot of the first is
/// below that of the second.
fn edges(graph: &EditorGraph<'_>) -> Vec<(usize, usize, f64)> {
    let mut places: HashMap<EditorId<'_>, usize, RandomState> = HashMap::default();
    for (place, node) in graph.nodes.iter().enumerate() {
        places.entry(node.id.normal()).or_insert(place);
    }
    let ends = graph.links.iter().filter_map(|link| {
        let (from, to) = (places.get(&link.origin.normal())?, places.get(&link.target.normal())?);
        let slot = |slot: i64| slot.clamp(0, MAX_SLOT) as f64;
        Some((*from, *to, SLOT * (slot(link.origin_slot) - slot(link.target_slot))))
    });
    ends.filter(|(from, to, _)| from != to).collect()
}

/// The height of a slot.
const SLOT: f64 = 20.0;
/// Slots below are as good as there; files may say anything.
const MAX_SLOT: i64 = 40;

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn net(count: usize, edges: &[(usize, usize)]) -> Net {
        let mut net = Net { sizes: vec![(1.0, 1.0); count], ..Net::default() };
        net.ins = vec![Vec::new(); count];
        net.outs = vec![Vec::new(); count];
        net.clusters = vec![None; count];
        net.first = vec![false; count];
        for &(from, to) in edges {
            net.ins[to].push(End { node: from, drop: 0.0 });
            net.outs[from].push(End { node: to, drop: 0.0 });
        }
        net
    }

    #[test]
    fn producers_come_before_consumers() {
        assert_eq!(net(4, &[(3, 2), (2, 0), (3, 0)]).order(), [3, 2, 0, 1]);
    }

    #[test]
    fn cycles_come_before_what_they_feed() {
        assert_eq!(net(3, &[(2, 1), (1, 2), (2, 0)]).order(), [1, 2, 0]);
        assert_eq!(net(2, &[(0, 1), (1, 0)]).order(), [1, 0]);
    }

    #[test]
    fn parts_share_no_link() {
        assert_eq!(net(4, &[(3, 0), (1, 2)]).parts(), [vec![0, 3], vec![1, 2]]);
    }
}
