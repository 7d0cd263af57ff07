comfy_graph::workflow!("files/good.json");

fn main() {
    let _ = Good::new(GoodMethod::Area, "file").heigth(64);
}
