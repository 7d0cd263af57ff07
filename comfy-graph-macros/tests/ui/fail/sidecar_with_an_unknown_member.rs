comfy_graph::workflow!("sidecar_with_an_unknown_member.json");

fn main() {}
