comfy_graph::workflow!("sidecar_about_an_unknown_parameter.json");

fn main() {}
