comfy_graph::workflow!("link_to_a_missing_node.json");

fn main() {}
