comfy_graph::workflow!(pub Good = "files/good.json");

fn main() {}
