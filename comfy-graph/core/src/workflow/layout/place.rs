//! Places whole nets: each linked part by itself, then the parts beside each other.

use super::columns::{columns, depths};
use super::net::Net;
use super::rows::{CLUSTER_GAP, tops};

/// The distance between two columns, wide enough to see the links.
pub(super) const COLUMN_GAP: f64 = 90.0;
/// The distance between parts that no link joins.
const PART_GAP: f64 = 2.0 * CLUSTER_GAP;
/// Parts fill rows until these are so many times as wide as all of it would be as a square.
const ASPECT: f64 = 1.6;

/// Where each node of `net` starts; the first at 0, 0 or right below.
pub(super) fn place(net: &Net) -> Vec<(f64, f64)> {
    let mut spots = vec![(0.0, 0.0); net.len()];
    let depths = depths(net);
    let mut scratch = vec![0.0; net.len()];
    let mut blocks: Vec<Block> = net
        .parts()
        .into_iter()
        .map(|part| Block::new(net, part, &depths, &mut scratch, &mut spots))
        .collect();
    // The large ones first, so that what is not linked ends up below them.
    blocks.sort_by_key(|block| std::cmp::Reverse(block.nodes.len()));
    pack(&blocks, &mut spots);
    spots
}

/// A linked part, laid out from 0, 0.
struct Block {
    nodes: Vec<usize>,
    width: f64,
    height: f64,
}

impl Block {
    fn new(
        net: &Net,
        part: Vec<usize>,
        depths: &[usize],
        scratch: &mut [f64],
        spots: &mut [(f64, f64)],
    ) -> Self {
        let mut columns = columns(net, &part, depths);
        tops(net, &mut columns, scratch);
        let highest = part.iter().map(|&node| scratch[node]).fold(f64::INFINITY, f64::min);
        let mut block = Self { nodes: part, width: 0.0, height: 0.0 };
        let mut x = 0.0;
        for column in &columns {
            let width = column.iter().map(|&node| net.sizes[node].0).fold(0.0, f64::max);
            for &node in column {
                let y = (scratch[node] - highest).round();
                spots[node] = (x, y);
                block.height = block.height.max(y + net.sizes[node].1);
            }
            block.width = x + width;
            x = block.width + COLUMN_GAP;
        }
        block
    }
}

/// Puts the blocks in rows.
fn pack(blocks: &[Block], spots: &mut [(f64, f64)]) {
    let area: f64 = blocks.iter().map(|block| block.width * block.height).sum();
    let widest = blocks.iter().map(|block| block.width).fold(0.0, f64::max);
    let limit = widest.max(ASPECT * area.sqrt());
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    for block in blocks {
        if x > 0.0 && x + block.width > limit {
            (x, y, row) = (0.0, y + row + PART_GAP, 0.0);
        }
        for &node in &block.nodes {
            spots[node] = (spots[node].0 + x, spots[node].1 + y);
        }
        x += block.width + PART_GAP;
        row = row.max(block.height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::layout::net::tests::net;

    #[test]
    fn parts_stand_in_rows_without_touching() {
        let mut net = net(6, &[(0, 1), (1, 2)]);
        net.sizes = vec![(100.0, 50.0); 6];

        let spots = place(&net);

        assert_eq!(spots[0], (0.0, 0.0));
        assert_eq!(spots[2].1, 0.0);
        assert!(spots[2].0 > spots[1].0);
        assert!(spots[3..].iter().all(|spot| spot.1 >= 50.0 + PART_GAP), "{spots:?}");
        assert_ne!(spots[3], spots[4]);
    }

    #[test]
    fn nothing_is_placed_without_complaint() {
        assert_eq!(place(&net(0, &[])), []);
    }
}
