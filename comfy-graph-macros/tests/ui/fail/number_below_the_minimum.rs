comfy_graph::workflow!("number_below_the_minimum.json");

fn main() {}
