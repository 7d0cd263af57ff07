//! Nodes that cost credits, which the graph knows of.

use comfy_graph::Graph;
use comfy_ui_tests::comfy::nodes::partner::FluxProUltraImageNode;
use comfy_ui_tests::comfy::nodes::{EmptyLatentImage, PreviewImage};

#[test]
fn partner_nodes_are_known_to_the_graph() {
    let mut graph = Graph::new();
    let _ = graph.add(EmptyLatentImage::new());
    assert!(!graph.has_partner_nodes());

    let image = graph.add(FluxProUltraImageNode::new().prompt("a cat"));
    let _ = graph.add(PreviewImage::new(image));

    assert!(graph.has_partner_nodes());
}
