//! A `COMBO` output into an input of the old form, whose type is its list.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::KSampler;

fn wrong(node: KSampler, choice: Out<ty::Combo>) {
    let _ = node.sampler_name(choice);
}

fn main() {}
