comfy_graph::workflow!("several_unknown_classes.json");

fn main() {}
