//! Orders the nodes of each column with few crossings, then gives them their height.
//!
//! Every node wants to be level with what it is linked to; nodes of one column push each other as
//! little as possible.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::net::{End, Net};

/// The distance between two nodes of a column, without the title of the lower one.
const GAP: f64 = 24.0;
/// More of it, where the nodes belong to different clusters, so that boxes fit around those.
pub(super) const CLUSTER_GAP: f64 = 80.0;
/// How often all columns are gone through; more changes little.
const SWEEPS: usize = 8;

/// Which neighbours a node looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Both,
}

/// Orders every column; the top of each node of the net by place, for those in `columns`.
pub(super) fn tops(net: &Net, columns: &mut [Vec<usize>], tops: &mut [f64]) {
    stack(net, columns, tops);
    let mut best = (stretch(net, columns, tops), columns.to_vec());
    for sweep in 0..SWEEPS {
        let side = if sweep % 2 == 0 { Side::Left } else { Side::Right };
        each(columns, side, |column| {
            sort(net, column, side, tops);
            settle(net, column, side, tops);
        });
        let stretch = stretch(net, columns, tops);
        if stretch < best.0 {
            best = (stretch, columns.to_vec());
        }
    }
    columns.clone_from_slice(&best.1);
    stack(net, columns, tops);
    for side in [Side::Left, Side::Right, Side::Left, Side::Both, Side::Both] {
        each(columns, side, |column| settle(net, column, side, tops));
    }
}

fn each(columns: &mut [Vec<usize>], side: Side, mut visit: impl FnMut(&mut Vec<usize>)) {
    match side {
        Side::Right => columns.iter_mut().rev().for_each(visit),
        Side::Left | Side::Both => columns.iter_mut().for_each(&mut visit),
    }
}

/// Puts the nodes of each column below each other.
fn stack(net: &Net, columns: &[Vec<usize>], tops: &mut [f64]) {
    for column in columns {
        let mut top = 0.0;
        for (place, &node) in column.iter().enumerate() {
            tops[node] = top;
            top += pitch(net, node, column.get(place + 1).copied());
        }
    }
}

/// How far below `node` the next of its column may start.
fn pitch(net: &Net, node: usize, next: Option<usize>) -> f64 {
    let parts = next.is_some_and(|next| net.clusters[next] != net.clusters[node]);
    net.sizes[node].1 + if parts { CLUSTER_GAP } else { GAP }
}

/// How far up and down all links go.
fn stretch(net: &Net, columns: &[Vec<usize>], tops: &[f64]) -> f64 {
    let drop = |node: usize| -> f64 {
        net.outs[node].iter().map(|end| (tops[end.node] - tops[node]).abs()).sum()
    };
    columns.iter().flatten().map(|&node| drop(node)).sum()
}

/// Where `node` would be level with its neighbours, if it has any.
fn wanted(net: &Net, node: usize, side: Side, top: impl Fn(&End) -> f64) -> Option<f64> {
    let (ins, outs): (&[End], &[End]) = match side {
        Side::Left => (&net.ins[node], &[]),
        Side::Right => (&[], &net.outs[node]),
        Side::Both => (&net.ins[node], &net.outs[node]),
    };
    let count = ins.len() + outs.len();
    let sum: f64 = ins.iter().chain(outs).map(top).sum();
    (count > 0).then(|| sum / count as f64)
}

/// Sorts so that few links cross, clusters as a whole.
fn sort(net: &Net, column: &mut [usize], side: Side, tops: &[f64]) {
    // Links from the same node come in the order of its slots.
    let level = |end: &End| tops[end.node] + end.drop;
    let wanted = |node: usize| wanted(net, node, side, level).unwrap_or(tops[node]);
    let mut means: HashMap<usize, (f64, f64), RandomState> = HashMap::default();
    for &node in &*column {
        if let Some(cluster) = net.clusters[node] {
            let (sum, count) = means.entry(cluster).or_default();
            (*sum, *count) = (*sum + wanted(node), *count + 1.0);
        }
    }
    let mean = |node: usize| {
        let (sum, count) = means.get(&net.clusters[node]?)?;
        Some(sum / count)
    };
    column.sort_by_cached_key(|&node| {
        let own = wanted(node);
        (Total(mean(node).unwrap_or(own)), net.clusters[node], Total(own), node)
    });
}

/// A float in an order without holes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Total(f64);

impl Eq for Total {}

impl PartialOrd for Total {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Total {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// A run of nodes that touch each other: how many, and where the first wants to be.
struct Run {
    count: usize,
    sum: f64,
}

impl Run {
    fn mean(&self) -> f64 {
        self.sum / self.count as f64
    }
}

/// Moves the nodes of a column as near as they can to where they want, in their order.
fn settle(net: &Net, column: &[usize], side: Side, tops: &mut [f64]) {
    // Without their own extent, nodes may meet but not pass: runs that would do so are merged.
    let mut offsets = Vec::with_capacity(column.len());
    let mut runs: Vec<Run> = Vec::new();
    let mut offset = 0.0;
    for (place, &node) in column.iter().enumerate() {
        offsets.push(offset);
        // Titles in a row look better than links in a row.
        let wish = wanted(net, node, side, |end| tops[end.node]).unwrap_or(tops[node]);
        let mut run = Run { count: 1, sum: wish - offset };
        while let Some(above) = runs.pop_if(|above| above.mean() > run.mean()) {
            run = Run { count: above.count + run.count, sum: above.sum + run.sum };
        }
        runs.push(run);
        offset += pitch(net, node, column.get(place + 1).copied());
    }
    let starts = runs.iter().flat_map(|run| std::iter::repeat_n(run.mean(), run.count));
    for ((&node, offset), start) in column.iter().zip(offsets).zip(starts) {
        tops[node] = start + offset;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::layout::net::tests::net;

    #[test]
    fn crossings_are_undone() {
        let mut columns = [vec![0, 1], vec![2, 3]];

        tops(&net(4, &[(0, 3), (1, 2)]), &mut columns, &mut [0.0; 4]);

        let kept = columns == [vec![0, 1], vec![3, 2]] || columns == [vec![1, 0], vec![2, 3]];
        assert!(kept, "{columns:?}");
    }

    #[test]
    fn a_chain_is_level() {
        let mut columns = [vec![0], vec![1], vec![2]];
        let mut found = [0.0; 3];

        tops(&net(3, &[(0, 1), (1, 2)]), &mut columns, &mut found);

        assert_eq!(found, [0.0; 3]);
    }

    #[test]
    fn nodes_of_a_column_keep_their_distance() {
        let mut columns = [vec![0], vec![1, 2, 3]];
        let mut found = [0.0; 4];

        tops(&net(4, &[(0, 1), (0, 2), (0, 3)]), &mut columns, &mut found);

        let middle = columns[1][1];
        assert_eq!(found[columns[1][0]] - found[middle], -(1.0 + GAP));
        assert_eq!(found[columns[1][2]] - found[middle], 1.0 + GAP);
        assert_eq!(found[middle], found[0]);
    }

    #[test]
    fn clusters_stay_together() {
        let mut net = net(5, &[(0, 1), (0, 3)]);
        net.clusters = vec![None, Some(0), Some(1), Some(0), Some(1)];
        let mut columns = [vec![0], vec![1, 2, 3, 4]];

        tops(&net, &mut columns, &mut [0.0; 5]);

        let clusters: Vec<_> = columns[1].iter().map(|&node| net.clusters[node]).collect();
        assert!(clusters[0] == clusters[1] && clusters[2] == clusters[3], "{clusters:?}");
    }
}
