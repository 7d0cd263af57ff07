comfy_graph::workflow!("unknown_option.json");

fn main() {}
