//! A list output of the wrong type: each element is.

use comfy_graph::{Out, ty};
use comfy_ui_tests::comfy::nodes::{RebatchImagesOut, VAEDecode};

fn wrong(images: RebatchImagesOut, vae: Out<ty::Vae>) {
    let _ = VAEDecode::new(images.image, vae);
}

fn main() {}
