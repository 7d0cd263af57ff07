comfy_graph::workflow!("gap_among_elements.json");

fn main() {}
