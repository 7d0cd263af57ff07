//! An output widens to what it feeds, nothing else.

use comfy_graph::{Out, ty};

fn wrong(latent: Out<ty::Latent>) {
    let _: Out<ty::Image> = latent.widen();
}

fn main() {}
