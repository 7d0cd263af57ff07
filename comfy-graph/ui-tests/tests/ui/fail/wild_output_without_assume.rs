//! A wildcard output that nobody said the type of.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::SaveImage;

fn wrong(anything: Out<ty::Wild>) {
    let _ = SaveImage::new(anything);
}

fn main() {}
