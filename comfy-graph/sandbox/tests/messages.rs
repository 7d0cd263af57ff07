//! The order of messages, held against transcripts of the real server.

#![allow(clippy::unwrap_used, reason = "a panic in a test is its report")]

mod support;

use std::time::Duration;

use comfy_sandbox::{Fault, Moment};
use serde_json::json;
use support::{Client, Event, brief, builder, inverted, node, sampled};

#[tokio::test]
async fn a_job_tells_its_steps_in_order() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;

    client.submit(inverted()).await;
    let events = client.events_of_job().await;

    let expected = [
        "status 1",
        "status 1",
        "execution_start",
        "execution_cached",
        "progress_state 1r",
        "executing 1",
        "progress_state 1f",
        "progress_state 1f 2r",
        "executing 2",
        "progress_state 1f 2f",
        "progress_state 1f 2f 3r",
        "executing 3",
        "executed 3",
        "progress_state 1f 2f 3f",
        "execution_success",
        "status 0",
        "executing -",
    ];
    assert_eq!(brief(&events), expected);
}

#[tokio::test]
async fn a_cached_job_shows_its_old_files() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let first = client.run(inverted()).await;

    client.submit(inverted()).await;
    let events = client.events_of_job().await;

    let expected = [
        "status 1",
        "status 1",
        "execution_start",
        "execution_cached 1 2 3",
        "executed 3",
        "progress_state 3f",
        "execution_success",
        "status 0",
        "executing -",
    ];
    assert_eq!(brief(&events), expected);
    let executed = events.iter().find_map(|event| match event {
        Event::Text(message) if message["type"] == "executed" => Some(&message["data"]["output"]),
        _ => None,
    });
    assert_eq!(executed, Some(&first["outputs"]["3"]));
}

#[tokio::test]
async fn an_error_ends_the_job_and_keeps_earlier_outputs() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let mut prompt = inverted();
    prompt["4"] = node("DreamOfSheep", json!({"image": ["3", 0], "amount": 3}));
    prompt["5"] = node("PreviewImage", json!({"images": ["4", 0]}));

    let id = client.submit(prompt).await;
    let events = brief(&client.events_of_job().await);

    let end = ["executing 4", "execution_error", "status 0", "executing -"];
    assert_eq!(events[events.len() - 4..], end);
    let entry = client.get(&format!("/history/{id}")).await[&id].clone();
    assert_eq!(entry["status"]["status_str"], "error");
    assert_eq!(entry["outputs"]["3"]["images"][0]["filename"], "x_00001_.png");
    let error = &entry["status"]["messages"][2][1];
    assert_eq!(error["exception_type"], "SandboxUnsupported");
    assert_eq!(
        error["exception_message"],
        "the sandbox cannot run node class `DreamOfSheep`; use a real ComfyUI for it\n"
    );
}

#[tokio::test]
async fn an_interrupt_stops_sampling() {
    let sandbox = builder().step_time(Duration::from_millis(1)).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let id = client.submit(sampled(10_000, 1)).await;
    client.wait_for("progress").await;

    client.post("/interrupt", json!({"prompt_id": id})).await;
    let events = brief(&client.events_of_job().await);

    let end = ["execution_interrupted", "status 0", "executing -"];
    assert_eq!(events[events.len() - 3..], end);
    let job = client.get(&format!("/api/jobs/{id}")).await;
    assert_eq!(job["status"], "cancelled");
}

#[tokio::test]
async fn a_late_client_is_told_the_running_node() {
    let sandbox = builder().step_time(Duration::from_millis(1)).start().await.unwrap();
    let mut first = Client::ready(&sandbox, "me").await;
    first.submit(sampled(10_000, 1)).await;
    first.wait_for("progress").await;

    let mut late = Client::connect(&sandbox, "me").await;
    let (status, executing) = (late.text().await, late.text().await);

    assert_eq!(status["data"]["sid"], "me");
    assert_eq!(executing, json!({"type": "executing", "data": {"node": "4"}}));
}

