//! Runs `comfy-mcp layout` over files of all kinds.

use std::fs;

use crate::support::{program, run, text};
use serde_json::{Value, json};

/// Two nodes on one spot.
const WORKFLOW: &str = r#"{"nodes": [
    {"id": 2, "type": "SaveImage", "pos": [0, 0], "inputs": [{"name": "images", "link": 1}],
     "widgets_values": ["out"]},
    {"id": 1, "type": "EmptyImage", "pos": [0, 0], "outputs": [{"name": "IMAGE", "links": [1]}],
     "widgets_values": [64, 48, 1, 255]}
], "links": [[1, 1, 0, 2, 0, "IMAGE"]], "version": 0.4}"#;

#[test]
fn nothing_but_positions_changes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), WORKFLOW).unwrap();

    let output = run(folder.path(), &["layout", "a.json"]);

    let mut laid: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (saves, makes) = (laid["nodes"][0]["pos"].clone(), laid["nodes"][1]["pos"].clone());
    assert!(makes[0].as_f64() < saves[0].as_f64(), "{makes} {saves}");
    for node in laid["nodes"].as_array_mut().unwrap() {
        node["pos"] = json!([0, 0]);
    }
    assert_eq!(laid, serde_json::from_str::<Value>(WORKFLOW).unwrap());
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_prompt_has_no_positions() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), r#"{"1": {"class_type": "A", "inputs": {}}}"#).unwrap();
    fs::write(folder.path().join("b.json"), WORKFLOW).unwrap();

    let output = run(folder.path(), &["layout", "a.json", "b.json", "-o", "out", "--json"]);

    let lines = text(&output.stdout);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        lines[0]["error"],
        "`a.json` holds a prompt, which has no positions; draw it first: `comfy-mcp convert --to \
         ui`"
    );
    assert_eq!((&lines[1]["written"], &lines[1]["nodes"]), (&json!("out/b.json"), &json!(2)));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_standard_input_is_laid_out() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), WORKFLOW).unwrap();
    let file = fs::File::open(folder.path().join("a.json")).unwrap();

    let piped = program(folder.path()).args(["layout", "-"]).stdin(file).output().unwrap();

    assert_eq!(piped.stdout, run(folder.path(), &["layout", "a.json"]).stdout);
}
