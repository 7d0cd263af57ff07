//! Compares the tools for jobs with their documentation.

use comfy_mcp::error::Code;
use serde_json::json;

use super::{Documented, has};
use crate::support::{Bench, Wishes, graphs, sandbox, slow_sandbox, small};

const UNKNOWN: &str = "0b3eacbc-25b0-497c-9d63-6d66d9e67387";

#[tokio::test]
async fn get_queue_status_is_as_documented() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let tool = Documented::new(&bench, "get_queue_status").await;
    let running = bench.running_job("generate_image", small("a cat")).await;
    let pending = bench.job("generate_image", small("a dog")).await;

    tool.takes(&[], &[]);
    let answer = tool
        .answers(
            json!({}),
            &[
                ("running_count", "integer"),
                ("pending_count", "integer"),
                ("running", "array"),
                ("pending", "array"),
            ],
        )
        .await;
    assert_eq!((&answer["running_count"], &answer["pending_count"]), (&json!(1), &json!(1)));
    assert_eq!(answer["running"][0], json!({"prompt_id": running, "status": "running"}));
    has(&answer["pending"][0], &[("prompt_id", "string"), ("status", "string")]);
    assert_eq!(
        (&answer["pending"][0]["prompt_id"], &answer["pending"][0]["status"]),
        (&json!(pending), &json!("pending"))
    );
}

#[tokio::test]
async fn get_job_is_as_documented() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let tool = Documented::new(&bench, "get_job").await;
    let running = bench.running_job("generate_image", small("a cat")).await;
    let pending = bench.job("generate_image", small("a dog")).await;
    let members = [("status", "string"), ("prompt_id", "string")];

    tool.takes(&[("prompt_id", "string")], &[]);
    let answer = tool.answers(json!({"prompt_id": running}), &members).await;
    assert_eq!((&answer["status"], &answer["prompt_id"]), (&json!("running"), &json!(running)));
    let answer = tool.answers(json!({"prompt_id": pending}), &members).await;
    assert_eq!((&answer["status"], &answer["prompt_id"]), (&json!("pending"), &json!(pending)));
    tool.refuses(json!({"prompt_id": ""}), Code::JobNotFound, "Invalid prompt_id: empty or None")
        .await;
    tool.refuses(json!({"prompt_id": UNKNOWN}), Code::JobNotFound, "Job not found").await;
}

#[tokio::test]
async fn get_job_tells_of_ends_as_documented() {
    let failing = Wishes::default().workflow("failing.json", graphs::failing());
    let bench = Bench::with(sandbox(), failing).await;
    let tool = Documented::new(&bench, "get_job").await;
    let members = [("status", "string"), ("prompt_id", "string")];
    let good = bench.job("generate_image", small("a cat")).await;
    let bad = bench.job("failing", json!({})).await;

    let answer = tool.answers(json!({"prompt_id": good, "wait_seconds": 60}), &members).await;
    assert_eq!((&answer["status"], &answer["prompt_id"]), (&json!("completed"), &json!(good)));
    let answer = tool.answers(json!({"prompt_id": bad, "wait_seconds": 60}), &members).await;
    assert_eq!((&answer["status"], &answer["prompt_id"]), (&json!("error"), &json!(bad)));
}

#[tokio::test]
async fn cancel_job_is_as_documented() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let tool = Documented::new(&bench, "cancel_job").await;
    let running = bench.running_job("generate_image", small("a cat")).await;

    tool.takes(&[("prompt_id", "string")], &[]);
    let members = [("success", "boolean"), ("message", "string")];
    let answer = tool.answers(json!({"prompt_id": running}), &members).await;
    assert_eq!((&answer["success"], &answer["message"]), (&json!(true), &json!("Job cancelled")));
    let told = "Job not found or already completed";
    tool.refuses(json!({"prompt_id": running}), Code::JobAlreadyOver, told).await;
    tool.refuses(json!({"prompt_id": UNKNOWN}), Code::JobNotFound, told).await;
    tool.refuses(json!({"prompt_id": "no-such-job"}), Code::JobNotFound, told).await;
}
