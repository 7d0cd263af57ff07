//! Two links of different types, swapped.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::{KSampler, KSamplerLinks};

fn wrong(model: Out<ty::Model>, text: Out<ty::Conditioning>, latent: Out<ty::Latent>) {
    let _ = KSampler::new(KSamplerLinks {
        model,
        positive: latent,
        negative: text,
        latent_image: text,
    });
}

fn main() {}
