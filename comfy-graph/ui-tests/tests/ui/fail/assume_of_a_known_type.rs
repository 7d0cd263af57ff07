//! An output whose type is known cannot be taken for another.

use comfy_graph::{Out, ty};

fn wrong(latent: Out<ty::Latent>) {
    let _ = latent.assume::<ty::Image>();
}

fn main() {}
