//! A node whose output is not what the widget takes.

use comfy_ui_tests::comfy::nodes::{EmptyLatentImage, VAEDecodeOut};

fn wrong(decoded: VAEDecodeOut) {
    let _ = EmptyLatentImage::new().width(&decoded);
}

fn main() {}
