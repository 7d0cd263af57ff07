comfy_graph::workflow!("missing_input.json");

fn main() {}
