//! Defect 11: what lies in the folder of workflows.

use serde_json::{Value, json};

use crate::support::{Bench, Wishes, graphs, sandbox, text};

fn ids(listed: &Value) -> Vec<&str> {
    let entries = listed["workflows"].as_array().unwrap();
    entries.iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

// 11
#[tokio::test]
async fn a_sidecar_is_no_workflow_of_its_own() {
    let wishes = Wishes::default()
        .workflow("plain.json", graphs::plain(1))
        .workflow("plain.meta.json", json!({"name": "Plain", "description": "Fills a picture"}));
    let bench = Bench::with(sandbox(), wishes).await;

    let listed = bench.call("list_workflows", json!({})).await;

    let ids = ids(&listed);
    assert!(ids.contains(&"plain") && !ids.iter().any(|id| id.contains("meta")), "{ids:?}");
    assert_eq!(listed.get("faults"), None);
    let tool = bench.tool("plain").await;
    assert_eq!(tool.description.as_deref(), Some("Fills a picture"));
}

// 11
#[tokio::test]
async fn a_file_as_the_editor_saves_it_runs() {
    let wishes = Wishes::default().workflow("drawn.json", graphs::editor());
    let bench = Bench::with(sandbox(), wishes).await;

    let answer = bench.call("drawn", json!({})).await;

    assert_eq!(answer["filename"], "edited_00001_.png");
    assert_eq!((&answer["width"], &answer["height"]), (&json!(32), &json!(16)));
}

// 11
#[tokio::test]
async fn a_picture_that_carries_its_graph_runs() {
    let bench = Bench::start().await;
    let picture = bench.picture().await;
    let from = bench.sandbox().output_dir().join(text(&picture, "filename"));
    let mut changes = bench.ears().tool_changes();
    std::fs::copy(from, bench.workflows().join("cat.png")).unwrap();
    crate::support::patient(changes.wait_for(|count| *count > 0)).await.unwrap();

    let answer = bench.call("cat", json!({})).await;

    assert_eq!((&answer["workflow_id"], &answer["width"]), (&json!("cat"), &json!(64)));
}

// 11
#[tokio::test]
async fn what_is_no_workflow_takes_nothing_else_down() {
    let wishes = Wishes::default()
        .workflow("list.json", "[1, 2]")
        .workflow("broken.json", "{\n  \"1\": {\n")
        .workflow("plain.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;

    let listed = bench.call("list_workflows", json!({})).await;

    assert!(ids(&listed).contains(&"plain") && ids(&listed).contains(&"generate_image"));
    let faults = listed["faults"].as_array().unwrap();
    let files: Vec<_> = faults.iter().map(|fault| text(fault, "file")).collect();
    assert!(files[0].ends_with("broken.json") && files[1].ends_with("list.json"), "{files:?}");
    bench.call("plain", json!({})).await;
}

// 11
#[tokio::test]
async fn a_name_with_spaces_and_dots_can_be_run() {
    let wishes = Wishes::default().workflow("My Picture v1.2.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;

    for name in ["my_picture_v1_2", "My Picture v1.2"] {
        let answer = bench.call("run_workflow", json!({"workflow_id": name})).await;

        assert_eq!(answer["workflow_id"], "my_picture_v1_2");
    }
    bench.call("my_picture_v1_2", json!({})).await;
}
