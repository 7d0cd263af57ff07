//! Values instead of pictures: maths, a lazy switch, unions, text of any values.
//!
//! `cargo run -p comfy-examples --bin switch_and_math -- --sandbox`

use std::path::PathBuf;

use clap::Parser;
use comfy_examples::comfy::nodes::{
    ComfyMathExpression, ComfySwitchNode, EmptyImage, GetImageSize, ImageInvert, PreviewAny,
    PrimitiveBoolean, SaveImage, StringFormat,
};
use comfy_examples::comfy::ty::Any;
use comfy_examples::{Failure, Server, say};
use comfy_graph::{Graph, In};

/// Computes with the size of a picture, then chooses which picture to save.
#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    server: Server,
    /// Save the inverted picture
    #[arg(long)]
    invert: bool,
    /// The folder for the picture
    #[arg(short, long, default_value = "out")]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let connection = cli.server.connect().await?;

    let mut graph = Graph::new();
    let blue = graph.add(EmptyImage::new().width(96).height(64).color(0x3355ff));
    let inverted = graph.add(ImageInvert::new(blue));

    // Match types: both branches have one type, which is what comes out.
    let flag = graph.add(PrimitiveBoolean::new(cli.invert));
    let chosen = graph.add(ComfySwitchNode::new(&flag, blue, inverted));
    let saved = graph.add(SaveImage::new(chosen).filename_prefix("switch"));

    // Autogrow over a union: numbers and links side by side.
    let size = graph.add(GetImageSize::new(chosen));
    let values = [In::new(size.width), In::new(size.height), In::new(2.5)];
    let area = graph.add(ComfyMathExpression::new(values).expression("a * b * c"));

    // Autogrow over the wildcard: anything can become text.
    let text = StringFormat::new()
        .f_string("{a} pixels, {b} wide")
        .values([area.int.widen::<Any>(), size.width.widen()]);
    let text = graph.add(text);
    let shown = graph.add(PreviewAny::new(text));

    let finished = connection.run(&graph).await?;
    for line in finished.outputs.of(&graph, shown).into_iter().flat_map(|output| output.texts()) {
        say(line);
    }
    connection.download(&finished, &graph, saved, &cli.output).await?;

    connection.close().await;
    Ok(())
}
