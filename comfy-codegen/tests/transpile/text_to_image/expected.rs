// Transpiled by comfy-codegen from a golden; yours to edit.

use comfy_graph::{Graph, Node};

use super::comfy::combos;
use super::comfy::nodes::{
    CLIPTextEncode, CheckpointLoaderSimple, EmptyLatentImage, KSampler, KSamplerLinks,
    LatentUpscaleBy, SaveImage, VAEDecode,
};

/// The graph of a golden: 9 nodes.
pub fn build() -> Graph {
    let mut graph = Graph::new();
    let node = CheckpointLoaderSimple::new("v1-5-pruned.safetensors").node_id("4");
    let checkpoint = graph.add(node);
    let node = CLIPTextEncode::new("a lighthouse at dusk", checkpoint.clip)
        .node_id("6")
        .node_title("CLIP Text Encode (Positive Prompt)");
    let positive = graph.add(node);
    let node = CLIPTextEncode::new("blurry", checkpoint.clip)
        .node_id("7")
        .node_title("CLIP Text Encode (Negative Prompt)");
    let negative = graph.add(node);
    let empty_latent_image = graph.add(EmptyLatentImage::new().width(768).node_id("5"));
    let links = KSamplerLinks {
        model: checkpoint.model,
        positive,
        negative,
        latent_image: empty_latent_image,
    };
    let node = KSampler::new(links)
        .seed(156680208700286_u64)
        .cfg(7.5)
        .sampler_name(combos::Sampler::Dpmpp2m)
        .scheduler(combos::Scheduler::Karras)
        .node_id("3");
    let k_sampler = graph.add(node);
    let node = LatentUpscaleBy::new(k_sampler)
        .upscale_method(
            combos::HunyuanVideo15LatentUpscaleWithModelUpscaleMethod::Bislerp,
        )
        .node_id("10")
        .node_title("Hires Fix");
    let hires_fix = graph.add(node);
    let links = KSamplerLinks {
        model: checkpoint.model,
        positive,
        negative,
        latent_image: hires_fix,
    };
    let node = KSampler::new(links)
        .seed(18446744073709551615_u64)
        .steps(12)
        .cfg(7)
        .denoise(0.5)
        .node_id("11");
    let k_sampler_2 = graph.add(node);
    let image = graph.add(VAEDecode::new(k_sampler_2, checkpoint.vae).node_id("8"));
    graph.add(SaveImage::new(image).node_id("9"));
    graph
}
