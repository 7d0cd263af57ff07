//! An input that the class does not have.

use comfy_ui_tests::comfy::nodes::EmptyLatentImage;

fn main() {
    let _ = EmptyLatentImage::new().widht(512);
}
