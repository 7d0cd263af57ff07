comfy_graph::workflow!("files/good.json", snapshot = "files/none.json");

fn main() {}
