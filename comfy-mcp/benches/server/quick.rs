//! Measures what needs no job: starting, memory, small calls, looking at pictures.

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::floor::Floor;
use crate::peer::Peer;
use crate::stats::{Samples, Table};
use crate::{Measured, Place};

pub(crate) async fn all(place: &Place, table: &mut Table) -> Measured<()> {
    // The first start of all fetches the schema; what people feel are the others.
    let warm = Peer::start(&place.arguments(&place.url)).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(warm);
    start(place, table, &place.url, ("start to tools/list", 25.0)).await?;
    start(place, table, "http://127.0.0.1:9", ("the same, ComfyUI down", 40.0)).await?;
    let peer = Peer::start(&place.arguments(&place.url)).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let idle = peer.memory();
    table.size("memory, idle", format!("{idle:.1} MB"), "20 MB", idle <= 20.0);
    queue(place, table, &peer).await?;
    let busy = peer.memory();
    table.size("memory, after 1,000 calls", format!("{busy:.1} MB"), "30 MB", busy <= 30.0);
    view(table, &peer).await
}

async fn start(
    place: &Place,
    table: &mut Table,
    url: &str,
    (what, budget): (&str, f64),
) -> Measured<()> {
    let mut samples = Samples::default();
    for _ in 0..20 {
        let began = Instant::now();
        let peer = Peer::start(&place.arguments(url)).await?;
        peer.ask("tools/list", json!({})).await?;
        samples.push(began.elapsed());
    }
    let (p50, p95) = (samples.p50(), samples.p95());
    let figure = format!("{p50:.1} ms p50, {p95:.1} p95");
    table.time(what, figure, p50, budget);
    Ok(())
}

async fn queue(place: &Place, table: &mut Table, peer: &Peer) -> Measured<()> {
    let floor = Floor::connect(&place.url).await?;
    let (mut own, mut theirs, mut pings) =
        (Samples::default(), Samples::default(), Samples::default());
    for _ in 0..1000 {
        let began = Instant::now();
        floor.get("/queue").await?;
        theirs.push(began.elapsed());
        let began = Instant::now();
        peer.call("get_queue_status", json!({})).await?;
        own.push(began.elapsed());
        let began = Instant::now();
        peer.ask("ping", json!({})).await?;
        pings.push(began.elapsed());
    }
    let (above, ratio) = (own.p50() - theirs.p50(), own.p50() / theirs.p50());
    let figure = format!("{:.2} ms, {above:.2} above, {ratio:.1} ×", own.p50());
    table.time("queue status above ComfyUI's own, p50", figure, above, 0.5);
    let ping = pings.p50();
    table.time("ping, p50", format!("{ping:.2} ms"), ping, 1.0);
    Ok(())
}

/// A picture of 1024² pixels that compresses like a photograph: smooth, with some noise.
fn picture() -> image::ImageResult<Vec<u8>> {
    let mut state = 1_u32;
    let picture = image::RgbImage::from_fn(1024, 1024, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (state >> 27) as f32;
        let wave =
            |a: f32, b: f32| ((x as f32 / a).sin() * (y as f32 / b).cos()).mul_add(90.0, 128.0);
        image::Rgb(
            [wave(90.0, 70.0), wave(130.0, 40.0), wave(60.0, 110.0)]
                .map(|value| (value + noise).clamp(0.0, 255.0) as u8),
        )
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

async fn view(table: &mut Table, peer: &Peer) -> Measured<()> {
    let bytes = picture()?;
    let data = format!("data:image/png;base64,{}", STANDARD.encode(&bytes));
    let (mut samples, mut size) = (Samples::default(), 0);
    for _ in 0..20 {
        // Another asset each time, so that nothing is remembered from before.
        let made = peer.call("passing", json!({"image": data})).await?;
        let id = made["structuredContent"]["asset_id"].clone();
        let began = Instant::now();
        let shown = peer.call("view_image", json!({"asset_id": id, "max_dim": 512})).await?;
        samples.push(began.elapsed());
        size = STANDARD
            .decode(shown["content"][0]["data"].as_str().unwrap_or_default())
            .map_or(0, |bytes| bytes.len());
    }
    let p50 = samples.p50();
    let source = bytes.len() as f64 / 1e6;
    let what = format!("view_image of 1024² ({source:.1} MB), p50");
    table.time(&what, format!("{p50:.1} ms"), p50, 15.0);
    let within = size > 0 && size <= 52_000;
    table.size("its picture", format!("{:.1} kB", size as f64 / 1e3), "52 kB", within);
    Ok(())
}
