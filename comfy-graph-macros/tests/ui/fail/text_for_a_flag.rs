comfy_graph::workflow!("text_for_a_flag.json");

fn main() {}
