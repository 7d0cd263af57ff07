//! An extra link to something that is no output.

use comfy_graph::{Node, RawNode};

fn main() {
    let _ = RawNode::named("PreviewImage").extra_link("images", "a.png");
}
