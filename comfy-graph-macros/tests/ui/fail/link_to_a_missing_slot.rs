comfy_graph::workflow!("link_to_a_missing_slot.json");

fn main() {}
