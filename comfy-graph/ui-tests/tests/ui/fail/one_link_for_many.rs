//! One link where a list of them belongs.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::BatchImagesNode;

fn wrong(image: Out<ty::Image>) {
    let _ = BatchImagesNode::new(image);
}

fn main() {}