#[tokio::test]
async fn previews_take_the_form_the_client_asked_for() {
    let sandbox = builder().start().await.unwrap();
    for (id, expected) in
        [("described", ["binary 4", "progress 1/1"]), ("plain", ["progress 1/1", "binary 1"])]
    {
        let mut client = Client::ready(&sandbox, id).await;
        let flags = json!({"supports_preview_metadata": id == "described"});
        client.say(json!({"type": "feature_flags", "data": flags})).await;
        client.wait_for("feature_flags").await;

        let extra = json!({"preview_method": "auto"});
        let prompt = sampled(1, id.len() as u64);
        let body = json!({"prompt": prompt, "client_id": id, "extra_data": extra});
        client.post("/prompt", body).await;
        let events = brief(&client.events_of_job().await);

        let at = events.iter().position(|event| event == expected[0]).unwrap();
        assert_eq!(events[at + 1], expected[1]);
    }
}

#[tokio::test]
async fn a_job_without_owner_tells_everyone_only_its_progress() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;

    client.post("/prompt", json!({"prompt": sampled(1, 1)})).await;
    let mut events = Vec::new();
    while !brief(&events).iter().any(|event| event == "status 0") {
        events.push(client.event().await);
    }

    let mut kinds: Vec<_> =
        brief(&events).iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds, ["progress", "progress_state", "status"]);
}

#[tokio::test]
async fn a_lazy_branch_that_is_not_chosen_does_not_run() {
    let sandbox = builder().start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let switch = json!({"switch": true, "on_false": ["1", 0], "on_true": ["2", 0]});
    let prompt = json!({
        "1": support::blank(4),
        "2": support::blank(5),
        "3": node("ComfySwitchNode", switch),
        "4": node("PreviewImage", json!({"images": ["3", 0]})),
    });

    client.submit(prompt).await;
    let events = brief(&client.events_of_job().await);

    let running: Vec<_> = events.iter().filter(|line| line.starts_with("executing")).collect();
    assert_eq!(
        running,
        ["executing 3", "executing 2", "executing 3", "executing 4", "executing -"]
    );
}

#[tokio::test]
async fn a_killed_server_closes_every_connection() {
    let fault = Fault::Kill(Moment::Node("2".parse().unwrap()));
    let sandbox = builder().fault(fault).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    let url = format!("{}/prompt", sandbox.url());
    // Whether the answer comes before the end is a race.
    let _answer = client.http.post(url).json(&json!({"prompt": inverted()})).send().await;

    while !matches!(client.event().await, Event::Closed) {}

    assert!(client.http.get(sandbox.url()).send().await.is_err());
    assert_eq!(sandbox.faults().pending(), 0);
}

#[tokio::test]
async fn a_server_killed_at_the_submit_does_not_answer() {
    let sandbox = builder().fault(Fault::Kill(Moment::Queued)).start().await.unwrap();
    let http = support::http();

    let url = format!("{}/prompt", sandbox.url());
    let answer = http.post(url).json(&json!({"prompt": inverted()})).send().await;

    assert!(answer.is_err());
}

#[tokio::test]
async fn dropped_sockets_can_be_opened_again() {
    let fault = Fault::DropSockets(Moment::Started);
    let sandbox = builder().fault(fault).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;
    client.submit(inverted()).await;

    while !matches!(client.event().await, Event::Closed) {}

    Client::ready(&sandbox, "again").await;
}

#[tokio::test]
async fn a_status_can_come_twice() {
    let sandbox = builder().fault(Fault::DuplicateStatus).start().await.unwrap();
    let mut client = Client::ready(&sandbox, "me").await;

    client.submit(inverted()).await;
    let events = brief(&client.events_of_job().await);

    assert_eq!(events[..3], ["status 1", "status 1", "status 1"]);
}
