//! Tries the store as the rest of the server uses it.

mod assets;
mod batches;
mod files;
mod jobs;
mod listing;
mod measures;
mod processes;
mod settings;

use comfy_graph::client::{FileKind, FileRef};
use comfy_graph_core::ids::JobId;

use super::{AssetRecord, JobEnd, JobRecord, JobState, Store, Timestamp};

const SERVER: &str = "http://127.0.0.1:8188/";

/// A job that is about to be submitted.
fn job() -> JobRecord {
    JobRecord::new(job_id(), SERVER, "generate_image")
}

fn job_id() -> JobId {
    JobId::from_uuid(uuid::Uuid::new_v4())
}

/// An output of `job`, made in this moment.
fn asset(job: &JobRecord, filename: &str) -> AssetRecord {
    let file = FileRef::new(filename, "", FileKind::Output);
    AssetRecord::of_job(job, file, "image/png")
}

/// An output of `job`, made at `millis`.
fn asset_at(job: &JobRecord, filename: &str, millis: i64) -> AssetRecord {
    AssetRecord { created_at: Timestamp::from_millis(millis), ..asset(job, filename) }
}

async fn insert(store: &Store, job: &JobRecord) {
    store.insert_job(job, &serde_json::json!({})).await.unwrap();
}

/// Stores `job` with what it made; the answer is its assets as they are stored.
async fn insert_finished(store: &Store, job: &JobRecord, made: &[AssetRecord]) -> Vec<AssetRecord> {
    insert(store, job).await;
    finish(store, job, made).await
}

/// Stores `job` with the one file it made; the answer is the asset as it is stored.
async fn insert_one(store: &Store, job: &JobRecord, made: &AssetRecord) -> AssetRecord {
    insert_finished(store, job, std::slice::from_ref(made)).await.remove(0)
}

async fn finish(store: &Store, job: &JobRecord, made: &[AssetRecord]) -> Vec<AssetRecord> {
    store.finish_job(job.id, &JobEnd::new(JobState::Completed), made).await.unwrap()
}
