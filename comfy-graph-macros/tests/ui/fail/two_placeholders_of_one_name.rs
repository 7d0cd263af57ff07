comfy_graph::workflow!("two_placeholders_of_one_name.json");

fn main() {}
