//! A node that is not in a graph yet has no outputs.

use comfy_graph::{Graph, Out, ty};
use comfy_ui_tests::comfy::nodes::{SaveImage, VAEDecode};

fn wrong(graph: &mut Graph, latent: Out<ty::Latent>, vae: Out<ty::Vae>) {
    let decode = VAEDecode::new(latent, vae);

    graph.add(SaveImage::new(&decode));
}

fn main() {}
