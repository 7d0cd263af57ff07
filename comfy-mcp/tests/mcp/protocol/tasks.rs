//! What clients that know tasks get in place of waiting.

use comfy_mcp::error::Code;
use rmcp::ServiceExt as _;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CancelTaskParams, GetTaskParams, JsonObject, Task,
    TaskPayload, TaskStatus,
};
use serde_json::{Value, json};

use crate::support::ears::Ears;
use crate::support::{
    Bench, Wishes, answer, graphs, json, patient, sandbox, serve, slow_sandbox, small,
};

async fn call(bench: &Bench, tool: &str, arguments: Value) -> CallToolResponse {
    let arguments = arguments.as_object().unwrap().clone();
    let params = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
    patient(bench.client.call_tool_once(params)).await.unwrap()
}

pub(crate) async fn task(bench: &Bench, tool: &str, arguments: Value) -> Task {
    match call(bench, tool, arguments).await {
        CallToolResponse::Task(created) => created.task,
        other => panic!("{other:?}"),
    }
}

/// The payload of a task once it is over.
async fn payload(bench: &Bench, task: &Task) -> TaskPayload {
    patient(async {
        loop {
            let params = GetTaskParams::new(&*task.task_id);
            let got = bench.client.get_task(params).await.unwrap().task;
            if got.status().is_terminal() {
                return got.payload;
            }
        }
    })
    .await
}

async fn result(bench: &Bench, task: &Task) -> JsonObject {
    match payload(bench, task).await {
        TaskPayload::Completed { result } => result,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_generation_is_a_task_with_its_result() {
    let bench = Bench::with(sandbox(), Wishes::default().ears(Ears::with_tasks())).await;

    let task = task(&bench, "generate_image", small("a cat")).await;

    assert_eq!(task.status, TaskStatus::Working);
    let result = result(&bench, &task).await;
    assert_eq!(result["structuredContent"]["prompt_id"], *task.task_id);
    assert_eq!(result["structuredContent"]["width"], 64);
    assert_ne!(result.get("isError"), Some(&json!(true)));
}

#[tokio::test]
async fn a_task_that_fails_has_the_failure_as_its_result() {
    let wishes = Wishes::default().ears(Ears::with_tasks());
    let wishes = wishes.workflow("failing.json", graphs::failing());
    let bench = Bench::with(sandbox(), wishes).await;

    let task = task(&bench, "failing", json!({})).await;

    let result = result(&bench, &task).await;
    assert_eq!(result["isError"], true);
    let code = &result["structuredContent"]["error_code"];
    assert_eq!(*code, Code::ExecutionFailed.as_str());
}

#[tokio::test]
async fn a_task_is_cancelled_on_the_server() {
    let bench = Bench::with(slow_sandbox(), Wishes::default().ears(Ears::with_tasks())).await;
    let task = task(&bench, "generate_image", small("a cat")).await;

    bench.client.cancel_task(CancelTaskParams::new(&*task.task_id)).await.unwrap();

    assert_eq!(payload(&bench, &task).await, TaskPayload::Cancelled);
    let queue = bench.call("get_queue_status", json!({})).await;
    assert_eq!((&queue["running_count"], &queue["pending_count"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn a_call_that_wants_to_wait_is_no_task() {
    let bench = Bench::with(sandbox(), Wishes::default().ears(Ears::with_tasks())).await;
    let mut arguments = small("a cat");
    arguments["wait"] = json!(true);

    let answered = call(&bench, "generate_image", arguments).await;

    assert!(matches!(answered, CallToolResponse::Complete(_)), "{answered:?}");
}

#[tokio::test]
async fn a_client_that_shook_hands_gets_no_task() {
    let bench = Bench::start().await;
    let client = Ears::with_tasks().serve(serve(&bench.started)).await.unwrap();

    let answered = answer(&client, "generate_image", small("a cat")).await;

    assert_eq!(json(&answered)["status"], "completed");
}

#[tokio::test]
async fn what_is_quick_is_no_task() {
    let bench = Bench::with(sandbox(), Wishes::default().ears(Ears::with_tasks())).await;

    let answered = call(&bench, "list_models", json!({})).await;

    assert!(matches!(answered, CallToolResponse::Complete(_)), "{answered:?}");
}

#[tokio::test]
async fn a_task_that_nobody_made_is_refused() {
    let bench = Bench::with(sandbox(), Wishes::default().ears(Ears::with_tasks())).await;

    for id in ["none", "0b3eacbc-25b0-497c-9d63-6d66d9e67387"] {
        assert!(bench.client.get_task(GetTaskParams::new(id)).await.is_err(), "{id}");
    }
}
