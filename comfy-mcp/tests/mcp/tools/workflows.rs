//! Compares the catalogue of workflows with its documentation.

use comfy_mcp::error::Code;
use serde_json::{Value, json};

use super::{Documented, has};
use crate::support::{Bench, Wishes, graphs, sandbox};

fn entry<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let entries = answer["workflows"].as_array().unwrap();
    let found = entries.iter().find(|entry| entry["id"] == id);
    found.unwrap_or_else(|| panic!("{id} is in {answer}"))
}

#[tokio::test]
async fn list_workflows_is_as_documented() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "list_workflows").await;

    tool.takes(&[], &[]);
    let members = [("workflows", "array"), ("count", "integer"), ("workflow_dir", "string")];
    let answer = tool.answers(json!({}), &members).await;
    assert_eq!(answer["count"], answer["workflows"].as_array().unwrap().len());
    assert_eq!(answer["workflow_dir"], bench.workflows().display().to_string());
    let entry = entry(&answer, "generate_image");
    has(
        entry,
        &[
            ("name", "string"),
            ("description", "string"),
            ("available_inputs", "object"),
            ("defaults", "object"),
        ],
    );
    assert!(entry.get("updated_at").is_some() && entry.get("hash").is_some(), "{entry}");
    assert_eq!(entry["name"], "Generate Image");
    let inputs = &entry["available_inputs"];
    for (name, kind, required) in
        [("prompt", "str", true), ("width", "int", false), ("cfg", "float", false)]
    {
        assert_eq!(
            (&inputs[name]["type"], &inputs[name]["required"]),
            (&json!(kind), &json!(required))
        );
        has(&inputs[name], &[("description", "string")]);
    }
}

#[tokio::test]
async fn a_sidecar_names_a_workflow_and_bounds_its_values() {
    let sidecar = json!({
        "name": "My Custom Workflow",
        "description": "Does something cool",
        "defaults": {"width": 48},
        "constraints": {"width": {"min": 16, "max": 64, "step": 16}},
    });
    let mut graph = graphs::plain(1);
    graph["1"]["inputs"]["width"] = json!("PARAM_INT_WIDTH");
    let wishes = Wishes::default()
        .workflow("my_workflow.json", graph)
        .workflow("my_workflow.meta.json", sidecar);
    let bench = Bench::with(sandbox(), wishes).await;
    let tool = Documented::new(&bench, "my_workflow").await;

    assert_eq!(tool.tool.description.as_deref(), Some("Does something cool"));
    let answer = tool.answers(json!({}), &[("width", "integer")]).await;
    assert_eq!(answer["width"], 48, "defaults of the sidecar beat global ones");
    let listed = bench.call("list_workflows", json!({})).await;
    assert_eq!(entry(&listed, "my_workflow")["name"], "My Custom Workflow");
    assert_eq!(entry(&listed, "my_workflow")["defaults"], json!({"width": 48}));
    for arguments in [json!({"width": 80}), json!({"width": 8})] {
        let arguments = json!({"workflow_id": "my_workflow", "overrides": arguments});
        let refusal = bench.refusal("run_workflow", arguments).await;
        assert_eq!(refusal["error_code"], Code::InvalidArguments.as_str(), "{refusal}");
        assert!(refusal["error"].as_str().unwrap().contains("width"), "{refusal}");
    }
}
