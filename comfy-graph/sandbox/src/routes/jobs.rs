//! Shows jobs in one shape whatever their stage: `/api/jobs`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use comfy_graph_core::ids::JobId;
use serde_json::{Map, Value, json};

use super::{App, json_body};
use crate::queue::{Entry, Job};
use crate::server::Shared;

/// How much of a text output a listing shows.
const LONGEST_TEXT: usize = 1024;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/jobs", get(list))
        .route("/jobs/cancel", post(cancel_many))
        .route("/jobs/{id}", get(one))
        .route("/jobs/{id}/cancel", post(cancel))
}

const STATUSES: [&str; 5] = ["pending", "in_progress", "completed", "failed", "cancelled"];

async fn list(
    State(shared): App,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Response> {
    let filter = Filter::read(&query)?;
    let mut jobs = every(&shared);
    jobs.retain(|job| filter.keeps(job));
    jobs.sort_by_key(|job| job[filter.sort_by].as_u64().unwrap_or(0));
    if filter.descending {
        jobs.reverse();
    }
    let total = jobs.len();
    let page: Vec<_> =
        jobs.into_iter().skip(filter.offset).take(filter.limit.unwrap_or(usize::MAX)).collect();
    let has_more = filter.offset + page.len() < total;
    let pagination = json!({
        "offset": filter.offset, "limit": filter.limit, "total": total, "has_more": has_more
    });
    Ok(Json(json!({"jobs": page, "pagination": pagination})))
}

struct Filter {
    statuses: Option<Vec<String>>,
    workflow: Option<String>,
    sort_by: &'static str,
    descending: bool,
    limit: Option<usize>,
    offset: usize,
}

impl Filter {
    fn read(query: &HashMap<String, String>) -> Result<Self, Response> {
        let text = |key: &str| query.get(key).map(String::as_str).filter(|text| !text.is_empty());
        let sort_by = match text("sort_by").unwrap_or("created_at") {
            "created_at" => "create_time",
            "execution_duration" => "duration",
            _ => return Err(bad("sort_by must be 'created_at' or 'execution_duration'")),
        };
        let descending = match text("sort_order").unwrap_or("desc") {
            order @ ("asc" | "desc") => order == "desc",
            _ => return Err(bad("sort_order must be 'asc' or 'desc'")),
        };
        let limit = match text("limit").map(str::parse::<usize>) {
            None => None,
            Some(Ok(limit @ 1..)) => Some(limit),
            Some(_) => return Err(bad("limit must be a positive integer")),
        };
        let offset = match text("offset").map(str::parse::<i64>) {
            None => 0,
            Some(Ok(offset)) => usize::try_from(offset).unwrap_or(0),
            Some(Err(_)) => return Err(bad("offset must be an integer")),
        };
        let statuses = text("status").map(statuses).transpose()?;
        let workflow = text("workflow_id").map(str::to_owned);
        Ok(Self { statuses, workflow, sort_by, descending, limit, offset })
    }

    fn keeps(&self, job: &Value) -> bool {
        let status =
            |statuses: &Vec<String>| statuses.iter().any(|status| job["status"] == **status);
        self.statuses.as_ref().is_none_or(status)
            && self.workflow.as_ref().is_none_or(|workflow| job["workflow_id"] == **workflow)
    }
}

fn statuses(text: &str) -> Result<Vec<String>, Response> {
    let names: Vec<_> = text.split(',').map(|name| name.trim().to_lowercase()).collect();
    let unknown = names.iter().find(|name| !STATUSES.contains(&name.as_str()));
    match unknown {
        Some(name) => Err(bad(&format!("unknown status '{name}'; one of {}", STATUSES.join(", ")))),
        None => Ok(names),
    }
}

fn bad(message: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": message}))).into_response()
}

fn every(shared: &Shared) -> Vec<Value> {
    let (running, pending) = shared.queue.jobs();
    let mut jobs: Vec<Value> = shared.queue.history().iter().map(over).collect();
    jobs.extend(running.iter().map(|job| waiting(job, "in_progress")));
    jobs.extend(pending.iter().map(|job| waiting(job, "pending")));
    jobs
}

async fn one(State(shared): App, Path(id): Path<String>) -> Response {
    let (running, pending) = shared.queue.jobs();
    let found = running.filter(|job| job.id == id).map(|job| waiting(&job, "in_progress"));
    let found = found
        .or_else(|| pending.iter().find(|job| job.id == id).map(|job| waiting(job, "pending")));
    match found.or_else(|| shared.queue.entry(&id).as_ref().map(details)) {
        Some(job) => Json(job).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({"error": "Job not found"}))).into_response(),
    }
}

