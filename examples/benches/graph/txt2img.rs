//! Builds the graph of the example `txt2img`.
//!
//! The benchmarks of generated code take this file as their program.

use comfy_examples::comfy::combos::{Sampler, Scheduler};
use comfy_examples::comfy::nodes::{
    CLIPTextEncode, CheckpointLoaderSimple, EmptyLatentImage, KSampler, KSamplerLinks,
    LatentUpscaleBy, LoraLoader, SaveImage, SaveImageOut, VAEDecode,
};
use comfy_graph::Graph;

/// Adds the ten nodes of `txt2img`, with the example's own defaults.
pub(crate) fn txt2img(graph: &mut Graph) -> SaveImageOut {
    let checkpoint = graph.add(CheckpointLoaderSimple::new("dreamshaper_8.safetensors"));
    let lora = LoraLoader::new(checkpoint, checkpoint, "oil_painting.safetensors");
    let lora = graph.add(lora.strength_model(0.8));
    let positive = graph.add(CLIPTextEncode::new("a lighthouse at dusk, oil painting", lora));
    let negative = graph.add(CLIPTextEncode::new("blurry, text", lora));
    let blank = graph.add(EmptyLatentImage::new().width(256).height(256));

    let links = KSamplerLinks {
        model: &lora,
        positive: &positive,
        negative: &negative,
        latent_image: &blank,
    };
    let sampler = KSampler::new(links)
        .seed(7)
        .steps(8)
        .cfg(7)
        .sampler_name(Sampler::Dpmpp2m)
        .scheduler(Scheduler::Karras);
    let first = graph.add(sampler);

    let larger = graph.add(LatentUpscaleBy::new(first).scale_by(2.0));
    let links = KSamplerLinks {
        model: &lora,
        positive: &positive,
        negative: &negative,
        latent_image: &larger,
    };
    let second = graph.add(KSampler::new(links).seed(7).steps(8).denoise(0.5));

    let image = graph.add(VAEDecode::new(second, checkpoint));
    graph.add(SaveImage::new(image).filename_prefix("txt2img"))
}
