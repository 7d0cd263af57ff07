comfy_graph::workflow!("files/good.json", snapshoot = "a.json");

fn main() {}
