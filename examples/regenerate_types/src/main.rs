//! A program whose node types are generated anew whenever it names another node.
//!
//! The types live in the crate `nodes` beside it, so that editing the program compiles the program
//! alone. Name a node that is not here yet, `nodes::ImageInvert` say: the next build has it.
//!
//! `cargo run -p comfy-example-regenerate-types -- --sandbox`

use std::error::Error;
use std::time::Duration;

use clap::Parser;
use comfy_example_nodes::nodes::{EmptyImage, SaveImage};
use comfy_graph::Graph;
use comfy_graph::client::Client;
use comfy_sandbox::Sandbox;

/// Saves a plain picture.
#[derive(Debug, Parser)]
#[group(required = true, multiple = false)]
struct Cli {
    /// A running ComfyUI, such as http://127.0.0.1:8188
    #[arg(long, value_name = "URL")]
    comfyui: Option<String>,
    /// A stand-in that runs in this process
    #[arg(long)]
    sandbox: bool,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the report of a command line program")]
async fn main() -> Result<(), Box<dyn Error>> {
    let cli = Cli::parse();
    let sandbox = if cli.sandbox { Some(Sandbox::start().await?) } else { None };
    let url = cli.comfyui.or_else(|| sandbox.as_ref().map(Sandbox::url)).unwrap_or_default();
    let client = Client::new(url.parse()?)?;

    let mut graph = Graph::new();
    let plain = graph.add(EmptyImage::new().width(64).height(64).color(0x208040));
    graph.add(SaveImage::new(plain).filename_prefix("plain"));

    let job = client.submit(graph.submission()?).await?;
    let finished = job.wait(Duration::from_secs(60)).await?.success()?;
    for file in finished.outputs.files() {
        println!("{}", client.download(file, "out").await?.display());
    }
    Ok(())
}
