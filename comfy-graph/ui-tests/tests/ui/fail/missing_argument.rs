//! A required input is not given.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::CLIPTextEncode;

fn wrong(clip: Out<ty::Clip>) {
    let _ = CLIPTextEncode::new(clip);
}

fn main() {}
