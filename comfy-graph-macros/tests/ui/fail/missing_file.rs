comfy_graph::workflow!("files/god.json");

fn main() {}
