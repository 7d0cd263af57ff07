//! What happens when workflow files come, change, go.

use std::fs;

use comfy_mcp::error::Code;
use rmcp::model::Tool;
use serde_json::json;

use crate::support::{Bench, Wishes, graphs, patient, sandbox};

/// Waits until the tools are as wanted, by nothing but what the server tells.
async fn until_tools(bench: &Bench, is_wanted: impl Fn(&[Tool]) -> bool) {
    let mut changes = bench.ears().tool_changes();
    patient(async {
        while !is_wanted(&bench.tools().await) {
            changes.changed().await.unwrap();
        }
    })
    .await;
}

fn described<'t>(tools: &'t [Tool], name: &str) -> Option<&'t str> {
    tools.iter().find(|tool| tool.name == name)?.description.as_deref()
}

#[tokio::test]
async fn files_become_tools_while_the_server_runs() {
    let bench = Bench::start().await;
    let (file, sidecar) = ("plain.json", "plain.meta.json");
    assert_eq!(described(&bench.tools().await, "plain"), None);

    fs::write(bench.workflows().join(file), graphs::plain(1).to_string()).unwrap();
    until_tools(&bench, |tools| described(tools, "plain").is_some()).await;
    bench.call("plain", json!({})).await;

    let words = json!({"description": "Fills a picture"}).to_string();
    fs::write(bench.workflows().join(sidecar), words).unwrap();
    until_tools(&bench, |tools| described(tools, "plain") == Some("Fills a picture")).await;

    fs::remove_file(bench.workflows().join(file)).unwrap();
    until_tools(&bench, |tools| described(tools, "plain").is_none()).await;
    let refusal = bench.refusal("plain", json!({})).await;
    assert_eq!(refusal["error_code"], Code::ToolNotFound.as_str());
}

#[tokio::test]
async fn a_file_of_the_users_takes_the_place_of_a_shipped_one() {
    let bench = Bench::start().await;
    let words = json!({"description": "My own"}).to_string();

    fs::write(bench.workflows().join("generate_image.meta.json"), words).unwrap();
    let graph = graphs::plain(1).to_string();
    fs::write(bench.workflows().join("generate_image.json"), graph).unwrap();
    until_tools(&bench, |tools| described(tools, "generate_image") == Some("My own")).await;
    let answer = bench.call("generate_image", json!({})).await;
    assert_eq!(answer["width"], 32);

    fs::remove_file(bench.workflows().join("generate_image.json")).unwrap();
    until_tools(&bench, |tools| described(tools, "generate_image") != Some("My own")).await;
    bench.picture().await;
}

#[tokio::test]
async fn a_file_never_takes_the_name_of_a_fixed_tool() {
    let wishes = Wishes::default().workflow("get_job.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;

    let tools = bench.tools().await;

    assert_eq!(tools.iter().filter(|tool| tool.name == "get_job").count(), 1);
    assert!(tools.iter().any(|tool| tool.name == "get_job_2"));
}

#[tokio::test]
async fn a_bad_file_is_told_with_line_and_reason_and_takes_nothing_down() {
    let sidecar = "{\n  \"defaults\": {\n    \"steps\" 3\n  }\n}";
    let wishes = Wishes::default()
        .workflow(
            "broken.json",
            "{\n  \"1\": {\"class_type\": \"EmptyImage\",\n  \"inputs\": oops}\n}",
        )
        .workflow("plain.json", graphs::plain(1))
        .workflow("plain.meta.json", sidecar);
    let bench = Bench::with(sandbox(), wishes).await;

    let listed = bench.call("list_workflows", json!({})).await;

    let faults = listed["faults"].as_array().unwrap();
    let told: Vec<_> = faults
        .iter()
        .map(|fault| {
            let file = fault["file"].as_str().unwrap();
            let file = file.rsplit_once('/').unwrap().1;
            (file, fault["line"].as_u64().unwrap(), fault["reason"].as_str().unwrap())
        })
        .collect();
    let places: Vec<_> = told.iter().map(|(file, line, _)| (*file, *line)).collect();
    assert_eq!(places, [("broken.json", 3), ("plain.meta.json", 3)], "{told:?}");
    assert!(told.iter().all(|(_, _, reason)| reason.len() > 10), "{told:?}");
    bench.picture().await;
}

#[tokio::test]
async fn a_file_that_is_mended_is_taken_at_once() {
    let bench = Bench::with(sandbox(), Wishes::default().workflow("plain.json", "{")).await;
    let refusal = bench.refusal("run_workflow", json!({"workflow_id": "plain"})).await;
    assert_eq!(refusal["error_code"], Code::WorkflowUnusable.as_str());

    fs::write(bench.workflows().join("plain.json"), graphs::plain(1).to_string()).unwrap();

    until_tools(&bench, |tools| described(tools, "plain").is_some()).await;
    bench.call("run_workflow", json!({"workflow_id": "plain"})).await;
}

#[tokio::test]
async fn defaults_that_are_set_show_in_the_tools() {
    let bench = Bench::start().await;

    bench.call("set_defaults", json!({"image": {"width": 640}})).await;

    until_tools(&bench, |tools| {
        let tool = tools.iter().find(|tool| tool.name == "generate_image").unwrap();
        tool.input_schema["properties"]["width"]["default"] == 640
    })
    .await;
}
