//! A node with several outputs where one decides the type.

use comfy_ui_tests::comfy::nodes::{ComfySwitchNode, LoraLoaderOut};

fn wrong(lora: LoraLoaderOut) {
    let _ = ComfySwitchNode::new(true, lora, lora);
}

fn main() {}
