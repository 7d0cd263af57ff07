//! A flag where the choices stand for none.

use comfy_ui_tests::comfy::nodes::ImageScale;

fn wrong(node: ImageScale) {
    let _ = node.crop(true);
}

fn main() {}
