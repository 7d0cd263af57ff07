comfy_graph::workflow!("not_json.json");

fn main() {}
