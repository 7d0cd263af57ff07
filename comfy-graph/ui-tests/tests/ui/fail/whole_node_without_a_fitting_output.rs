//! A whole node, none of whose outputs fits.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::{LoraLoaderOut, VAEDecode};

fn wrong(lora: LoraLoaderOut, vae: Out<ty::Vae>) {
    let _ = VAEDecode::new(lora, vae);
}

fn main() {}
