comfy_graph::workflow!("placeholder_of_another_type.json");

fn main() {}
