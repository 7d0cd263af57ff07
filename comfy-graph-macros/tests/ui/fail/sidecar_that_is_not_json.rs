comfy_graph::workflow!("sidecar_that_is_not_json.json");

fn main() {}
