comfy_graph::workflow!("unknown_input.json");

fn main() {}
