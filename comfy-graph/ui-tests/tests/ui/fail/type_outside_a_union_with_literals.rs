//! An output that is no member of a union that literals exist for.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::ComfyMathExpression;

fn wrong(text: Out<ty::Text>) {
    let _ = ComfyMathExpression::new([text]);
}

fn main() {}
