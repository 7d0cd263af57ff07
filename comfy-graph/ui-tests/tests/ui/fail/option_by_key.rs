//! The key of an option alone, which says nothing of its inputs.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::ResizeImageMaskNode;

fn wrong(image: Out<ty::Image>) {
    let _ = ResizeImageMaskNode::new(image, "scale width");
}

fn main() {}
