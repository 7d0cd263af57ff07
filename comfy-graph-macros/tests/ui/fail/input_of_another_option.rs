comfy_graph::workflow!("input_of_another_option.json");

fn main() {}
