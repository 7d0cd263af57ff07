comfy_graph::workflow!("literal_for_a_link.json");

fn main() {}
