//! Defects 1, 2, 5, 6: how jobs end.

use comfy_graph::client::Client;
use comfy_graph_core::prompt::Prompt;
use comfy_mcp::error::Code;
use serde_json::json;

use crate::support::{Bench, Wishes, graphs, sandbox, slow_sandbox, small, text};

// 1
#[tokio::test]
async fn a_pending_job_is_removed_and_the_running_one_goes_on() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let running = bench.running_job("generate_image", small("a cat")).await;
    let pending = bench.job("generate_image", small("a dog")).await;

    let answer = bench.call("cancel_job", json!({"prompt_id": pending})).await;

    assert_eq!((&answer["success"], &answer["how"]), (&json!(true), &json!("dequeued")));
    let queue = bench.call("get_queue_status", json!({})).await;
    assert_eq!(queue["running"][0]["prompt_id"], running);
    assert_eq!(queue["pending_count"], 0);
    let arguments = json!({"prompt_id": pending, "wait_seconds": 60});
    let job = bench.call("get_job", arguments).await;
    let told = (&job["status"], &job["error_code"]);
    assert_eq!(told, (&json!("error"), &json!(Code::JobInterrupted.as_str())));
}

// 1
#[tokio::test]
async fn a_running_job_is_interrupted() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let running = bench.running_job("generate_image", small("a cat")).await;

    let answer = bench.call("cancel_job", json!({"prompt_id": running})).await;

    assert_eq!((&answer["success"], &answer["how"]), (&json!(true), &json!("interrupted")));
    let queue = bench.call("get_queue_status", json!({})).await;
    assert_eq!((&queue["running_count"], &queue["pending_count"]), (&json!(0), &json!(0)));
    let job = bench.call("get_job", json!({"prompt_id": running, "wait_seconds": 60})).await;
    let told = (&job["status"], &job["error_code"]);
    assert_eq!(told, (&json!("error"), &json!(Code::JobInterrupted.as_str())));
}

// 1
#[tokio::test]
async fn a_call_that_waits_for_a_cancelled_job_is_told() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let waiting = bench.answer("generate_image", small("a cat"));
    let cancelling = async {
        let queue = json!({});
        let queue = bench.until("get_queue_status", queue, |queue| queue["running_count"] == 1);
        let id = queue.await["running"][0]["prompt_id"].clone();
        bench.call("cancel_job", json!({"prompt_id": id})).await
    };

    let (answer, _) = tokio::join!(waiting, cancelling);

    assert_eq!(answer.is_error, Some(true));
    let told = crate::support::json(&answer);
    assert_eq!(told["error_code"], Code::JobInterrupted.as_str(), "{told}");
}

// 2
#[tokio::test]
async fn a_node_that_fails_is_named_with_its_reason() {
    let failing = Wishes::default().workflow("failing.json", graphs::failing());
    let bench = Bench::with(sandbox(), failing).await;

    let refusal = bench.refusal("failing", json!({})).await;

    assert_eq!(refusal["error_code"], Code::ExecutionFailed.as_str());
    let error = text(&refusal, "error");
    for part in ["`2`", "SaveImage", "outside the output folder is not allowed"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    let details = &refusal["details"];
    assert_eq!((&details["node"], &details["class"]), (&json!("2"), &json!("SaveImage")));
    assert_eq!(details["exception_type"], "Exception");
}

// 2
#[tokio::test]
async fn a_graph_that_is_refused_is_told_with_node_input_and_remedy() {
    let mut graph = graphs::plain(1);
    graph["1"]["inputs"]["width"] = json!(100_000_000);
    let wishes = Wishes::default().workflow("huge.json", graph);
    let bench = Bench::with(sandbox(), wishes).await;

    let refusal = bench.refusal("huge", json!({})).await;

    assert_eq!(refusal["error_code"], Code::PromptRejected.as_str(), "{refusal}");
    let node = &refusal["details"]["nodes"][0];
    assert_eq!((&node["node"], &node["class"]), (&json!("1"), &json!("EmptyImage")));
    assert_eq!((&node["input"], &node["type"]), (&json!("width"), &json!("value_bigger_than_max")));
}

// 5
#[tokio::test]
async fn what_lands_after_the_call_becomes_an_asset() {
    let bench = Bench::start().await;
    let id = bench.job("generate_image", small("a cat")).await;

    let listed = bench.until("list_assets", json!({}), |listed| listed["count"] == 1).await;

    assert_eq!(listed["assets"][0]["prompt_id"], id, "nobody asked for the job meanwhile");
    let asset = listed["assets"][0]["asset_id"].clone();
    bench.call("view_image", json!({"asset_id": asset})).await;
    bench.call("regenerate", json!({"asset_id": asset, "seed": 8})).await;
}

// 5
#[tokio::test]
async fn a_wait_that_expires_answers_with_the_id() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let mut arguments = small("a cat");
    arguments["timeout_seconds"] = json!(0.05);

    let answer = bench.call("generate_image", arguments).await;

    assert_eq!(answer["status"], "running");
    let id = text(&answer, "prompt_id");
    let message = text(&answer, "message");
    assert!(message.contains("get_job") && message.contains(&id), "{message}");
    let plain = bench.call("get_job", json!({"prompt_id": id})).await;
    assert!(plain.get("asset_id").is_none(), "{plain}");
}

// 5
#[tokio::test]
async fn a_job_that_is_over_is_told_as_its_call_would_have() {
    let bench = Bench::start().await;
    let id = bench.job("generate_image", small("a cat")).await;

    let job = bench.call("get_job", json!({"prompt_id": id, "wait_seconds": 60})).await;

    assert_eq!((&job["status"], &job["prompt_id"]), (&json!("completed"), &json!(id)));
    assert_eq!((&job["width"], &job["tool"]), (&json!(64), &json!("generate_image")));
    let asset = json!({"asset_id": job["asset_id"]});
    bench.call("view_image", asset).await;
}

// 5
#[tokio::test]
async fn a_job_of_somebody_else_becomes_assets_once_it_is_asked_for() {
    let bench = Bench::start().await;
    let somebody = Client::new(bench.sandbox().url().parse().unwrap()).unwrap();
    let prompt: Prompt = serde_json::from_value(graphs::plain(1)).unwrap();
    let job = somebody.submit(prompt).await.unwrap();

    let arguments = json!({"prompt_id": job.id()});
    let job = bench.until("get_job", arguments, |job| job["status"] == "completed").await;

    let arguments = json!({"asset_id": job["asset_id"], "param_overrides": {"width": 48}});
    let again = bench.call("regenerate", arguments).await;
    assert_eq!(again["width"], 48);
}

// 6
#[tokio::test]
async fn a_failed_job_is_an_error_also_where_a_node_had_shown_something() {
    let failing = Wishes::default().workflow("failing.json", graphs::failing());
    let bench = Bench::with(sandbox(), failing).await;
    let id = text(&bench.refusal("failing", json!({})).await["details"], "prompt_id");

    let job = bench.call("get_job", json!({"prompt_id": id})).await;

    let told = (&job["status"], &job["error_code"]);
    assert_eq!(told, (&json!("error"), &json!(Code::ExecutionFailed.as_str())), "{job}");
    assert!(text(&job, "error").contains("SaveImage"));
}
