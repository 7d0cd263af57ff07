//! The output of a match template has the type of its inputs.

use comfy_graph::{Graph, Out, ty};
use comfy_ui_tests::comfy::nodes::{ComfySwitchNode, SaveImage};

fn wrong(graph: &mut Graph, mask: Out<ty::Mask>) {
    let chosen = graph.add(ComfySwitchNode::new(true, mask, mask));

    graph.add(SaveImage::new(chosen.output));
}

fn main() {}
