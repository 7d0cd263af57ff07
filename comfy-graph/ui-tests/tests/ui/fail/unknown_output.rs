//! An output that the class does not have.

use comfy_ui_tests::comfy::nodes::CheckpointLoaderSimpleOut;

fn wrong(loader: CheckpointLoaderSimpleOut) {
    let _ = loader.latent;
}

fn main() {}
