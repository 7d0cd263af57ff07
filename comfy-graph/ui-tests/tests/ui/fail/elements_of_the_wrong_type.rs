//! Elements that an autogrow input does not take.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::BatchImagesNode;

fn wrong(latent: Out<ty::Latent>) {
    let _ = BatchImagesNode::new([latent, latent]);
}

fn main() {}
