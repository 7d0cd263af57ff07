comfy_graph::workflow!("links_in_a_circle.json");

fn main() {}
