//! Tries the life of a job.

use futures_util::FutureExt;
use serde_json::json;

use super::super::{BatchRecord, JobEnd, JobRecord, JobState, Store, StoreError, Timestamp};
use super::{SERVER, asset, finish, insert, insert_finished, job, job_id};

/// A job with something in each field.
fn full_job(batch: &BatchRecord) -> JobRecord {
    let values = json!({"prompt": "a \"cat\"\n", "steps": 20, "cfg": 7.1});
    JobRecord {
        workflow_id: Some("generate_image".to_owned()),
        session: Some("s1".to_owned()),
        batch: Some((batch.id, 3)),
        state: JobState::Running,
        values: values.as_object().unwrap().clone(),
        output_path: Some("/tmp/cat.png".to_owned()),
        submitted_at: Timestamp::from_millis(1),
        started_at: Some(Timestamp::from_millis(2)),
        ended_at: Some(Timestamp::from_millis(3)),
        error: Some(json!({"node": "3"})),
        notes: vec!["width is 512 now".to_owned()],
        texts: vec!["a cat".to_owned()],
        details: json!({"seed": 18_446_744_073_709_551_615_u64}),
        ..job()
    }
}

#[tokio::test]
async fn a_job_comes_back_as_it_was_stored() {
    let store = Store::in_memory().await.unwrap();
    let batch = BatchRecord::new();
    let job = full_job(&batch);

    store.insert_batch(&batch, &[]).await.unwrap();
    insert(&store, &job).await;

    assert_eq!(store.job(job.id).await.unwrap(), Some(job));
}

#[tokio::test]
async fn a_large_prompt_comes_back_as_it_was_sent() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let prompt = json!({"6": {"inputs": {"text": "é".repeat(500_000)}, "class_type": "Text"}});

    store.insert_job(&job, &prompt).await.unwrap();

    assert!(store.prompt(job.id).await.unwrap() == Some(prompt));
}

#[tokio::test]
async fn no_job_has_no_prompt() {
    let store = Store::in_memory().await.unwrap();

    assert_eq!(store.job(job_id()).await.unwrap(), None);
    assert_eq!(store.prompt(job_id()).await.unwrap(), None);
}

#[tokio::test]
async fn an_id_cannot_be_used_twice() {
    let store = Store::in_memory().await.unwrap();
    let first = job();
    let second = JobRecord { tool: "other".to_owned(), ..first.clone() };

    insert(&store, &first).await;
    let error = store.insert_job(&second, &json!({"a": 1})).await.unwrap_err();

    assert!(matches!(error, StoreError::JobExists { id } if id == first.id));
    assert_eq!(store.prompt(first.id).await.unwrap(), Some(json!({})));
}

#[tokio::test]
async fn a_job_starts_once() {
    let store = Store::in_memory().await.unwrap();
    let job = job();
    let started = |millis| Some(Timestamp::from_millis(millis));

    insert(&store, &job).await;
    store.update_state(job.id, JobState::Running, started(5)).await.unwrap();
    store.update_state(job.id, JobState::Running, started(9)).await.unwrap();

    let stored = store.job(job.id).await.unwrap().unwrap();
    assert_eq!((stored.state, stored.started_at), (JobState::Running, started(5)));
}

#[tokio::test]
async fn a_job_that_is_over_does_not_run_again() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert_finished(&store, &job, &[]).await;
    let state = store.update_state(job.id, JobState::Running, None).await.unwrap();

    assert_eq!(state, JobState::Completed);
    assert_eq!(store.job(job.id).await.unwrap().unwrap().state, JobState::Completed);
}

#[tokio::test]
async fn a_state_that_is_over_ends_the_job() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert(&store, &job).await;
    store.update_state(job.id, JobState::Lost, None).await.unwrap();

    assert!(store.job(job.id).await.unwrap().unwrap().ended_at.is_some());
    assert_eq!(store.unfinished_jobs(SERVER).await.unwrap(), []);
}

