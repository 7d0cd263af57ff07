//! Elements of two types, which no one has widened.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::StringFormat;

fn wrong(text: Out<ty::Text>, number: Out<ty::Int>) {
    let _ = StringFormat::new().values([text, number]);
}

fn main() {}
