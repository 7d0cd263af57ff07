//! Measures the server as its clients feel it, each figure beside what ComfyUI itself takes.
//!
//! `cargo bench -p comfy-mcp --bench server` works with an embedded stand-in; with COMFYUI_URL it
//! works with a real one. Figures of one run belong together: machines differ, ratios less so.

mod floor;
mod jobs;
mod peer;
mod quick;
mod stats;

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use comfy_sandbox::Sandbox;
use serde_json::{Value, json};

use stats::{Samples, Table};

/// What a measurement gives, unless something it needs fails.
pub(crate) type Measured<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Where the server under test runs.
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
}

impl Place {
    pub(crate) fn arguments(&self, url: &str) -> Vec<String> {
        let folder = |name: &str| self.folder.join(name).display().to_string();
        ["--comfyui", url, "--data-dir", &folder("data"), "--workflows", &folder("workflows")]
            .map(ToOwned::to_owned)
            .into()
    }
}

#[tokio::main]
async fn main() -> Measured<()> {
    // `cargo test` runs benches too, to see that they work: there is nothing to see here.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let provider = rustls::crypto::ring::default_provider();
    provider.install_default().expect("BUG: nothing else chose a provider");
    let (url, _sandbox) = match std::env::var("COMFYUI_URL") {
        Ok(url) => (url, None),
        Err(_) => {
            let builder = Sandbox::builder().step_time(Duration::from_millis(25));
            let sandbox = builder.start().await?;
            (sandbox.url(), Some(sandbox))
        }
    };
    let folder = tempfile::tempdir()?;
    write_workflows(folder.path())?;
    write_slow(folder.path(), 1)?;
    let place = Place { url, folder: folder.path().to_owned() };
    let repeats = repeats(&place).await?;
    write_slow(folder.path(), repeats)?;
    let mut table = Table::new(&place.url, bare(&place).await?);
    quick::all(&place, &mut table).await?;
    jobs::all(&place, &mut table).await?;
    table.print();
    Ok(())
}

/// What one graph without models takes this ComfyUI, p50 in milliseconds.
async fn bare(place: &Place) -> Measured<f64> {
    let mut floor = floor::Floor::connect(&place.url).await?;
    let mut samples = Samples::default();
    for _ in 0..100 {
        samples.push(floor.run(graph(place, "blank", &[("COLOR", colour())])?).await?);
    }
    Ok(samples.p50())
}

/// Every graph has a colour of its own, or ComfyUI would answer from its cache.
pub(crate) fn colour() -> i64 {
    static NEXT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(1);
    let start = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs() as i64);
    (start * 4096 + NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) & 0xff_ffff
}

/// A graph without models that is never cached, one that passes a file on.
fn write_workflows(folder: &Path) -> std::io::Result<()> {
    let folder = folder.join("workflows");
    std::fs::create_dir_all(&folder)?;
    let blank = json!({
        "1": {"class_type": "EmptyImage", "inputs":
            {"width": 64, "height": 64, "batch_size": 1, "color": "PARAM_INT_COLOR"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    });
    let passing = json!({
        "1": {"class_type": "LoadImage", "inputs": {"image": "PARAM_IMAGE"}},
        "2": {"class_type": "SaveImage", "inputs":
            {"images": ["1", 0], "filename_prefix": "bench"}},
    });
    for (name, graph) in [("blank", blank), ("passing", passing)] {
        std::fs::write(folder.join(format!("{name}.json")), graph.to_string())?;
    }
    Ok(())
}

/// One that takes a while: it scales a picture up and down again, as often as `repeats` says.
fn write_slow(folder: &Path, repeats: u32) -> std::io::Result<()> {
    let mut graph = json!({"0": {"class_type": "EmptyImage", "inputs":
        {"width": 64, "height": 64, "batch_size": 1, "color": "PARAM_INT_COLOR"}}});
    let mut scale = |number: u32, method: &str, side: Value| {
        graph[number.to_string()] = json!({"class_type": "ImageScale", "inputs": {
            "image": [(number - 1).to_string(), 0], "crop": "disabled",
            "upscale_method": method, "width": side, "height": side}});
    };
    for repeat in 0..repeats {
        scale(2 * repeat + 1, "lanczos", "PARAM_INT_SIDE".into());
        scale(2 * repeat + 2, "nearest-exact", 64.into());
    }
    graph["save"] = json!({"class_type": "PreviewImage",
        "inputs": {"images": [(2 * repeats).to_string(), 0]}});
    std::fs::write(folder.join("workflows/slow.json"), graph.to_string())
}

/// How often the slow graph must repeat itself to take three quarters of a second.
async fn repeats(place: &Place) -> Measured<u32> {
    let mut floor = floor::Floor::connect(&place.url).await?;
    let mut samples = Samples::default();
    for number in 0..5 {
        let values = [("COLOR", colour()), ("SIDE", jobs::side(number))];
        samples.push(floor.run(graph(place, "slow", &values)?).await?);
    }
    Ok((750.0 / samples.p50()).ceil().clamp(1.0, 50.0) as u32)
}

/// The graph of a workflow with its parameters filled in, for those who send it themselves.
pub(crate) fn graph(place: &Place, name: &str, values: &[(&str, i64)]) -> Measured<Value> {
    let path = place.folder.join("workflows").join(format!("{name}.json"));
    let mut text = std::fs::read_to_string(path)?;
    for (placeholder, value) in values {
        text = text.replace(&format!("\"PARAM_INT_{placeholder}\""), &value.to_string());
    }
    Ok(serde_json::from_str(&text)?)
}
