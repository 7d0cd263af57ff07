comfy_graph::workflow!("unknown_class.json");

fn main() {}
