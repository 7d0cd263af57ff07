//! Text to image: checkpoint, LoRA, two prompts, sampler, hires fix, decode, save.
//!
//! `cargo run -p comfy-examples --bin txt2img -- --sandbox`

use std::path::PathBuf;

use clap::Parser;
use comfy_examples::comfy::combos::{Sampler, Scheduler};
use comfy_examples::comfy::nodes::{
    CLIPTextEncode, CheckpointLoaderSimple, EmptyLatentImage, KSampler, KSamplerLinks,
    LatentUpscaleBy, LoraLoader, SaveImage, SaveImageOut, VAEDecode,
};
use comfy_examples::{Connection, Failure, Server};
use comfy_graph::Graph;

/// Text to image with a LoRA and a hires fix.
#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    server: Server,
    /// What to show
    #[arg(long, default_value = "a lighthouse at dusk, oil painting")]
    prompt: String,
    /// What not to show
    #[arg(long, default_value = "blurry, text")]
    negative: String,
    /// A checkpoint; the server's first unless said
    #[arg(long)]
    checkpoint: Option<String>,
    /// A LoRA; the server's first unless said
    #[arg(long)]
    lora: Option<String>,
    /// Width and height in pixels before the hires fix, which doubles them
    #[arg(long, default_value_t = 256)]
    size: u32,
    /// Sampling steps of each pass
    #[arg(long, default_value_t = 8)]
    steps: u32,
    /// The seed; the same seed gives the same picture
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// The folder for the picture
    #[arg(short, long, default_value = "out")]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let connection = cli.server.connect().await?;
    let models = Models::choose(&connection, &cli).await?;

    let mut graph = Graph::new();
    let saved = build(&mut graph, &cli, models);
    let finished = connection.run(&graph).await?;
    connection.download(&finished, &graph, saved, &cli.output).await?;

    connection.close().await;
    Ok(())
}

struct Models {
    checkpoint: String,
    lora: String,
}

impl Models {
    async fn choose(connection: &Connection, cli: &Cli) -> Result<Self, Failure> {
        Ok(Self {
            checkpoint: connection.model("checkpoints", cli.checkpoint.clone()).await?,
            lora: connection.model("loras", cli.lora.clone()).await?,
        })
    }
}

fn build(graph: &mut Graph, cli: &Cli, models: Models) -> SaveImageOut {
    let checkpoint = graph.add(CheckpointLoaderSimple::new(models.checkpoint));
    let lora = graph.add(LoraLoader::new(checkpoint, checkpoint, models.lora).strength_model(0.8));
    let positive = graph.add(CLIPTextEncode::new(cli.prompt.as_str(), lora));
    let negative = graph.add(CLIPTextEncode::new(cli.negative.as_str(), lora));
    let blank = graph.add(EmptyLatentImage::new().width(cli.size).height(cli.size));

    let links = KSamplerLinks { model: lora, positive, negative, latent_image: blank };
    let sampler = KSampler::new(links)
        .seed(cli.seed)
        .steps(cli.steps)
        .cfg(7)
        .sampler_name(Sampler::Dpmpp2m)
        .scheduler(Scheduler::Karras);
    let first = graph.add(sampler);

    let larger = graph.add(LatentUpscaleBy::new(first).scale_by(2.0));
    let links = KSamplerLinks { model: lora, positive, negative, latent_image: larger };
    let second = graph.add(KSampler::new(links).seed(cli.seed).steps(cli.steps).denoise(0.5));

    let image = graph.add(VAEDecode::new(second, checkpoint));
    graph.add(SaveImage::new(image).filename_prefix("txt2img"))
}
