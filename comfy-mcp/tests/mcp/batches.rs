//! Many jobs by one call.

use comfy_mcp::error::Code;
use serde_json::{Value, json};

use crate::support::{Bench, Wishes, graphs, sandbox, slow_sandbox, small, text};
use crate::tools::Documented;

const CHECKED: &[(&str, &str)] = &[
    ("batch_id", "string"),
    ("status", "string"),
    ("total", "integer"),
    ("completed", "integer"),
    ("pending", "integer"),
    ("running", "integer"),
    ("failed", "integer"),
    ("cancelled", "integer"),
    ("paths", "array"),
    ("items", "array"),
];

async fn finished(bench: &Bench, batch: &Value) -> Value {
    let arguments = json!({"batch_id": batch["batch_id"], "wait_seconds": 90});
    Documented::new(bench, "check_batch").await.answers(arguments, CHECKED).await
}

#[tokio::test]
async fn every_request_is_run() {
    let bench = Bench::start().await;
    let tool = Documented::new(&bench, "batch_generate").await;
    let requests = json!([{"prompt": "a cat"}, {"prompt": "a dog"}, {"prompt": "a bird"}]);
    let common = json!({"width": 64, "height": 64, "steps": 1});

    let arguments = json!({"requests": requests, "common": common});
    let members = [("batch_id", "string"), ("count", "integer"), ("workflow_id", "string")];
    let batch = tool.answers(arguments, &members).await;

    assert_eq!((&batch["count"], &batch["workflow_id"]), (&json!(3), &json!("generate_image")));
    let checked = finished(&bench, &batch).await;
    let told = (&checked["status"], &checked["completed"], &checked["total"]);
    assert_eq!(told, (&json!("completed"), &json!(3), &json!(3)), "{checked}");
    assert_eq!(checked["paths"].as_array().unwrap().len(), 3);
    for item in checked["items"].as_array().unwrap() {
        let asset = item["asset_ids"][0].clone();
        bench.call("view_image", json!({"asset_id": asset})).await;
    }
}

#[tokio::test]
async fn every_combination_of_a_sweep_is_run() {
    let wishes = Wishes::default().workflow("plain.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;
    let sweep = json!({"1.color": [1, 2], "1.width": [16, 24, 32]});

    let batch = json!({"workflow_id": "plain", "sweep": sweep});
    let batch = bench.call("batch_generate", batch).await;

    let checked = finished(&bench, &batch).await;
    assert_eq!((&checked["total"], &checked["completed"]), (&json!(6), &json!(6)), "{checked}");
}

#[tokio::test]
async fn a_request_that_is_wrong_fails_alone() {
    let bench = Bench::start().await;
    let bad = json!({"prompt": "a dog", "model": "none.ckpt"});

    let batch = json!({"requests": [small("a cat"), bad]});
    let batch = bench.call("batch_generate", batch).await;

    let checked = finished(&bench, &batch).await;
    assert_eq!((&checked["completed"], &checked["failed"]), (&json!(1), &json!(1)), "{checked}");
    let code = &checked["items"][1]["error"]["error_code"];
    assert_eq!(*code, Code::ModelNotFound.as_str());
}

#[tokio::test]
async fn a_batch_that_is_too_large_or_empty_is_refused() {
    let bench = Bench::start().await;
    let many: Vec<_> = (0..101).map(|_| json!({"prompt": "a cat"})).collect();
    let numbers: Vec<_> = (1..=11).collect();

    for arguments in [
        json!({"requests": many}),
        json!({"sweep": {"steps": numbers, "width": numbers}, "common": {"prompt": "a"}}),
        json!({"sweep": {"steps": []}, "common": {"prompt": "a"}}),
        json!({"sweep": {"steps": 7}, "common": {"prompt": "a"}}),
        json!({}),
    ] {
        let refusal = bench.refusal("batch_generate", arguments).await;

        assert_eq!(refusal["error_code"], Code::InvalidArguments.as_str(), "{refusal}");
    }
}

#[tokio::test]
async fn a_batch_of_requests_and_a_sweep_counts_their_product() {
    let bench = Bench::start().await;
    let requests: Vec<_> = (0..20).map(|_| json!({"prompt": "a cat"})).collect();
    let arguments = json!({"requests": requests, "sweep": {"steps": [1, 2, 3, 4, 5, 6]}});

    let refusal = bench.refusal("batch_generate", arguments).await;

    assert_eq!(refusal["error_code"], Code::InvalidArguments.as_str());
    assert!(text(&refusal, "error").contains("120"), "{refusal}");
}

#[tokio::test]
async fn one_request_may_leave_everything_to_the_workflow() {
    let wishes = Wishes::default().workflow("plain.json", graphs::plain(1));
    let bench = Bench::with(sandbox(), wishes).await;

    let batch = json!({"workflow_id": "plain", "requests": [{}]});
    let batch = bench.call("batch_generate", batch).await;

    assert_eq!(finished(&bench, &batch).await["completed"], 1);
}

#[tokio::test]
async fn what_is_left_of_a_batch_is_cancelled() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let requests: Vec<_> = (0..5).map(|seed| json!({"prompt": "a cat", "seed": seed})).collect();
    let batch = bench.call("batch_generate", json!({"requests": requests})).await;
    let runs = |queue: &Value| queue["running_count"] == 1;
    bench.until("get_queue_status", json!({}), runs).await;
    let tool = Documented::new(&bench, "cancel_batch").await;

    tool.answers(json!({"batch_id": batch["batch_id"]}), CHECKED).await;

    let checked = finished(&bench, &batch).await;
    let told = (&checked["status"], &checked["cancelled"]);
    assert_eq!(told, (&json!("cancelled"), &json!(5)), "{checked}");
    let queue = bench.call("get_queue_status", json!({})).await;
    assert_eq!((&queue["running_count"], &queue["pending_count"]), (&json!(0), &json!(0)));
}
