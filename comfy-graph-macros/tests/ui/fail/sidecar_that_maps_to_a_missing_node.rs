comfy_graph::workflow!("sidecar_that_maps_to_a_missing_node.json");

fn main() {}
