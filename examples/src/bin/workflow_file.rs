//! A workflow file as a type: its parameters are fields, its savers constants.
//!
//! `cargo run -p comfy-examples --bin workflow_file -- --sandbox`

use std::path::PathBuf;

use clap::Parser;
use comfy_examples::{Failure, Server, say};

comfy_graph::workflow!(struct GenerateImage = "../workflows/generate_image.json");

/// Text to image by `workflows/generate_image.json`.
#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    server: Server,
    /// What to show
    #[arg(long, default_value = "a lighthouse at dusk, oil painting")]
    prompt: String,
    /// How to sample, such as euler
    #[arg(long, default_value = "dpmpp_2m")]
    sampler: GenerateImageSamplerName,
    /// A checkpoint; the server's first unless said
    #[arg(long)]
    checkpoint: Option<String>,
    /// The seed; drawn by lot unless said
    #[arg(long)]
    seed: Option<u64>,
    /// The folder for the picture
    #[arg(short, long, default_value = "out")]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let connection = cli.server.connect().await?;
    let checkpoint = connection.model("checkpoints", cli.checkpoint.clone()).await?;

    let mut image = GenerateImage::new(cli.prompt)
        .model(checkpoint)
        .sampler_name(cli.sampler)
        .width(256)
        .height(256)
        .steps(8);
    image.seed = cli.seed;
    let finished = connection.submit(image.bind()?).await?;

    say(&format!("{} saved:", GenerateImage::SAVE_IMAGE));
    let files = GenerateImage::SAVE_IMAGE.files(&finished.outputs);
    connection.download_all(files, &cli.output).await?;

    connection.close().await;
    Ok(())
}
