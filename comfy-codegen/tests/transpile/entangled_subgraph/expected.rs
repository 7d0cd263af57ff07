// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node};

use super::comfy::nodes::{ImageInvert, LoadImage, PreviewImage};

/// The graph of a golden: 3 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    // the subgraph of node `8` needs what is made of its results, so it is no function
    let loaded_image = graph.add(LoadImage::new("example.png").node_id("8:1"));
    let image = graph.add(ImageInvert::new(loaded_image.image).node_id("2"));
    graph.add(PreviewImage::new(image).node_id("8:3"));
    graph
}
