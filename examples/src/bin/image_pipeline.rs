//! An image pipeline without a model: load, resize in every way, batch, composite, save.
//!
//! `cargo run -p comfy-examples --bin image_pipeline -- --sandbox`

use std::path::PathBuf;

use clap::Parser;
use comfy_examples::comfy::nodes::{
    BatchImagesNode, ImageCompositeMasked, ImageCompositeMaskedLinks, LoadImage,
    ResizeImageMaskNode, ResizeImageMaskNodeOut, SaveImage,
};
use comfy_examples::comfy::options::ResizeImageMaskNodeResizeType as ResizeType;
use comfy_examples::comfy::options::resize_image_mask_node_resize_type as resize;
use comfy_examples::comfy::ty::Image;
use comfy_examples::{Connection, Failure, Server};
use comfy_graph::client::{FileRef, Upload};
use comfy_graph::{Graph, Out, Value};

/// Loads a picture, resizes it in every way, puts the results together.
#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    server: Server,
    /// A picture; a drawn one unless said
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// The folder for the results
    #[arg(short, long, default_value = "out")]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let cli = Cli::parse();
    let connection = cli.server.connect().await?;
    let picture = upload(&connection, &cli).await?;

    let mut graph = Graph::new();
    let loaded = graph.add(LoadImage::new(picture.widget_value()));
    let resized = resize_in_every_way(&mut graph, loaded.image);
    let batch = graph.add(BatchImagesNode::new(resized.iter().map(|one| one.resized)));
    let small =
        resize_to(&mut graph, loaded.image, resize::ScaleLongerDimension::new().longer_size(40));
    let links = ImageCompositeMaskedLinks { destination: batch, source: small };
    let pasted = graph.add(ImageCompositeMasked::new(links).x(8).y(8));
    let saved = graph.add(SaveImage::new(pasted).filename_prefix("pipeline"));

    let finished = connection.run(&graph).await?;
    connection.download(&finished, &graph, saved, &cli.output).await?;

    connection.close().await;
    Ok(())
}

/// One picture for each option of the node's dynamic combo.
fn resize_in_every_way(graph: &mut Graph, image: Out<Image>) -> Vec<ResizeImageMaskNodeOut<Image>> {
    let other = resize_to(graph, image, resize::ScaleWidth::new().width(80));
    vec![
        resize_to(graph, image, resize::ScaleDimensions::new().width(96).height(64)),
        resize_to(graph, image, resize::ScaleByMultiplier::new().multiplier(1.5)),
        resize_to(graph, image, resize::ScaleLongerDimension::new().longer_size(120)),
        resize_to(graph, image, resize::ScaleShorterDimension::new().shorter_size(50)),
        resize_to(graph, image, resize::ScaleWidth::new().width(70)),
        resize_to(graph, image, resize::ScaleHeight::new().height(70)),
        resize_to(graph, image, resize::ScaleTotalPixels::new().megapixels(0.01)),
        resize_to(graph, image, resize::MatchSize::new(other)),
        resize_to(graph, image, resize::ScaleToMultiple::new().multiple(16)),
    ]
}

fn resize_to(
    graph: &mut Graph,
    image: Out<Image>,
    option: impl Value<ResizeType>,
) -> ResizeImageMaskNodeOut<Image> {
    graph.add(ResizeImageMaskNode::new(image, option))
}

async fn upload(connection: &Connection, cli: &Cli) -> Result<FileRef, Failure> {
    if let Some(path) = &cli.image {
        return Ok(connection.client.upload_file(path).await?);
    }
    let drawn = Upload::new("drawn.png", comfy_examples::drawn_png()?);
    Ok(connection.client.upload(drawn).await?)
}
