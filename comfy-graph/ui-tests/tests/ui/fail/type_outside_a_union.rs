//! An output that is no member of a union.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::MatchSize;

fn wrong(latent: Out<ty::Latent>) {
    let _ = MatchSize::new(latent);
}

fn main() {}
