comfy_graph::workflow!("text_for_a_whole_number.json");

fn main() {}
