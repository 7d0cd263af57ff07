//! Gives each node a column, so that links run to the right.

use super::net::Net;

/// The column of each node, counted from 0 at the left.
///
/// Every node stands right of its producers, but for links that close a cycle. One with fewer
/// producers than consumers stands as near to the consumers as it can.
pub(super) fn depths(net: &Net) -> Vec<usize> {
    let order = net.order();
    let rank = ranks(&order);
    let rank = &rank;
    let producers = |node: usize| {
        net.ins[node].iter().map(|end| end.node).filter(move |&from| rank[from] < rank[node])
    };
    let consumers = |node: usize| {
        net.outs[node].iter().map(|end| end.node).filter(move |&to| rank[to] > rank[node])
    };
    let mut depths = vec![0; net.len()];
    for &node in &order {
        depths[node] = producers(node).map(|from| depths[from] + 1).max().unwrap_or(0);
    }
    for &node in order.iter().rev() {
        let nearest = consumers(node).map(|to| depths[to] - 1).min();
        let few = producers(node).count() < consumers(node).count();
        if let Some(nearest) = nearest.filter(|_| few && !net.first[node]) {
            depths[node] = nearest;
        }
    }
    depths
}

/// The place of each node in `order`.
fn ranks(order: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; order.len()];
    for (rank, &node) in order.iter().enumerate() {
        ranks[node] = rank;
    }
    ranks
}

/// The nodes of `part` by column, without empty ones; those too high are split.
pub(super) fn columns(net: &Net, part: &[usize], depths: &[usize]) -> Vec<Vec<usize>> {
    let mut sorted = part.to_vec();
    sorted.sort_by_key(|&node| (depths[node], net.clusters[node], node));
    let area: f64 = part.iter().map(|&node| net.sizes[node].0 * net.sizes[node].1).sum();
    let limit = MIN_HEIGHT.max(area.sqrt());
    let mut columns: Vec<Vec<usize>> = Vec::new();
    let (mut depth, mut height) = (usize::MAX, 0.0);
    for node in sorted {
        height += net.sizes[node].1;
        if depths[node] != depth || height > limit {
            (depth, height) = (depths[node], net.sizes[node].1);
            columns.push(Vec::new());
        }
        columns.last_mut().expect("BUG: a column was just added").push(node);
    }
    columns
}

/// Columns up to this height are never split.
const MIN_HEIGHT: f64 = 2000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::layout::net::tests::net;

    #[test]
    fn nodes_stand_right_of_their_producers() {
        let net = net(4, &[(0, 1), (1, 2), (3, 2)]);

        let depths = depths(&net);

        assert_eq!(depths, [0, 1, 2, 1]);
        assert_eq!(columns(&net, &[0, 1, 2, 3], &depths), [vec![0], vec![1, 3], vec![2]]);
    }

    #[test]
    fn first_nodes_stay_at_the_left() {
        let mut net = net(4, &[(0, 1), (1, 2), (3, 2)]);
        net.first[3] = true;

        assert_eq!(depths(&net), [0, 1, 2, 0]);
    }

    #[test]
    fn cycles_do_not_hang() {
        assert_eq!(depths(&net(3, &[(0, 1), (1, 0), (1, 2)])), [1, 0, 1]);
    }

    #[test]
    fn high_columns_are_split() {
        let mut net = net(3, &[]);
        net.sizes = vec![(100.0, 900.0); 3];

        assert_eq!(columns(&net, &[0, 1, 2], &[0; 3]), [vec![0, 1], vec![2]]);
    }
}
