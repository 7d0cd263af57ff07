//! Nodes that cost credits are in a module of their own.

use comfy_ui_tests::comfy::nodes::FluxProUltraImageNode;

fn main() {}
