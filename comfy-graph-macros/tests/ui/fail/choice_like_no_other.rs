comfy_graph::workflow!("choice_like_no_other.json");

fn main() {}
