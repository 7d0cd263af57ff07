//! Looks at jobs, stops them.

use std::time::Duration;

use comfy_graph::job::{Cancellation, JobStatus};
use comfy_graph_core::ids::JobId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::error::{Code, ToolError};
use crate::generation::{Extras, GenerationResult, finished};
use crate::jobs::{self, Ended, Waited};
use crate::reply::Reply;
use crate::store::JobRecord;

/// What the main seed says of jobs that cannot be cancelled, for whatever reason.
const NOT_FOUND: &str = "Job not found or already completed";
/// How long a job may take to stop.
const STOP: Duration = Duration::from_secs(20);

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<GetJob, GenerationResult, _>(
            "get_job",
            "Tells where a job stands: pending, running, completed or error. Once it is over, its \
             assets come along.",
            (Toolset::Core, Effect::Reads),
            get_job,
        ),
        ToolSpec::new::<Nothing, QueueStatus, _>(
            "get_queue_status",
            "Tells what ComfyUI runs now and what waits.",
            (Toolset::Core, Effect::Reads),
            get_queue_status,
        ),
        ToolSpec::new::<CancelJob, Cancelled, _>(
            "cancel_job",
            "Cancels a queued or running job, then makes sure that it stopped.",
            (Toolset::Core, Effect::Removes),
            cancel_job,
        ),
    ]
}

/// No arguments at all.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct Nothing {}

