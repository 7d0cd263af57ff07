//! Holds the client against a server that answers badly, late, or not at all.

use std::time::Duration;

use crate::support::{Fake, OnPrompt, Phase, Scripted, prompt, success};
use comfy_graph::client::{Client, ClientError, Endpoint, Event, FileKind, FileRef, Submission};
use comfy_graph::job::JobStatus;

fn client(fake: &Fake) -> Client {
    let endpoint: Endpoint = fake.address.to_string().parse().unwrap();
    let builder = Client::builder(endpoint.bearer("s3cret"));
    builder.idle_timeout(Duration::from_secs(5)).patience(Duration::from_secs(5)).build().unwrap()
}

fn scripted(fake: &Fake, path: &'static str, status: u16, headers: &str, body: &str) {
    let answer = Scripted::Reply(status, headers.to_owned(), body.to_owned());
    fake.set(|state| state.scripted.push((path, answer)));
}

fn file() -> FileRef {
    FileRef::new("../a.png", "", FileKind::Output)
}

#[tokio::test]
async fn wrong_credentials_are_named() {
    let fake = Fake::start().await;
    scripted(&fake, "/api/queue", 401, "content-type: text/plain", "no");

    let error = client(&fake).queue().await.unwrap_err();

    let wanted = "`GET /api/queue` was refused with 401; check the credentials of the endpoint";
    assert_eq!(error.to_string(), wanted);
}

#[tokio::test]
async fn a_web_page_is_no_server() {
    let fake = Fake::start().await;
    scripted(&fake, "/api/queue", 200, "content-type: text/html", "<html>");

    let error = client(&fake).queue().await.unwrap_err();

    assert!(matches!(error, ClientError::NotComfyUi { .. }), "{error:?}");
}

#[tokio::test]
async fn an_error_in_text_is_quoted() {
    let fake = Fake::start().await;
    scripted(&fake, "/api/queue", 500, "content-type: text/plain", "500 Server\n\nin trouble");

    let error = client(&fake).queue().await.unwrap_err();

    assert_eq!(error.to_string(), "`GET /api/queue` failed with 500: 500 Server in trouble");
    assert!(!error.is_transient());
}

#[tokio::test]
async fn reading_is_repeated_while_the_server_is_busy() {
    let fake = Fake::start().await;
    scripted(&fake, "/api/queue", 503, "content-type: text/plain", "");
    scripted(&fake, "/api/queue", 503, "content-type: text/plain", "");

    let queue = client(&fake).queue().await.unwrap();

    assert!(queue.running.is_empty());
    assert_eq!(fake.state.borrow().seen.len(), 3);
}

#[tokio::test]
async fn a_server_that_falls_silent_times_out() {
    let fake = Fake::start().await;
    fake.set(|state| state.scripted.push(("/api/queue", Scripted::Silence)));
    let endpoint = fake.address.to_string().parse().unwrap();
    let client = Client::builder(endpoint).idle_timeout(Duration::from_millis(50)).build().unwrap();

    let error = client.queue().await.unwrap_err();

    assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
}

#[tokio::test]
async fn a_history_with_python_numbers_is_read() {
    let fake = Fake::start().await;
    fake.set(|state| {
        state.job = "295bc76e-8280-40c5-a6c8-18e4ea54db4e".to_owned();
        let entry = r#"{"prompt":[0,"x",{"1":{"inputs":{"a":NaN,"b":-Infinity}}},{},[]],
            "outputs":{},"status":{"status_str":"success","completed":true,"messages":[]}}"#;
        state.phase = Phase::Over(entry.to_owned());
    });
    let client = client(&fake);
    let job = client.job(fake.state.borrow().job.parse().unwrap());

    assert!(matches!(job.status().await.unwrap(), JobStatus::Finished(_)));
}

#[tokio::test]
async fn a_submit_whose_answer_is_lost_is_found_again() {
    let fake = Fake::start().await;
    fake.set(|state| state.on_prompt = OnPrompt::Swallow);

    let job = client(&fake).submit(prompt()).await.unwrap();

    assert_eq!(job.status().await.unwrap(), JobStatus::Queued);
    let state = fake.state.borrow();
    assert_eq!(state.seen.iter().filter(|seen| seen.starts_with("POST /api/prompt")).count(), 1);
}

