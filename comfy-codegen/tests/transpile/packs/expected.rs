// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node, json};

use super::comfy::{combos, nodes, packs, ty};
use super::comfy::packs::was::{Fork, Join, JoinLinks, add};

/// The graph of a golden: 7 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    let node = nodes::LoraLoader::new("x").node_id("1").node_title("Lora of core");
    let lora_of_core = graph.add(node);
    graph.add(Node::node_id(packs::was::LoraLoader::new(lora_of_core).node_id(3), "2"));
    let node = packs::was::Graph::new()
        .duration(combos::LoraLoaderDuration::Other(7))
        .curve(json!({ "points" : [[0, 0.5], [1, 1]] }))
        .node_id("5");
    let graph_2 = graph.add(node);
    // `link` takes `Image`, not `Model`
    let node = Fork::new(graph_2.image)
        .extra_link("link", lora_of_core.model)
        .node_id("3");
    let fork = graph.add(node);
    let links = JoinLinks {
        a: fork.image,
        b: fork.image_1,
        list: graph_2.mask,
        any: graph_2.any.assume::<ty::Image>(),
    };
    graph.add(Join::new(links).node_id("4"));
    let add_2 = graph.add(add::new().node_id("7"));
    graph.add(add::new().a(add_2).node_id("6"));
    graph
}
