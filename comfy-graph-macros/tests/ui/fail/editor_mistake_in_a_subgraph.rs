comfy_graph::workflow!("editor_mistake_in_a_subgraph.json");

fn main() {}
