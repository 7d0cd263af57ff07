comfy_graph::workflow!("no_output_node.json");

fn main() {}
