comfy_graph::workflow!("not_a_workflow.json");

fn main() {}
