//! A node that is made and dropped.

#![deny(unused_must_use)]

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::SaveImage;

fn wrong(image: Out<ty::Image>) {
    SaveImage::new(image);
}

fn main() {}
