//! A node with one output, which is of another type.

use comfy_ui_tests::comfy::nodes::{KSamplerOut, SaveImage};

fn wrong(sampled: KSamplerOut) {
    let _ = SaveImage::new(&sampled);
}

fn main() {}
