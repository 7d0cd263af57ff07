//! A whole node, two of whose outputs fit.

use comfy_ui_tests::comfy::nodes::{SCAIL2ColoredMaskOut, PreviewImage};

fn wrong(masks: SCAIL2ColoredMaskOut) {
    let _ = PreviewImage::new(&masks);
}

fn main() {}
