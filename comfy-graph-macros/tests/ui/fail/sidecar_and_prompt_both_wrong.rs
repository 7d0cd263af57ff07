comfy_graph::workflow!("sidecar_and_prompt_both_wrong.json");

fn main() {}
