comfy_graph::workflow!("placeholder_beside_a_mistake.json");

fn main() {}
