comfy_graph::workflow!("number_above_the_maximum.json");

fn main() {}
