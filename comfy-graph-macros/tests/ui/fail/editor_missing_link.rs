comfy_graph::workflow!("editor_missing_link.json");

fn main() {}
