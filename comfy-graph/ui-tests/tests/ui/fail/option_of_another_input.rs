//! The option of one dynamic combo given to another.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::ScaleWidth;
use comfy_ui_tests::comfy::nodes::SaveVideo;

fn wrong(video: Out<ty::Video>) {
    let _ = SaveVideo::new(video, ScaleWidth::new());
}

fn main() {}
