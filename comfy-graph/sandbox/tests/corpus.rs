//! Prompts that ran on the real server, run again here.
//!
//! Needs `COMFY_CORPUS`, a folder with `object_info.json` and `runs/`, not in the repository.

#![allow(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use comfy_sandbox::Sandbox;
use serde_json::{Value, json};
use support::{Client, Event, brief};

/// Runs that need an encoder, a file or a class the sandbox does not have.
const UNSUPPORTED: [&str; 8] = [
    "animated",
    "audio_flac",
    "batch_latents_save",
    "color_transfer_dyncombo",
    "load_image_alpha",
    "save_exr",
    "video_auto",
    "video_nested_dyncombo",
];

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("COMFY_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: set COMFY_CORPUS to the folder with the real server's runs");
    }
    folder
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

async fn start(corpus: &Path) -> Sandbox {
    let mut schema = read(&corpus.join("object_info.json"));
    // The runs' server had this shipped class switched on, the schema's had not.
    schema["SaveImageWebsocket"] = json!({
        "input": {"required": {"images": ["IMAGE"]}}, "output": [], "output_node": true,
    });
    Sandbox::builder().object_info(schema).start().await.unwrap()
}

/// What both servers can be compared by: answer, messages, outputs.
#[derive(Debug, PartialEq)]
struct Traces {
    status: u64,
    error: Value,
    messages: Vec<String>,
    outputs: Value,
}

fn recorded(run: &Path) -> Traces {
    let response = read(&run.join("response.json"));
    let rows = read(&run.join("ws.json"));
    let rows = rows.as_array().cloned().unwrap_or_default();
    let events = rows.iter().filter(|row| row["dir"] == "recv").filter_map(|row| {
        if let Some(kind) = row["binary"]["event_type"].as_u64() {
            return Some(Event::Binary(vec![0, 0, 0, kind as u8]));
        }
        let message = row["json"].clone();
        let greeting = message["type"] == "feature_flags" || message["data"]["sid"].is_string();
        (!greeting).then_some(Event::Text(message))
    });
    let history = read(&run.join("history.json"));
    let entry = history.as_object().and_then(|entries| entries.values().next());
    Traces {
        status: response["status"].as_u64().unwrap(),
        error: response["body"]["error"]["type"].clone(),
        messages: brief(&events.collect::<Vec<_>>()),
        outputs: without_letters(entry.map_or(Value::Null, |entry| entry["outputs"].clone())),
    }
}

// Names of previews have five random letters.
fn without_letters(outputs: Value) -> Value {
    let mut text = outputs.to_string();
    let mark = "ComfyUI_temp_";
    let mut from = 0;
    while let Some(at) = text[from..].find(mark) {
        let start = from + at + mark.len();
        text.replace_range(start..start + 5, "*****");
        from = start;
    }
    serde_json::from_str(&text).unwrap()
}

async fn rerun(sandbox: &Sandbox, run: &Path) -> Traces {
    let body = read(&run.join("request.json"))["post_body"].clone();
    let mut client = Client::ready(sandbox, body["client_id"].as_str().unwrap()).await;
    if run.ends_with("save_image_websocket_previewmeta") {
        let flags = json!({"supports_preview_metadata": true});
        client.say(json!({"type": "feature_flags", "data": flags})).await;
        client.wait_for("feature_flags").await;
    }
    let (status, answer) = client.post("/prompt", body).await;
    let mut traces = Traces {
        status: status.into(),
        error: answer["error"]["type"].clone(),
        messages: Vec::new(),
        outputs: Value::Null,
    };
    if status == 200 {
        traces.messages = brief(&client.events_of_job().await);
        let id = answer["prompt_id"].as_str().unwrap();
        let history = client.get(&format!("/history/{id}")).await;
        traces.outputs = without_letters(history[id]["outputs"].clone());
    }
    traces
}

fn difference(real: &Traces, own: &Traces) -> Option<String> {
    if (real.status, &real.error) != (own.status, &own.error) {
        return Some(format!("answers {} {}, not {}", own.status, own.error, real.status));
    }
    if real.outputs != own.outputs {
        return Some(format!("gives {}, not {}", own.outputs, real.outputs));
    }
    // Several output nodes start in the order of a hashed set, so only the kinds can be compared.
    let roots = real.messages.iter().filter(|line| line.starts_with("executed ")).count();
    if roots > 1 && kinds(real) == kinds(own) {
        return None;
    }
    if real.messages != own.messages {
        let at = real.messages.iter().zip(&own.messages).position(|(real, own)| real != own);
        let at = at.unwrap_or(real.messages.len().min(own.messages.len()));
        let line = |traces: &Traces| traces.messages.get(at).cloned().unwrap_or_default();
        return Some(format!("says `{}` at {at}, not `{}`", line(own), line(real)));
    }
    None
}

fn kinds(traces: &Traces) -> Vec<&str> {
    let mut kinds: Vec<_> =
        traces.messages.iter().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    kinds.sort_unstable();
    kinds
}

// The job before this run is not among the recorded ones, but left these results behind.
async fn warm_up(sandbox: &Sandbox, run: &Path) {
    let mut prompt = read(&run.join("request.json"))["post_body"]["prompt"].clone();
    let nodes = prompt.as_object_mut().unwrap();
    nodes.remove("4");
    for (preview, image) in [("5", "1"), ("6", "2")] {
        let inputs = json!({"images": [image, 0]});
        nodes.insert(preview.to_owned(), support::node("PreviewImage", inputs));
    }
    Client::ready(sandbox, "warm-up").await.run(prompt).await;
}

#[tokio::test]
async fn recorded_runs_give_the_same_messages_and_outputs() {
    let Some(corpus) = corpus() else { return };
    let entries = fs::read_dir(corpus.join("runs")).unwrap();
    let mut runs: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    let number = |run: &PathBuf| read(&run.join("response.json"))["body"]["number"].as_u64();
    runs.sort_by_key(|run| (number(run), run.clone()));
    let (main, websocket) = (start(&corpus).await, start(&corpus).await);
    let mut unexpected = Vec::new();
    for run in runs {
        let name = run.file_name().unwrap().to_string_lossy().into_owned();
        let sandbox = if name.contains("websocket") { &websocket } else { &main };
        if name == "batch_images_gap" {
            warm_up(sandbox, &run).await;
        }
        let found = difference(&recorded(&run), &rerun(sandbox, &run).await);
        let known = UNSUPPORTED.contains(&name.as_str());
        eprintln!(
            "{name:34} {}",
            match &found {
                None => "equal".to_owned(),
                Some(_) if known => "unsupported".to_owned(),
                Some(difference) => difference.clone(),
            }
        );
        if found.is_some() != known {
            unexpected.push(name);
        }
    }
    assert_eq!(unexpected, Vec::<String>::new());
}