#[tokio::test]
async fn a_submit_that_got_lost_itself_may_be_repeated() {
    let fake = Fake::start().await;
    fake.set(|state| state.on_prompt = OnPrompt::Lose);

    let error = client(&fake).submit(prompt()).await.unwrap_err();

    assert!(matches!(error, ClientError::NotQueued { .. }), "{error:?}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_submit_to_nobody_fails_at_once() {
    let mut fake = Fake::start().await;
    fake.kill().await;

    let error = client(&fake).submit(prompt()).await.unwrap_err();

    assert!(matches!(error, ClientError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_rejected_prompt_tells_why() {
    let fake = Fake::start().await;
    let body = r#"{"error":{"type":"prompt_no_outputs","message":"Prompt has no outputs"},
        "node_errors":{}}"#;
    fake.set(|state| {
        state.on_prompt = OnPrompt::Answer(400, "application/json", body.to_owned());
    });

    let error = client(&fake).submit(prompt()).await.unwrap_err();

    assert_eq!(error.to_string(), "the server rejects the prompt: Prompt has no outputs");
}

#[tokio::test]
async fn a_prompt_that_would_run_in_part_is_cancelled() {
    let fake = Fake::start().await;
    let body = r#"{"prompt_id":"JOB","number":0,"node_errors":{"9":{"class_type":"SaveImage",
        "errors":[{"type":"x","message":"bad"}],"dependent_outputs":["9"]}}}"#;
    fake.set(|state| {
        state.on_prompt = OnPrompt::Answer(200, "application/json", body.to_owned());
        state.phase = Phase::Queued;
    });

    let error = client(&fake).submit(prompt()).await.unwrap_err();

    let ClientError::Rejected(rejection) = error else { panic!("{error:?}") };
    assert_eq!(rejection.nodes[0].node.as_str(), "9");
    assert_eq!(fake.state.borrow().phase, Phase::Nowhere);
}

#[tokio::test]
async fn credentials_go_to_the_server_but_not_to_where_it_sends_us() {
    let (fake, storage) = (Fake::start().await, Fake::start().await);
    let to = format!("location: http://{}/file", storage.address);
    scripted(&fake, "/api/view", 302, &to, "");
    scripted(&storage, "/file", 200, "content-type: image/png", "bytes");

    let bytes = client(&fake).fetch(&file()).await.unwrap();

    assert_eq!(bytes, "bytes");
    assert!(fake.state.borrow().seen[0].contains("Bearer s3cret"));
    assert!(!storage.state.borrow().seen[0].contains("s3cret"));
}

#[tokio::test]
async fn downloads_replace_nothing_and_leave_nothing_behind() {
    let fake = Fake::start().await;
    scripted(&fake, "/api/view", 200, "content-type: image/png", "one");
    scripted(&fake, "/api/view", 200, "content-type: image/png", "two");
    let directory = std::env::temp_dir().join(format!("comfy-{}", fake.address.port()));
    let _ = std::fs::remove_dir_all(&directory);
    let client = client(&fake);

    let first = client.download(&file(), &directory).await.unwrap();
    let second = client.download(&file(), &directory).await.unwrap();
    let missing = client.download(&file(), &directory).await.unwrap_err();

    assert_eq!(first, directory.join("a.png"));
    assert_eq!(std::fs::read_to_string(&first).unwrap(), "one");
    assert_eq!(second, directory.join("a (1).png"));
    assert!(matches!(missing, ClientError::Status { status: 404, .. }));
    assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 2);
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn the_socket_closes_with_the_client() {
    let fake = Fake::start().await;
    let client = client(&fake);
    let events = client.events().await;
    fake.until(|state| state.sockets == 1).await;

    drop(client);

    fake.until(|state| state.sockets == 0).await;
    drop(events);
}

#[tokio::test]
async fn a_dropped_submit_leaves_the_client_whole() {
    let fake = Fake::start().await;
    let client = client(&fake);
    fake.set(|state| state.scripted.push(("/api/prompt", Scripted::Silence)));

    tokio::select! {
        _ = client.submit(prompt()) => panic!("the server is silent"),
        () = fake.until(|state| !state.seen.is_empty()) => {}
    }
    fake.set(|state| state.phase = success());

    let job = client.submit(Submission::from(prompt())).await.unwrap();
    assert!(job.wait(Duration::from_secs(10)).await.is_ok());
}

#[tokio::test]
async fn listeners_hear_of_a_lost_connection() {
    let fake = Fake::start().await;
    let client = client(&fake);
    let mut events = client.events().await;

    fake.cut();

    while events.next().await != Event::Disconnected {}
    while events.next().await != Event::Reconnected {}
}
