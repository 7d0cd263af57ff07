comfy_graph::workflow!("editor_number_above_the_maximum.json");

fn main() {}
