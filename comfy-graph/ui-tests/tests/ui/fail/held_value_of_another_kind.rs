//! A held literal of another kind than the input.

use comfy_graph::In;
use comfy_ui_tests::comfy::nodes::EmptyLatentImage;

fn wrong(ratio: In<f64>) {
    let _ = EmptyLatentImage::new().width(ratio);
}

fn main() {}
