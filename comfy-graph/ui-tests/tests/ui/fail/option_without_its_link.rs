//! An option without the link that it requires.

use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::MatchSize;

fn main() {
    let _ = MatchSize::new();
}
