comfy_graph::workflow!("files/good.json");

fn main() {
    let _ = Good::SAVE_VIDEO;
}
