comfy_graph::workflow!("node_that_is_none.json");

fn main() {}
