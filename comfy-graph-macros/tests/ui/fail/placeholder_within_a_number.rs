comfy_graph::workflow!("placeholder_within_a_number.json");

fn main() {}
