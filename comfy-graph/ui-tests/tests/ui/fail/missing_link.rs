//! A required link is not given.

use comfy_ui_tests::comfy::nodes::{CheckpointLoaderSimpleOut, CLIPTextEncodeOut, KSampler, KSamplerLinks};

fn wrong(loader: CheckpointLoaderSimpleOut, text: CLIPTextEncodeOut) {
    let _ = KSampler::new(KSamplerLinks { model: loader, positive: text, latent_image: text });
}

fn main() {}
