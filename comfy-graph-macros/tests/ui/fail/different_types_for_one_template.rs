comfy_graph::workflow!("different_types_for_one_template.json");

fn main() {}
