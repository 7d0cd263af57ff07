//! What happens while ComfyUI is away.

use comfy_graph_core::ids::NodeId;
use comfy_mcp::error::Code;
use comfy_sandbox::{Fault, Moment};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Bench, Wishes, patient, sandbox, slow_sandbox, small};

#[tokio::test]
async fn a_comfyui_that_comes_up_later_is_found() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let bench = Bench::asleep(&format!("http://{address}"), Wishes::default()).await;
    let refusal = bench.refusal("generate_image", small("a cat")).await;
    assert_eq!(refusal["error_code"], Code::ComfyuiUnreachable.as_str());
    let mut changes = bench.ears().tool_changes();

    let sandbox = sandbox().listen(address).start().await.unwrap();

    patient(changes.wait_for(|count| *count > 0)).await.unwrap();
    bench.picture().await;
    sandbox.shutdown().await;
}

#[tokio::test]
async fn a_job_that_died_with_its_comfyui_is_told_and_the_next_one_runs() {
    let mut bench = Bench::with(slow_sandbox(), Wishes::default()).await;
    let address = bench.sandbox().address();
    let id = bench.running_job("generate_image", small("a cat")).await;
    // The port is free once the old one is gone.
    bench.sandbox.take().unwrap().shutdown().await;

    bench.sandbox = Some(sandbox().listen(address).start().await.unwrap());

    let arguments = json!({"prompt_id": id, "wait_seconds": 90});
    let job = patient(async {
        loop {
            let answer = bench.answer("get_job", arguments.clone()).await;
            let job = crate::support::json(&answer);
            let is_over = |job: &Value| job["status"] == "error";
            if is_over(&job) {
                return job;
            }
        }
    })
    .await;
    assert_eq!(job["error_code"], Code::JobLost.as_str(), "{job}");
    bench.picture().await;
}

#[tokio::test]
async fn a_socket_that_breaks_loses_nothing() {
    let bench = Bench::start().await;
    let sampling = Moment::Node(NodeId::from(5));
    bench.sandbox().faults().arm(Fault::DropSockets(sampling));

    let answer = bench.picture().await;

    assert_eq!((&answer["status"], &answer["width"]), (&json!("completed"), &json!(64)));
}

#[tokio::test]
async fn a_submit_whose_answer_is_lost_is_not_sent_twice() {
    let bench = Bench::start().await;
    bench.sandbox().faults().arm(Fault::DropSockets(Moment::Queued));

    bench.picture().await;

    let listed = bench.call("list_assets", json!({})).await;
    assert_eq!(listed["count"], 1);
}

#[tokio::test]
async fn files_of_a_comfyui_on_this_machine_are_looked_at_without_it() {
    let bench = Bench::start().await;
    // The first comes over HTTP, and tells where the folder is, a little later.
    bench.picture().await;

    let answer = patient(async {
        loop {
            bench.sandbox().faults().arm(Fault::Fail { path: "/view".to_owned() });
            let answer = bench.picture().await;
            if bench.sandbox().faults().pending() > 0 {
                return answer;
            }
        }
    })
    .await;

    assert_eq!((&answer["width"], &answer["height"]), (&json!(64), &json!(64)));
    assert_eq!(answer["mime_type"], "image/png");
}
