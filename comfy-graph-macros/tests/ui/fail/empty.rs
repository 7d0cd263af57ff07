comfy_graph::workflow!("empty.json");

fn main() {}
