comfy_graph::workflow!("missing_option.json");

fn main() {}
