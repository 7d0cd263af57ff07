comfy_graph::workflow!("fraction_for_a_whole_number.json");

fn main() {}
