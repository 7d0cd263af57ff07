comfy_graph::workflow!("many_mistakes.json");

fn main() {}
