comfy_graph::workflow!("text_for_a_number.json");

fn main() {}
