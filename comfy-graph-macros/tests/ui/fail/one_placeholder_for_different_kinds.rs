comfy_graph::workflow!("one_placeholder_for_different_kinds.json");

fn main() {}
