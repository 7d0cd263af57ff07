comfy_graph::workflow!("one_of_two_outputs_fails.json");

fn main() {}
