comfy_graph::workflow!("link_without_a_slot.json");

fn main() {}
