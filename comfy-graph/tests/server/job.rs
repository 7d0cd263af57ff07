//! Kills, cuts, restarts a server at every point of a job: each wait ends with what is known.

use std::time::Duration;

use crate::support::{Fake, OnPrompt, Phase, interrupted, prompt, success};
use comfy_graph::client::{Client, Event};
use comfy_graph::job::{Cancellation, Finished, Job, JobState, Outcome, WaitError};

/// Far longer than any wait here takes; a test that gets there fails.
const DEADLINE: Duration = Duration::from_secs(30);

const START: &str = r#"{"type":"execution_start","data":{"prompt_id":"JOB","timestamp":1}}"#;
const EXECUTED: &str = r#"{"type":"executed","data":{"prompt_id":"JOB","node":"9",
    "output":{"images":[{"filename":"a.png","type":"output"}]}}}"#;
const SUCCESS: &str = r#"{"type":"execution_success","data":{"prompt_id":"JOB","timestamp":2}}"#;
const LAST: &str = r#"{"type":"executing","data":{"node":null,"prompt_id":"JOB"}}"#;

fn client(fake: &Fake) -> Client {
    let endpoint = fake.address.to_string().parse().unwrap();
    Client::builder(endpoint).patience(Duration::from_millis(300)).build().unwrap()
}

async fn submitted(fake: &Fake) -> Job {
    client(fake).submit(prompt()).await.unwrap()
}

/// Reads on until the job has heard `wanted`.
async fn hear(job: &Job, wanted: impl Fn(&Event) -> bool) {
    let mut events = job.events();
    while let Some(event) = events.next().await {
        if wanted(&event) {
            return;
        }
    }
}

fn files(finished: &Finished) -> Vec<&str> {
    finished.outputs.files().map(|file| file.filename()).collect()
}

#[tokio::test]
async fn messages_before_the_answer_count() {
    let fake = Fake::start().await;
    let texts = [START, EXECUTED, SUCCESS, LAST].map(str::to_owned).to_vec();
    fake.set(|state| {
        state.on_prompt = OnPrompt::TellFirst(texts);
        state.phase = success();
    });

    let job = submitted(&fake).await;

    let mut events = job.events();
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event);
    }
    assert!(last.unwrap().is_last());
    assert_eq!(files(&job.wait(DEADLINE).await.unwrap()), ["a.png"]);
}

