//! A raw node as a whole: nothing is known of its outputs.

use comfy_graph::NodeRef;
use comfy_ui_tests::comfy::nodes::SaveImage;

fn wrong(node: NodeRef) {
    let _ = SaveImage::new(node);
}

fn main() {}
