comfy_graph::workflow!("unknown_choice.json");

fn main() {}
