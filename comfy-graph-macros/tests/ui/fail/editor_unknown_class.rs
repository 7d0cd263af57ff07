comfy_graph::workflow!("editor_unknown_class.json");

fn main() {}