#[tokio::test]
async fn unknown_jobs_are_named() {
    let store = Store::in_memory().await.unwrap();
    let id = job_id();

    let updated = store.update_state(id, JobState::Running, None).await.unwrap_err();
    let end = JobEnd::new(JobState::Completed);
    let finished = store.finish_job(id, &end, &[asset(&job(), "a.png")]).await.unwrap_err();

    let message = format!("job `{id}` is not stored; store it before it is submitted");
    assert_eq!(updated.to_string(), message);
    assert_eq!(finished.to_string(), message);
}

#[tokio::test]
async fn an_end_says_everything_it_knows() {
    let store = Store::in_memory().await.unwrap();
    let job = JobRecord { notes: vec!["before".to_owned()], ..job() };
    let end = JobEnd {
        state: JobState::Failed,
        started_at: Some(Timestamp::from_millis(2)),
        ended_at: Timestamp::from_millis(3),
        error: Some(json!({"exception": "out of memory"})),
        notes: vec!["after".to_owned()],
        texts: vec!["a cat".to_owned()],
    };

    insert(&store, &job).await;
    store.finish_job(job.id, &end, &[]).await.unwrap();

    let expected = JobRecord {
        state: end.state,
        started_at: end.started_at,
        ended_at: Some(end.ended_at),
        error: end.error,
        notes: vec!["before".to_owned(), "after".to_owned()],
        texts: end.texts,
        ..job.clone()
    };
    assert_eq!(store.job(job.id).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn the_first_end_counts() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert(&store, &job).await;
    store.finish_job(job.id, &JobEnd::new(JobState::Cancelled), &[]).await.unwrap();
    finish(&store, &job, &[]).await;

    assert_eq!(store.job(job.id).await.unwrap().unwrap().state, JobState::Cancelled);
}

#[tokio::test]
async fn a_job_given_up_for_lost_may_still_end() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert(&store, &job).await;
    store.update_state(job.id, JobState::Lost, None).await.unwrap();
    finish(&store, &job, &[asset(&job, "a.png")]).await;

    assert_eq!(store.job(job.id).await.unwrap().unwrap().state, JobState::Completed);
    assert_eq!(store.assets_of(job.id).await.unwrap().len(), 1);
}

#[tokio::test]
#[should_panic(expected = "BUG")]
async fn a_job_cannot_end_as_running() {
    let store = Store::in_memory().await.unwrap();
    let job = job();

    insert(&store, &job).await;
    let _ = store.finish_job(job.id, &JobEnd::new(JobState::Running), &[]).await;
}

#[tokio::test]
async fn unfinished_jobs_are_those_of_one_server() {
    let store = Store::in_memory().await.unwrap();
    let (first, second) = (job(), job());
    let elsewhere = JobRecord { server: "http://10.0.0.1:8188/".to_owned(), ..job() };

    insert(&store, &first).await;
    insert(&store, &elsewhere).await;
    insert_finished(&store, &job(), &[]).await;
    insert(&store, &second).await;

    assert_eq!(store.unfinished_jobs(SERVER).await.unwrap(), [first, second]);
}

#[tokio::test]
async fn recent_jobs_are_the_newest() {
    let store = Store::in_memory().await.unwrap();
    let jobs = [job(), job(), job()];

    for job in &jobs {
        insert(&store, job).await;
    }

    let [_, second, third] = jobs;
    assert_eq!(store.recent_jobs(2).await.unwrap(), [third, second]);
}

#[tokio::test]
async fn a_change_that_no_one_waits_for_is_made_whole() {
    let store = Store::in_memory().await.unwrap();
    let (given_up, next) = (job(), job());
    let prompt = json!({"6": {}});

    // Polled once, so that it has begun, and dropped.
    let polled = store.insert_job(&given_up, &prompt).now_or_never();
    insert(&store, &next).await;

    assert!(polled.is_none());
    assert_eq!(store.job(given_up.id).await.unwrap(), Some(given_up.clone()));
    assert_eq!(store.prompt(given_up.id).await.unwrap(), Some(prompt));
    assert_eq!(store.job(next.id).await.unwrap(), Some(next));
}
