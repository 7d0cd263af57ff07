//! Prompts that the real server judged, judged again here.
//!
//! Needs `COMFY_CORPUS`, a folder that is not in the repository; see its `README.md`.

#![allow(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use comfy_corpus::{Case, Table, compare_answers, load};
use comfy_graph_core::json::Json;
use comfy_sandbox::Sandbox;
use serde_json::Value;
use support::{Client, sampled};

/// Answers that depend on how Python orders a set, or on how deep it recurses.
const KNOWN: [&str; 4] = [
    "0051_link_slot_string",
    "0406_list2_of_values",
    "0464_delete_node_linked_to",
    "0649_cycle_long_chain_1500",
];

/// Input files of the corpus' server that no combo lists.
const UNLISTED: [&str; 2] = ["motor_cycle.fbx", "toy.glb"];

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("COMFY_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: set COMFY_CORPUS to the folder with the real server's verdicts");
    }
    folder
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The texts among the choices of a combo of either form.
fn choices(spec: &Value) -> impl Iterator<Item = &str> {
    let listed = spec[0].as_array().or_else(|| spec[1]["options"].as_array());
    listed.into_iter().flatten().filter_map(Value::as_str)
}

/// A sandbox with the model files of the corpus' server, which never finishes a job.
async fn start(corpus: &Path, schema: &Value) -> Sandbox {
    let folders = read(&corpus.join("meta/combo_folder_map.json"));
    let mut files = BTreeSet::new();
    for (combo, folder) in folders.as_object().unwrap() {
        let (class, input) = combo.split_once('|').unwrap();
        let input = input.trim_end_matches(".options");
        for category in ["required", "optional"] {
            for file in choices(&schema[class]["input"][category][input]) {
                files.insert((folder[0].as_str().unwrap().to_owned(), file.to_owned()));
            }
        }
    }
    let hour = Duration::from_secs(3600);
    let mut builder = Sandbox::builder().object_info(schema.clone()).step_time(hour);
    for (folder, file) in files {
        builder = builder.model(folder, file);
    }
    builder.start().await.unwrap()
}

/// The input files of the corpus' server, most by the combos that list uploads; they stay empty.
fn upload(sandbox: &Sandbox, schema: &Value) {
    let inputs = schema.as_object().unwrap().values().flat_map(|class| {
        let categories = ["required", "optional"].into_iter();
        categories.filter_map(|category| class["input"][category].as_object()).flatten()
    });
    let uploads = inputs.filter(|(_, spec)| {
        let options = spec[1].as_object().into_iter().flatten();
        options.into_iter().any(|(key, on)| key.ends_with("_upload") && *on == Value::Bool(true))
    });
    for name in uploads.flat_map(|(_, spec)| choices(spec)).chain(UNLISTED) {
        let path = sandbox.input_dir().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
}

async fn answer(client: &Client, case: &Case) -> (u16, Value) {
    let url = format!("{}/prompt", client.url);
    let answer = client.http.post(url).body(case.posted.clone()).send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    // Python's JSON, which has infinities.
    (status, Json::parse(&text).map_or(Value::Null, |answer| answer.to_value()))
}

#[tokio::test]
async fn recorded_requests_get_the_same_answers() {
    let Some(corpus) = corpus() else { return };
    let schema = read(&corpus.join("object_info.json"));
    let sandbox = start(&corpus, &schema).await;
    upload(&sandbox, &schema);
    let client = Client::connect(&sandbox, "me").await;
    // The one worker is busy with this job, so nothing that is accepted below runs.
    client.submit(sampled(10_000, 1)).await;

    let mut table = Table::default();
    let mut differing = BTreeSet::new();
    for case in load(&corpus).unwrap() {
        let (status, answer) = answer(&client, &case).await;
        let comparison = compare_answers(&case, status, &answer);
        if !comparison.status || (comparison.names_errors && !comparison.errors) {
            differing.insert(case.name.clone());
        }
        table.add(&case, &comparison);
    }

    eprintln!("{table}\n{}", table.differences.join("\n"));
    differing.retain(|name| !KNOWN.contains(&name.as_str()));
    assert_eq!(differing, BTreeSet::new());
}
