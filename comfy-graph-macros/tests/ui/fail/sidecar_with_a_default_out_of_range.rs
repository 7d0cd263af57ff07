comfy_graph::workflow!("sidecar_with_a_default_out_of_range.json");

fn main() {}
