comfy_graph::workflow!("link_of_another_type.json");

fn main() {}
