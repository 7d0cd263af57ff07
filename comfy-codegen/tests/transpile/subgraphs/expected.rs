// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node, Out};

use super::comfy::{combos, ty};
use super::comfy::nodes::{
    ImageScaleBy, LoadImage, PreviewImage, SaveImage, VAEDecode, VAEEncode, VAELoader,
};

/// The graph of a golden: 8 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    let vae = graph.add(VAELoader::new("vae.safetensors").node_id("4"));
    let loaded_image = graph.add(LoadImage::new("example.png").node_id("2"));
    let (vae_decode, image_scale_by) = enlarge_and_decode(
        &mut graph,
        loaded_image.image,
        vae.vae,
    );
    graph.add(SaveImage::new(image_scale_by).filename_prefix("a").node_id("9"));
    graph.add(SaveImage::new(vae_decode).filename_prefix("b").node_id("12"));
    subgraph_60(&mut graph, loaded_image.image);
    graph
}

/// The subgraph of node `57`.
fn enlarge_and_decode(
    graph: &mut Graph,
    loaded_image: Out<ty::Image>,
    vae: Out<ty::Vae>,
) -> (Out<ty::Image>, Out<ty::Image>) {
    let latent = graph.add(VAEEncode::new(loaded_image, vae).node_id("57:1"));
    let vae_decode = subgraph_57_30(graph, latent.latent, vae);
    let node = ImageScaleBy::new(vae_decode)
        .upscale_method(combos::ImageScaleUpscaleMethod::Lanczos)
        .scale_by(2.0)
        .node_id("57:3");
    let image_scale_by = graph.add(node);
    (vae_decode, image_scale_by.image)
}

/// The subgraph of node `57:30`.
fn subgraph_57_30(
    graph: &mut Graph,
    latent: Out<ty::Latent>,
    vae: Out<ty::Vae>,
) -> Out<ty::Image> {
    let image = graph.add(VAEDecode::new(latent, vae).node_id("57:30:2"));
    image.image
}

/// The subgraph of node `60`.
fn subgraph_60(graph: &mut Graph, image: Out<ty::Image>) {
    graph.add(PreviewImage::new(image).node_id("60:1"));
}
