//! A required link is not given.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::{KSampler, KSamplerLinks};

fn wrong(model: Out<ty::Model>, text: Out<ty::Conditioning>, blank: Out<ty::Latent>) {
    let _ = KSampler::new(KSamplerLinks { model, positive: text, latent_image: blank });
}

fn main() {}
