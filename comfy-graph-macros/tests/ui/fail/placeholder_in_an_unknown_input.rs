comfy_graph::workflow!("placeholder_in_an_unknown_input.json");

fn main() {}
