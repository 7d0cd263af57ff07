// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node, RawNode, json};

use super::comfy::{combos, ty};
use super::comfy::nodes::{
    EmptyLatentImage, ImageBatch, ImageBatchLinks, ImageScaleBy, SaveImage,
};

/// The graph of a golden: 11 nodes.
#[allow(clippy::approx_constant, reason = "the workflow's own number")]
pub fn build() -> Graph {
    let mut graph = Graph::new();
    // the schema has no class `LoadImagee`; the closest are `LoadImage`
    let node = RawNode::named("LoadImagee")
        .extra_input("image", "a.png")
        .extra_input("choices", json!({ "__value__" : ["x", 1] }))
        .node_id("1")
        .node_title("Load");
    let load = graph.add(node);
    // the node has no class, as editors export those they do not know
    let node = RawNode::classless()
        .extra_link("UNKNOWN", load.out::<ty::Wild>(0))
        .extra_input("UNKNOWN_1", json!(null))
        .node_id("2");
    let unknown = graph.add(node);
    // `scale_by` takes 0.01 to 8, not 99.5
    // `ImageScaleBy` has no input `imagee`; the closest are `image`
    let node = ImageScaleBy::new(load.out::<ty::Image>(0))
        .upscale_method(combos::ImageScaleUpscaleMethod::Lanczos)
        .raw_input("scale_by", 99.5)
        .extra_link("imagee", unknown.out::<ty::Wild>(3))
        .node_id("3");
    let image_scale_by = graph.add(node);
    // `filename_prefix` takes text, not 5
    // `SaveImage` has no input `pair`
    // `SaveImage` has no input `list`
    let node = SaveImage::new(image_scale_by)
        .raw_input("filename_prefix", 5)
        .extra_link("pair", load.out::<ty::Wild>(0))
        .raw_input("list", json!([1, 2]))
        .node_id("4");
    graph.add(node);
    // `model` is wired to node `404`, which is not there
    let node = RawNode::named("KSampler")
        .extra_input("seed", -1)
        .extra_input("steps", 20.5)
        .raw_input("model", json!(["404", 0]))
        .node_id("5");
    graph.add(node);
    // `image` is wired to output 7 of node `3`, which it does not have
    let node = RawNode::named("ImageInvert")
        .raw_input("image", json!(["3", 7]))
        .node_id("6")
        .node_title("Invert Image Colors");
    let image_invert = graph.add(node);
    // `image1` is wired to node `7`, which needs this one
    let node = RawNode::named("ImageBatch")
        .raw_input("image1", json!(["7", 0]))
        .extra_link("image2", image_scale_by.image)
        .node_id("8")
        .node_title("Batch Images (DEPRECATED)");
    let image_batch = graph.add(node);
    let links = ImageBatchLinks {
        image1: image_batch.out::<ty::Image>(0),
        image2: image_invert.out::<ty::Image>(0),
    };
    graph.add(ImageBatch::new(links).node_id("7"));
    // `vae_name` is not given and has no default
    let node = RawNode::named("VAELoader").node_id("11").node_title("Load VAE");
    let vae = graph.add(node);
    // `samples` takes `Latent`, not `Image`
    let node = RawNode::named("VAEDecode")
        .extra_link("samples", image_scale_by.image)
        .extra_link("vae", vae.out::<ty::Wild>(0))
        .node_id("10")
        .node_title("VAE Decode");
    graph.add(node);
    // `height` takes a whole number, not 3.14
    // `batch_size` is not given, so its default is left out too
    let node = EmptyLatentImage::new()
        .omit_input("batch_size")
        .raw_input("height", 3.14)
        .node_id("12")
        .node_meta("colour", "red")
        .node_title("Latent");
    graph.add(node);
    graph
}
