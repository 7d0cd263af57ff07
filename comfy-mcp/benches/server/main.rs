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
use std::time::Duration;

use comfy_sandbox::Sandbox;
use serde_json::json;

use stats::Table;

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
async fn main() {
    // `cargo test` runs benches too, to see that they work: there is nothing to see here.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let sandbox = match std::env::var("COMFYUI_URL") {
        Ok(_) => None,
        Err(_) => Some(Sandbox::builder().step_time(Duration::from_millis(25)).start().await),
    };
    let sandbox = sandbox.transpose().expect("the stand-in starts");
    let url = sandbox.as_ref().map_or_else(
        || std::env::var("COMFYUI_URL").expect("BUG: it was there a moment ago"),
        Sandbox::url,
    );
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    write_workflows(folder.path());
    let place = Place { url, folder: folder.path().to_owned() };
    let mut table = Table::new(&place.url);
    quick::all(&place, &mut table).await;
    jobs::all(&place, &mut table).await;
    table.print();
}

/// A graph without models that is never cached, one that takes a while, one that passes a file on.
fn write_workflows(folder: &Path) {
    let folder = folder.join("workflows");
    std::fs::create_dir_all(&folder).expect("the folder can be written");
    let blank = json!({
        "1": {"class_type": "EmptyImage", "inputs":
            {"width": 64, "height": 64, "batch_size": 1, "color": "PARAM_INT_COLOR"}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    });
    let slow = json!({
        "1": {"class_type": "EmptyImage", "inputs":
            {"width": 64, "height": 64, "batch_size": 1, "color": "PARAM_INT_COLOR"}},
        "2": {"class_type": "ImageScale", "inputs": {"image": ["1", 0], "crop": "disabled",
            "upscale_method": "lanczos", "width": "PARAM_INT_SIDE", "height": "PARAM_INT_SIDE"}},
        "3": {"class_type": "ImageScale", "inputs": {"image": ["2", 0], "crop": "disabled",
            "upscale_method": "nearest-exact", "width": 64, "height": 64}},
        "4": {"class_type": "PreviewImage", "inputs": {"images": ["3", 0]}},
    });
    let passing = json!({
        "1": {"class_type": "LoadImage", "inputs": {"image": "PARAM_IMAGE"}},
        "2": {"class_type": "SaveImage", "inputs":
            {"images": ["1", 0], "filename_prefix": "bench"}},
    });
    for (name, graph) in [("blank", blank), ("slow", slow), ("passing", passing)] {
        std::fs::write(folder.join(format!("{name}.json")), graph.to_string())
            .expect("the folder can be written");
    }
}

/// The graph of a workflow with its parameters filled in, for those who send it themselves.
pub(crate) fn graph(place: &Place, name: &str, values: &[(&str, i64)]) -> serde_json::Value {
    let path = place.folder.join("workflows").join(format!("{name}.json"));
    let mut text = std::fs::read_to_string(path).expect("the file was written");
    for (placeholder, value) in values {
        text = text.replace(&format!("\"PARAM_INT_{placeholder}\""), &value.to_string());
    }
    serde_json::from_str(&text).expect("the file is JSON")
}
