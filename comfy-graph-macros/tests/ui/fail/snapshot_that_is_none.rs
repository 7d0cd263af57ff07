comfy_graph::workflow!("files/good.json", snapshot = "files/no_schema.json");

fn main() {}
