//! Times building and writing graphs of typed nodes.
//!
//! `cargo bench -p comfy-examples --bench graph`. Times are medians beside the least; ratios are to
//! writing the same JSON by hand with `json!`, with the prompt itself for the chain.

mod txt2img;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use comfy_examples::comfy::nodes::{EmptyLatentImage, LatentUpscaleBy};
use comfy_graph::Graph;
use serde_json::{Value, json};

/// What building and writing `txt2img` may take, in microseconds.
const BUDGET: f64 = 10.0;

/// How many nodes the chain has.
const CHAIN: u32 = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let graph = built();
    let json = serde_json::to_string(&graph)?;
    assert_eq!(serde_json::from_str::<Value>(&json)?, by_hand(), "not the same JSON");
    say(&format!("txt2img: {} nodes, {} bytes", graph.len(), json.len()));

    let baseline = Times::of(2_000, || serde_json::to_string(&by_hand()));
    baseline.report("json! and to_string", &baseline);
    let both = Times::of(2_000, || serde_json::to_string(&built()));
    both.report("build and to_string", &baseline);
    Times::of(2_000, built).report("build", &baseline);
    Times::of(2_000, || graph.check()).report("check", &baseline);
    Times::of(2_000, || graph.to_prompt()).report("to_prompt", &baseline);
    Times::of(2_000, || serde_json::to_string(&graph)).report("to_string", &baseline);
    let verdict = if both.median <= BUDGET { "met" } else { "missed" };
    say(&format!("budget {BUDGET} us to build and write: {verdict}\n"));

    let graph = chain();
    let prompt = graph.to_prompt()?;
    let bytes = serde_json::to_string(&graph)?.len();
    say(&format!("a chain: {CHAIN} nodes, {bytes} bytes"));
    let baseline = Times::of(2, || serde_json::to_string(&prompt));
    baseline.report("to_string of the prompt", &baseline);
    Times::of(2, || serde_json::to_string(&chain())).report("build and to_string", &baseline);
    Times::of(2, chain).report("build", &baseline);
    Times::of(2, || graph.to_prompt()).report("to_prompt", &baseline);
    Times::of(2, || serde_json::to_string(&graph)).report("to_string", &baseline);
    Ok(())
}

fn built() -> Graph {
    let mut graph = Graph::new();
    txt2img::txt2img(&mut graph);
    graph
}

fn chain() -> Graph {
    let mut graph = Graph::new();
    let blank = graph.add(EmptyLatentImage::new().width(64).height(64));
    let first = graph.add(LatentUpscaleBy::new(blank));
    (2..CHAIN).fold(first, |last, _| graph.add(LatentUpscaleBy::new(last).scale_by(1.0)));
    graph
}

/// The prompt of `txt2img` as one writes it without this library.
fn by_hand() -> Value {
    json!({
        "1": {
            "class_type": "CheckpointLoaderSimple",
            "inputs": { "ckpt_name": "dreamshaper_8.safetensors" },
            "_meta": { "title": "Load Checkpoint" },
        },
        "2": {
            "class_type": "LoraLoader",
            "inputs": {
                "model": ["1", 0], "clip": ["1", 1], "lora_name": "oil_painting.safetensors",
                "strength_model": 0.8, "strength_clip": 1.0,
            },
            "_meta": { "title": "Load LoRA (Model and CLIP)" },
        },
        "3": {
            "class_type": "CLIPTextEncode",
            "inputs": { "text": "a lighthouse at dusk, oil painting", "clip": ["2", 1] },
            "_meta": { "title": "CLIP Text Encode (Prompt)" },
        },
        "4": {
            "class_type": "CLIPTextEncode",
            "inputs": { "text": "blurry, text", "clip": ["2", 1] },
            "_meta": { "title": "CLIP Text Encode (Prompt)" },
        },
        "5": {
            "class_type": "EmptyLatentImage",
            "inputs": { "width": 256, "height": 256, "batch_size": 1 },
            "_meta": { "title": "Empty Latent Image" },
        },
        "6": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["2", 0], "seed": 7, "steps": 8, "cfg": 7, "sampler_name": "dpmpp_2m",
                "scheduler": "karras", "positive": ["3", 0], "negative": ["4", 0],
                "latent_image": ["5", 0], "denoise": 1.0,
            },
            "_meta": { "title": "KSampler" },
        },
        "7": {
            "class_type": "LatentUpscaleBy",
            "inputs": { "samples": ["6", 0], "upscale_method": "nearest-exact", "scale_by": 2.0 },
            "_meta": { "title": "Upscale Latent By" },
        },
        "8": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["2", 0], "seed": 7, "steps": 8, "cfg": 8.0, "sampler_name": "euler",
                "scheduler": "simple", "positive": ["3", 0], "negative": ["4", 0],
                "latent_image": ["7", 0], "denoise": 0.5,
            },
            "_meta": { "title": "KSampler" },
        },
        "9": {
            "class_type": "VAEDecode",
            "inputs": { "samples": ["8", 0], "vae": ["1", 2] },
            "_meta": { "title": "VAE Decode" },
        },
        "10": {
            "class_type": "SaveImage",
            "inputs": { "images": ["9", 0], "filename_prefix": "txt2img" },
            "_meta": { "title": "Save Image" },
        },
    })
}

/// What a few runs took, in microseconds.
struct Times {
    median: f64,
    least: f64,
}

impl Times {
    /// Times `work`, so often in a row that a clock can tell.
    fn of<T>(in_a_row: u32, work: impl Fn() -> T) -> Self {
        let time = |_| {
            let start = Instant::now();
            for _ in 0..in_a_row {
                black_box(work());
            }
            start.elapsed().as_secs_f64() * 1_000_000.0 / f64::from(in_a_row)
        };
        let mut times: Vec<_> = (0..15).map(time).collect();
        times.sort_by(f64::total_cmp);
        Self { median: times[times.len() / 2], least: times[0] }
    }

    fn report(&self, what: &str, baseline: &Self) {
        let Self { median, least } = self;
        let ratio = least / baseline.least;
        say(&format!("{what:24} {median:10.2} us, least {least:10.2} us {ratio:6.2} x"));
    }
}

#[expect(clippy::print_stdout, reason = "the report is what a benchmark is run for")]
fn say(line: &str) {
    println!("{line}");
}
