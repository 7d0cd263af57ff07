//! A fraction where a whole number belongs.

use comfy_ui_tests::comfy::nodes::EmptyLatentImage;

fn main() {
    let _ = EmptyLatentImage::new().width(512.5);
}
