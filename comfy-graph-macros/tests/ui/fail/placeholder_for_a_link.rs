comfy_graph::workflow!("placeholder_for_a_link.json");

fn main() {}
