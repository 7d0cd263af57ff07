//! Lets clients that know tasks leave a call and come back for its result.
//!
//! A task is the job of the same id, so it survives whatever a job survives.

use comfy_graph_core::ids::JobId;
use rmcp::ErrorData;
use rmcp::model::{
    CallToolResult, CreateTaskResult, DetailedTask, GetTaskResult, JsonObject, Task, TaskPayload,
    TaskStatus,
};
use serde_json::Value;

use crate::app::App;
use crate::error::ToolError;
use crate::store::{JobRecord, JobState, Timestamp};
use crate::tools::{finished_reply, job_id};

/// How often clients are to ask, in milliseconds.
const PAUSE: u64 = 500;

/// The task that stands for a job which goes on.
pub(super) fn of_running(reply: &JsonObject) -> Option<CreateTaskResult> {
    let id = reply.get("prompt_id").and_then(Value::as_str)?;
    let is_running = reply.get("status").and_then(Value::as_str) == Some("running");
    let now = Timestamp::now().to_string();
    let task = Task::new(id, TaskStatus::Working, now.clone(), now).with_poll_interval_ms(PAUSE);
    is_running.then(|| CreateTaskResult::new(task))
}

/// Where a task stands; with its result once it is over.
pub(super) async fn get(app: &App, id: &str) -> Result<GetTaskResult, ErrorData> {
    let record = record(app, id).await?;
    let now = record.ended_at.unwrap_or_else(Timestamp::now).to_string();
    let payload = match record.state {
        JobState::Submitting | JobState::Queued | JobState::Running => TaskPayload::Working,
        JobState::Cancelled => TaskPayload::Cancelled,
        _ => TaskPayload::Completed { result: result(app, &record).await },
    };
    let made = record.submitted_at.to_string();
    let task = Task::new(id, payload.status(), made, now).with_poll_interval_ms(PAUSE);
    Ok(GetTaskResult::new(DetailedTask::new(task, payload)))
}

async fn result(app: &App, record: &JobRecord) -> JsonObject {
    let result: CallToolResult = match finished_reply(app, record.clone()).await {
        Ok(reply) => reply.into_result(),
        Err(error) => error.into_result(),
    };
    match serde_json::to_value(result) {
        Ok(Value::Object(result)) => result,
        other => panic!("BUG: a result is an object, not {other:?}"),
    }
}

/// Stops the job of a task.
pub(super) async fn cancel(app: &App, id: &str) -> Result<(), ErrorData> {
    let record = record(app, id).await?;
    let cancelled = app.jobs.cancel(record.id, std::time::Duration::from_secs(20)).await;
    cancelled.map(drop).map_err(refused)
}

async fn record(app: &App, id: &str) -> Result<JobRecord, ErrorData> {
    let found = async {
        let id: JobId = job_id(id)?;
        Ok::<_, ToolError>(app.storage.get().await?.job(id).await?)
    };
    let found = found.await.map_err(refused)?;
    found.ok_or_else(|| ErrorData::invalid_params(format!("there is no task `{id}`"), None))
}

fn refused(error: ToolError) -> ErrorData {
    let details = Some(Value::Object(error.to_json()));
    ErrorData::invalid_params(error.message, details)
}
