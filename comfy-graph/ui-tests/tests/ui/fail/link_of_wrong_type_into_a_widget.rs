//! A link of the wrong type into an input with a widget.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::EmptyLatentImage;

fn wrong(steps: Out<ty::Float>) {
    let _ = EmptyLatentImage::new().width(steps);
}

fn main() {}
