//! An option of a dynamic combo is no node.

use comfy_graph::Graph;
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::ScaleWidth;

fn wrong(graph: &mut Graph) {
    graph.add(ScaleWidth::new());
}

fn main() {}
