//! An output of the wrong type, by field.

use comfy_ui_tests::comfy::nodes::{CheckpointLoaderSimpleOut, VAEDecode};

fn wrong(loader: CheckpointLoaderSimpleOut) {
    let _ = VAEDecode::new(loader.model, loader.vae);
}

fn main() {}