#[derive(Debug, Deserialize, JsonSchema)]
struct GetJob {
    prompt_id: String,
    /// Wait so long for its end, in seconds
    #[schemars(range(min = 0, max = 3600))]
    wait_seconds: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct CancelJob {
    prompt_id: String,
}

/// What ComfyUI has to do.
#[derive(Debug, Serialize, JsonSchema)]
struct QueueStatus {
    running_count: usize,
    pending_count: usize,
    running: Vec<QueuedJob>,
    pending: Vec<QueuedJob>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct QueuedJob {
    prompt_id: String,
    status: &'static str,
    /// How many jobs run before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cancelled {
    success: bool,
    prompt_id: String,
    message: &'static str,
    /// `dequeued` or `interrupted`.
    how: &'static str,
}

async fn get_queue_status(call: Call<Nothing>) -> Result<Reply, ToolError> {
    let queue = call.app.backend.client().queue().await.map_err(|error| jobs::of_client(&error))?;
    let running = queue.running.iter().map(|job| QueuedJob {
        prompt_id: job.id.clone(),
        status: "running",
        position: None,
    });
    let pending = (1..).zip(&queue.pending).map(|(position, job)| QueuedJob {
        prompt_id: job.id.clone(),
        status: "pending",
        position: Some(position),
    });
    Ok(Reply::new(&QueueStatus {
        running_count: queue.running.len(),
        pending_count: queue.pending.len(),
        running: running.collect(),
        pending: pending.collect(),
    }))
}

async fn get_job(call: Call<GetJob>) -> Result<Reply, ToolError> {
    let Call { app, arguments, caller } = call;
    let id = job_id(&arguments.prompt_id)?;
    let patience = Duration::from_secs_f64(arguments.wait_seconds.unwrap_or(0.0).max(0.0));
    let stored = app.storage.get().await?.job(id).await?;
    match stored {
        Some(record) if record.state.is_over() => {
            told(&app, &Ended::of_stored(record, &app.storage).await?).await
        }
        Some(record) => {
            let followed = app.jobs.resume(record);
            if let Waited::Ended(ended) = app.jobs.wait(&followed, &caller, patience).await {
                return told(&app, &ended).await;
            }
            let status = ask(&app, id).await?;
            standing(&app, id, status).await
        }
        None => {
            let status = ask(&app, id).await?;
            standing(&app, id, status).await
        }
    }
}

async fn ask(app: &App, id: JobId) -> Result<JobStatus, ToolError> {
    let status = app.backend.client().job(id).status().await;
    status.map_err(|error| jobs::of_client(&error))
}

/// What is told of a job that the server was asked about.
async fn standing(app: &App, id: JobId, status: JobStatus) -> Result<Reply, ToolError> {
    let status = match status {
        JobStatus::Queued => "pending",
        JobStatus::Running => "running",
        JobStatus::Finished(_) => {
            // Ours is followed already; that of somebody else becomes ours from here on.
            let followed = match app.jobs.followed(id) {
                Some(followed) => followed,
                None => {
                    let entry = app.backend.client().history_entry(id).await;
                    let entry = entry.map_err(|error| jobs::of_client(&error))?;
                    app.jobs.adopt(id, entry.as_ref()).await?
                }
            };
            let nobody = crate::caller::Caller::default();
            return match app.jobs.wait(&followed, &nobody, STOP).await {
                Waited::Ended(ended) => told(app, &ended).await,
                _ => Ok(Reply::new(&GenerationResult::new("running".to_owned(), id, None))),
            };
        }
        JobStatus::Unknown => return Err(not_found(id)),
    };
    let stored = app.storage.get().await?.job(id).await?;
    let workflow_id = stored.and_then(|record| record.workflow_id);
    Ok(Reply::new(&GenerationResult::new(status.to_owned(), id, workflow_id)))
}

/// What the generating tool would have answered, had it waited for a job that is over.
pub(crate) async fn finished_reply(app: &App, record: JobRecord) -> Result<Reply, ToolError> {
    finished(app, &Ended::of_stored(record, &app.storage).await?, &Extras::default()).await
}

/// A failed job is an answer here, not a failure of the call: the question was where it stands.
async fn told(app: &App, ended: &Ended) -> Result<Reply, ToolError> {
    let Some(failure) = &ended.failure else {
        return finished(app, ended, &Extras::default()).await;
    };
    let mut reply = Reply::new(&crate::generation::of_ended(app, ended));
    reply.insert("status", "error");
    for (key, value) in failure.to_json() {
        reply.insert(&key, value);
    }
    Ok(reply)
}

async fn cancel_job(call: Call<CancelJob>) -> Result<Reply, ToolError> {
    let id = job_id(&call.arguments.prompt_id)?;
    let how = match call.app.jobs.cancel(id, STOP).await? {
        Cancellation::Dequeued => "dequeued",
        Cancellation::Interrupted(_) => "interrupted",
        Cancellation::AlreadyOver(_) => {
            return Err(ToolError::new(Code::JobAlreadyOver, NOT_FOUND)
                .hint("get_job tells how it ended")
                .detail("prompt_id", id.to_string()));
        }
        Cancellation::Unknown => return Err(not_found(id)),
        Cancellation::Unconfirmed => {
            return Err(ToolError::new(
                Code::CancelUnconfirmed,
                "the job was asked to stop, but still runs; a long step ends first",
            )
            .hint("ask get_job again in a while")
            .detail("prompt_id", id.to_string()));
        }
    };
    let prompt_id = id.to_string();
    Ok(Reply::new(&Cancelled { success: true, prompt_id, message: "Job cancelled", how }))
}

pub(crate) fn job_id(text: &str) -> Result<JobId, ToolError> {
    text.trim().parse().map_err(|_| {
        let message = match text.trim() {
            "" => "Invalid prompt_id: empty or None".to_owned(),
            text => format!("{NOT_FOUND}: `{text}` is no prompt_id, which is a UUID"),
        };
        ToolError::new(Code::JobNotFound, message)
            .hint("take the prompt_id from the answer of the generating tool")
    })
}

fn not_found(id: JobId) -> ToolError {
    ToolError::new(Code::JobNotFound, NOT_FOUND)
        .hint("get_queue_status names the jobs there are; ComfyUI forgets them when it restarts")
        .detail("prompt_id", id.to_string())
}
