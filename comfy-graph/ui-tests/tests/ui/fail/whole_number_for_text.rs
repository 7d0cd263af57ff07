//! A number where text belongs.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::CLIPTextEncode;

fn wrong(clip: Out<ty::Clip>) {
    let _ = CLIPTextEncode::new(7, clip);
}

fn main() {}
