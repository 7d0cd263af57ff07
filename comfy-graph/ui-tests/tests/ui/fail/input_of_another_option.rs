//! An input that the chosen option does not have.

use comfy_ui_tests::comfy::options::resize_image_mask_node_resize_type::ScaleWidth;

fn main() {
    let _ = ScaleWidth::new().height(512);
}
