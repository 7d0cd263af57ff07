//! Two types for inputs that must agree.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::ComfySwitchNode;

fn wrong(image: Out<ty::Image>, mask: Out<ty::Mask>) {
    let _ = ComfySwitchNode::new(true, image, mask);
}

fn main() {}
