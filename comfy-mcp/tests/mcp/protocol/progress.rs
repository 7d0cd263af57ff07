//! What goes to and fro while a call is at work.

use std::time::Duration;

use comfy_mcp::error::Code;
use rmcp::model::{CallToolRequest, CallToolRequestParams, ClientRequest};
use rmcp::service::PeerRequestOptions;
use serde_json::{Value, json};

use crate::support::{Bench, Wishes, patient, sandbox, slow_sandbox, small, text};

#[tokio::test]
async fn steps_are_told_and_only_go_forward() {
    let bench =
        Bench::with(sandbox().step_time(Duration::from_millis(20)), Wishes::default()).await;
    let mut arguments = small("a cat");
    arguments["steps"] = json!(10);
    let mut progress = bench.ears().progress();

    bench.call("generate_image", arguments).await;

    patient(progress.wait_for(|steps| steps.len() > 2)).await.unwrap();
    let steps = progress.borrow().clone();
    let fractions: Vec<_> = steps.iter().map(|step| step.progress).collect();
    assert!(fractions.is_sorted_by(|before, after| before < after), "{fractions:?}");
    assert!(fractions.iter().all(|fraction| (0.0..=1.0).contains(fraction)), "{fractions:?}");
    assert!(steps.iter().all(|step| step.total == Some(1.0) && step.message.is_some()));
    assert!(steps.iter().any(|step| step.message.as_ref().unwrap().contains("step")), "{steps:?}");
}

#[tokio::test]
async fn a_client_that_takes_its_call_back_stops_the_job() {
    let bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let arguments = small("a cat").as_object().unwrap().clone();
    let params = CallToolRequestParams::new("generate_image").with_arguments(arguments);
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
    let options = PeerRequestOptions::no_options();
    let call = bench.client.send_cancellable_request(request, options).await.unwrap();
    let running = |queue: &Value| queue["running_count"] == 1;
    let queue = bench.until("get_queue_status", json!({}), running).await;
    let id = text(&queue["running"][0], "prompt_id");

    call.cancel(Some("not any more".to_owned())).await.unwrap();

    let empty = |queue: &Value| queue["running_count"] == 0;
    bench.until("get_queue_status", json!({}), empty).await;
    let job = bench.call("get_job", json!({"prompt_id": id, "wait_seconds": 60})).await;
    assert_eq!(job["error_code"], Code::JobInterrupted.as_str(), "{job}");
}

#[tokio::test]
async fn a_client_that_leaves_stops_nothing_that_it_did_not_wait_for() {
    let bench = Bench::start().await;
    let id = bench.job("generate_image", small("a cat")).await;
    let Bench { client, started, sandbox, folder } = bench;

    client.cancel().await.unwrap();

    let server = sandbox.as_ref().unwrap().url();
    let (started_again, client) =
        Bench::in_folder(&server, folder.path(), &Wishes::default()).await;
    let bench = Bench { client, started: started_again, sandbox, folder };
    let job = bench.call("get_job", json!({"prompt_id": id, "wait_seconds": 60})).await;
    assert_eq!(job["status"], "completed");
    drop(started);
}

#[tokio::test]
#[expect(deprecated, reason = "older clients still ask for logs")]
async fn failures_are_logged_to_clients_that_ask_for_it() {
    use rmcp::model::{LoggingLevel, SetLevelRequestParams};

    let bench = Bench::start().await;
    let mut logs = bench.ears().logs();
    let level = SetLevelRequestParams::new(LoggingLevel::Warning);
    bench.client.set_level(level).await.unwrap();

    bench.refusal("view_image", json!({"asset_id": "none"})).await;

    patient(logs.wait_for(|logs| !logs.is_empty())).await.unwrap();
    let log = logs.borrow()[0].clone();
    assert_eq!(log.logger.as_deref(), Some("view_image"));
    assert_eq!(log.data["error_code"], Code::AssetNotFoundOrExpired.as_str());
}
