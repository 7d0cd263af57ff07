//! A literal where only a link goes.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::VAEDecode;

fn wrong(vae: Out<ty::Vae>) {
    let _ = VAEDecode::new("latent", vae);
}

fn main() {}
