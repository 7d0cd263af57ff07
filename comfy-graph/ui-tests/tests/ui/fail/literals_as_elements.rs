//! Literals where the elements are links.

use comfy_ui_tests::comfy::nodes::BatchImagesNode;

fn main() {
    let _ = BatchImagesNode::new(["a.png", "b.png"]);
}
