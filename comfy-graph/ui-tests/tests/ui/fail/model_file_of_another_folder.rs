//! A file of one model folder where another belongs.

use comfy_ui_tests::comfy::models::Lora;
use comfy_ui_tests::comfy::nodes::CheckpointLoaderSimple;

fn wrong(lora: Lora) {
    let _ = CheckpointLoaderSimple::new(lora);
}

fn main() {}
