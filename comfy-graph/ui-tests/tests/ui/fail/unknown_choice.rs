//! A choice that the list does not have.

use comfy_ui_tests::comfy::combos::Sampler;

fn main() {
    let _ = Sampler::EulerAncestralPlus;
}
