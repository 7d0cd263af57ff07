//! A type that the match template does not allow.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::ScaleWidth;
use comfy_ui_tests::comfy::nodes::ResizeImageMaskNode;

fn wrong(latent: Out<ty::Latent>) {
    let _ = ResizeImageMaskNode::new(latent, ScaleWidth::new());
}

fn main() {}
