//! Two positional links, swapped.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::VAEDecode;

fn wrong(latent: Out<ty::Latent>, vae: Out<ty::Vae>) {
    let _ = VAEDecode::new(vae, latent);
}

fn main() {}
