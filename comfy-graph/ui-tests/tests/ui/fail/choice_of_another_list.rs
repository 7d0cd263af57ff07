//! A choice of one list where that of another belongs.

use comfy_ui_tests::comfy::combos::Sampler;
use comfy_ui_tests::comfy::nodes::{KSampler};

fn wrong(node: KSampler) {
    let _ = node.scheduler(Sampler::Euler);
}

fn main() {}
