//! A link of the older name of an input.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::KSamplerLinks;

fn wrong(model: Out<ty::Model>, text: Out<ty::Conditioning>, latent: Out<ty::Latent>) {
    let _ = KSamplerLinks { model, positive: text, negative: text, latent };
}

fn main() {}
