//! A job watched closely: progress bar, live previews in a folder, cancel with Ctrl-C.
//!
//! `cargo run -p comfy-examples --bin watch_job -- --sandbox`

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use comfy_examples::comfy::nodes::{
    CLIPTextEncode, CheckpointLoaderSimple, EmptyLatentImage, KSampler, KSamplerLinks, SaveImage,
    SaveImageOut, VAEDecode,
};
use comfy_examples::{Failure, Server, bar, say};
use comfy_graph::Graph;
use comfy_graph::client::{Event, PreviewMethod};
use comfy_graph::job::{Cancellation, Job};

/// Samples a picture while watching it come about.
#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    server: Server,
    /// A checkpoint; the server's first unless said
    #[arg(long)]
    checkpoint: Option<String>,
    /// Width and height in pixels
    #[arg(long, default_value_t = 256)]
    size: u32,
    /// Sampling steps
    #[arg(long, default_value_t = 20)]
    steps: u32,
    /// The folder for previews and the picture
    #[arg(short, long, default_value = "out")]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let connection = cli.server.connect().await?;
    let checkpoint = connection.model("checkpoints", cli.checkpoint.clone()).await?;

    let mut graph = Graph::new();
    let saved = build(&mut graph, &cli, checkpoint);
    let submission = graph.submission()?.preview(PreviewMethod::Latent2rgb);
    let job = connection.client.submit(submission).await?;

    let cancelled = tokio::select! {
        previews = watch(&job, &cli.output) => {
            say(&format!("{} previews in {}", previews?, cli.output.display()));
            false
        }
        pressed = tokio::signal::ctrl_c() => {
            pressed?;
            true
        }
    };
    if cancelled {
        say(match job.cancel(Duration::from_secs(30)).await? {
            Cancellation::Dequeued => "cancelled before it began",
            Cancellation::Interrupted(_) => "cancelled while it ran",
            Cancellation::AlreadyOver(_) => "it was over already",
            Cancellation::Unknown => "the server no longer knew it",
            Cancellation::Unconfirmed => "asked to stop; its node has to end first",
        });
    } else {
        let finished = job.wait(Duration::from_secs(60)).await?.success()?;
        connection.download(&finished, &graph, saved, &cli.output).await?;
    }

    connection.close().await;
    Ok(())
}

/// Draws the bar and saves each preview until the job is over; gives the number of previews.
async fn watch(job: &Job, folder: &Path) -> Result<usize, Failure> {
    std::fs::create_dir_all(folder)?;
    let bar = bar();
    let mut progress = job.progress();
    let mut events = job.events();
    let mut previews = 0;
    while let Some(event) = events.next().await {
        progress.observe(&event);
        bar.set_position((progress.fraction() * 1000.0) as u64);
        if let Event::Preview(preview) = &event {
            previews += 1;
            let name = format!("preview_{previews:03}.{}", preview.format.extension());
            std::fs::write(folder.join(name), &preview.bytes)?;
        }
    }
    bar.finish_and_clear();
    Ok(previews)
}

fn build(graph: &mut Graph, cli: &Cli, checkpoint: String) -> SaveImageOut {
    let checkpoint = graph.add(CheckpointLoaderSimple::new(checkpoint));
    let positive = graph.add(CLIPTextEncode::new("a fox in the snow", checkpoint));
    let negative = graph.add(CLIPTextEncode::new("", checkpoint));
    let blank = graph.add(EmptyLatentImage::new().width(cli.size).height(cli.size));
    let links = KSamplerLinks { model: checkpoint, positive, negative, latent_image: blank };
    let latent = graph.add(KSampler::new(links).steps(cli.steps));
    let image = graph.add(VAEDecode::new(latent, checkpoint));
    graph.add(SaveImage::new(image).filename_prefix("watched"))
}
