// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node};

use super::comfy::nodes::{EmptyImage, PreviewImage, SaveImage};

/// The graph of a golden: 3 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new().own_titles();
    let image = graph.add(EmptyImage::new().width(64).node_id("1"));
    graph.add(SaveImage::new(image).node_id("2"));
    graph.add(PreviewImage::new(image).node_id("3").node_title("Preview Image"));
    graph
}