#[tokio::test]
async fn a_server_killed_while_the_job_is_queued_is_unreachable() {
    let mut fake = Fake::start().await;
    let job = submitted(&fake).await;

    fake.kill().await;

    let error = job.wait(DEADLINE).await.unwrap_err();
    assert!(matches!(error, WaitError::Unreachable { state: JobState::Queued, .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_killed_while_the_job_runs_is_unreachable() {
    let mut fake = Fake::start().await;
    let job = submitted(&fake).await;
    fake.tell(START);
    hear(&job, |event| matches!(event, Event::ExecutionStart { .. })).await;

    fake.kill().await;

    let error = job.wait(DEADLINE).await.unwrap_err();
    assert!(matches!(error, WaitError::Unreachable { state: JobState::Running, .. }), "{error:?}");
}

#[tokio::test]
async fn a_deadline_that_passes_while_the_server_is_away_says_so() {
    let mut fake = Fake::start().await;
    let endpoint = fake.address.to_string().parse().unwrap();
    let client = Client::builder(endpoint).patience(DEADLINE).build().unwrap();
    let job = client.submit(prompt()).await.unwrap();

    fake.kill().await;

    let error = job.wait(Duration::from_secs(2)).await.unwrap_err();
    assert!(matches!(error, WaitError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_server_killed_after_the_last_message_leaves_the_result() {
    let mut fake = Fake::start().await;
    let job = submitted(&fake).await;
    [START, EXECUTED, SUCCESS, LAST].iter().for_each(|text| fake.tell(text));
    hear(&job, Event::is_last).await;

    fake.kill().await;

    let finished = job.wait(DEADLINE).await.unwrap();
    assert_eq!(finished.outcome, Outcome::Success);
    assert_eq!(files(&finished), ["a.png"]);
}

#[tokio::test]
async fn a_restarted_server_has_lost_the_job() {
    let mut fake = Fake::start().await;
    let address = fake.address;
    let endpoint = address.to_string().parse().unwrap();
    let client = Client::builder(endpoint).patience(DEADLINE).build().unwrap();
    let job = client.submit(prompt()).await.unwrap();

    fake.kill().await;
    let _restarted = Fake::start_at(address).await;

    let error = job.wait(DEADLINE).await.unwrap_err();
    assert!(matches!(error, WaitError::Lost { .. }), "{error:?}");
}

#[tokio::test]
async fn a_job_that_someone_removed_is_lost() {
    let fake = Fake::start().await;
    fake.set(|state| state.jobs_api = true);
    let job = submitted(&fake).await;

    fake.set(|state| state.phase = Phase::Nowhere);

    let error = job.wait(DEADLINE).await.unwrap_err();
    assert!(matches!(error, WaitError::Lost { state: JobState::Queued, .. }), "{error:?}");
}

#[tokio::test]
async fn a_cut_connection_is_made_up_for_by_asking() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;

    fake.set(|state| state.phase = success());
    fake.cut();

    assert_eq!(files(&job.wait(DEADLINE).await.unwrap()), ["a.png"]);
}

#[tokio::test]
async fn events_end_with_the_job_though_its_last_message_was_lost() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;
    let mut events = job.events();

    fake.set(|state| state.phase = success());
    fake.cut();

    while events.next().await.is_some() {}
}

#[tokio::test]
async fn a_server_without_a_socket_is_polled() {
    let fake = Fake::start().await;
    fake.set(|state| (state.deaf, state.jobs_api) = (true, true));
    let job = submitted(&fake).await;

    let expired = job.wait(Duration::ZERO).await.unwrap_err();
    fake.set(|state| state.phase = success());

    assert!(expired.is_expired(), "{expired:?}");
    assert_eq!(job.wait(DEADLINE).await.unwrap().outcome, Outcome::Success);
}

#[tokio::test]
async fn a_blocked_node_does_not_end_the_wait() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;
    fake.tell(START);
    fake.tell(
        r#"{"type":"execution_error","data":{"prompt_id":"JOB","node_id":"3",
        "exception_type":"ExecutionBlocked","exception_message":"on purpose"}}"#,
    );
    hear(&job, |event| matches!(event, Event::ExecutionError(_))).await;

    fake.set(|state| state.phase = success());
    fake.tell(SUCCESS);
    fake.tell(LAST);

    let finished = job.wait(DEADLINE).await.unwrap();
    assert_eq!(finished.outcome, Outcome::Success);
    assert_eq!(finished.blocked[0].message, "on purpose");
}

#[tokio::test]
async fn a_waiting_job_is_cancelled_on_old_servers() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;

    assert_eq!(job.cancel(DEADLINE).await.unwrap(), Cancellation::Dequeued);
}

#[tokio::test]
async fn a_running_job_is_cancelled_on_old_servers() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;
    fake.set(|state| (state.phase, state.cancelled) = (Phase::Running, interrupted()));

    let cancelled = job.cancel(DEADLINE).await.unwrap();

    assert!(matches!(cancelled, Cancellation::Interrupted(_)), "{cancelled:?}");
}

#[tokio::test]
async fn a_running_job_is_cancelled_in_one_step_on_new_servers() {
    let fake = Fake::start().await;
    fake.set(|state| state.jobs_api = true);
    let job = submitted(&fake).await;
    fake.set(|state| (state.phase, state.cancelled) = (Phase::Running, interrupted()));

    let cancelled = job.cancel(DEADLINE).await.unwrap();

    assert!(matches!(cancelled, Cancellation::Interrupted(_)), "{cancelled:?}");
    let state = fake.state.borrow();
    assert!(!state.seen.iter().any(|seen| seen.contains("/api/interrupt")));
}

#[tokio::test]
async fn a_job_that_will_not_stop_is_reported_as_such() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;
    fake.set(|state| (state.phase, state.cancelled) = (Phase::Running, Phase::Running));

    let cancelled = job.cancel(Duration::from_millis(200)).await.unwrap();

    assert_eq!(cancelled, Cancellation::Unconfirmed);
}

#[tokio::test]
async fn a_finished_job_cannot_be_cancelled() {
    let fake = Fake::start().await;
    let job = submitted(&fake).await;
    fake.set(|state| state.phase = success());

    let cancelled = job.cancel(DEADLINE).await.unwrap();

    assert!(matches!(cancelled, Cancellation::AlreadyOver(_)), "{cancelled:?}");
}