fn waiting(job: &Job, status: &str) -> Value {
    let mut row = json!({
        "id": job.id, "status": status, "priority": job.number, "create_time": job.created,
        "outputs_count": 0, "previewable_outputs_count": 0,
    });
    let workflow = job.extra("extra_pnginfo").map(|info| info["workflow"]["id"].clone());
    if let Some(id) = workflow.filter(Value::is_string) {
        row["workflow_id"] = id;
    }
    row
}

fn over(entry: &Entry) -> Value {
    let mut row = waiting(&entry.job, status(entry));
    let message = |kinds: &[&str]| {
        entry.status.messages.iter().find(|(kind, _)| kinds.contains(&kind.as_str()))
    };
    if let Some((_, data)) = message(&["execution_start"]) {
        row["execution_start_time"] = data["timestamp"].clone();
    }
    let ends = ["execution_success", "execution_error", "execution_interrupted"];
    if let Some((kind, data)) = message(&ends) {
        row["execution_end_time"] = data["timestamp"].clone();
        if kind == "execution_error" {
            row["execution_error"] = data.clone();
        }
    }
    let outputs: Vec<_> = entry.outputs.iter().flat_map(|(id, ui)| items(id, ui)).collect();
    row["outputs_count"] =
        json!(outputs.iter().filter(|item| item.get("content").is_none()).count());
    row["previewable_outputs_count"] = row["outputs_count"].clone();
    if let Some(preview) = outputs.into_iter().max_by_key(|item| (rank(item), u8::MAX)) {
        row["preview_output"] = preview;
    }
    row
}

fn status(entry: &Entry) -> &'static str {
    let interrupted = entry.status.messages.iter().any(|(kind, _)| kind == "execution_interrupted");
    match entry.status.status_str {
        "success" => "completed",
        _ if interrupted => "cancelled",
        _ => "failed",
    }
}

fn items(node: &str, ui: &Value) -> Vec<Value> {
    let keys = ui.as_object().into_iter().flatten().filter(|(key, _)| *key != "animated");
    let of_key = |(key, values): (&String, &Value)| {
        let values = values.as_array().cloned().unwrap_or_default();
        values.into_iter().filter_map(|value| item(node, key, value)).collect::<Vec<_>>()
    };
    // The first of the best ranked is shown, so the order is turned round for `max_by_key`.
    let mut items: Vec<_> = keys.flat_map(of_key).collect();
    items.reverse();
    items
}

fn item(node: &str, key: &str, value: Value) -> Option<Value> {
    let mut item: Map<String, Value> = match value {
        Value::Object(file) => file,
        Value::String(text) if key == "text" => {
            let shown: String = text.chars().take(LONGEST_TEXT).collect();
            let mut item = Map::new();
            if shown.len() < text.len() {
                item.insert("truncated".to_owned(), json!(true));
            }
            item.insert("content".to_owned(), json!(shown));
            item
        }
        _ => return None,
    };
    item.insert("nodeId".to_owned(), json!(node));
    item.insert("mediaType".to_owned(), json!(key));
    Some(Value::Object(item))
}

fn rank(item: &Value) -> u8 {
    match (item.get("content").is_some(), item["type"].as_str()) {
        (false, Some("output")) => 2,
        (false, _) => 1,
        (true, _) => 0,
    }
}

fn details(entry: &Entry) -> Value {
    let mut row = over(entry);
    row["outputs"] = json!(entry.outputs);
    row["execution_status"] = json!(entry.status);
    row["workflow"] = json!({"prompt": entry.job.prompt, "extra_data": entry.job.extra});
    row
}

async fn cancel(State(shared): App, Path(id): Path<String>) -> Response {
    cancel_all(&shared, &[json!(id)])
}

async fn cancel_many(State(shared): App, body: Body) -> Result<Response, Response> {
    let body: Value = json_body(body).await?;
    let ids = body["job_ids"].as_array().ok_or_else(|| bad("job_ids must be a list of ids"))?;
    Ok(cancel_all(&shared, ids))
}

fn cancel_all(shared: &Shared, ids: &[Value]) -> Response {
    let good = |id: &&Value| id.as_str().is_some_and(|id| id.parse::<JobId>().is_ok());
    let invalid: Vec<_> = ids.iter().filter(|id| !good(id)).collect();
    if !invalid.is_empty() {
        let body = json!({"error": "job ids must be canonical UUIDs", "invalid_ids": invalid});
        return (StatusCode::BAD_REQUEST, Json(body)).into_response();
    }
    let mut cancelled = false;
    for id in ids.iter().filter_map(Value::as_str) {
        cancelled |= shared.queue.interrupt(Some(id));
        if shared.queue.remove(|job| job.id == id) > 0 {
            cancelled = true;
            shared.announce_queue();
        }
    }
    Json(json!({"cancelled": cancelled})).into_response()
}
