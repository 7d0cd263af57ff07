//! Lists, clears and interrupts what waits or runs.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router, response::Response};
use comfy_graph_core::json::Json as PythonJson;
use comfy_graph_core::python;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{App, in_trouble, json_body, whole};
use crate::queue::Job;
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/queue", get(list).post(change)).route("/interrupt", post(interrupt))
}

#[derive(Serialize)]
struct Listing {
    queue_running: Vec<Arc<Job>>,
    queue_pending: Vec<Arc<Job>>,
}

async fn list(State(shared): App) -> Json<Listing> {
    let (running, queue_pending) = shared.queue.jobs();
    Json(Listing { queue_running: running.into_iter().collect(), queue_pending })
}

/// What to drop; also the body of `POST /history`.
#[derive(Deserialize)]
pub(super) struct Removal {
    clear: Option<Value>,
    delete: Option<Vec<Value>>,
}

impl Removal {
    pub(super) fn names(&self, id: &str) -> bool {
        let listed = self.delete.iter().flatten().any(|gone| gone.as_str() == Some(id));
        listed || self.clear.as_ref().is_some_and(|clear| python::truth(&PythonJson::from(clear)))
    }
}

async fn change(State(shared): App, body: Body) -> Result<StatusCode, Response> {
    let removal: Removal = json_body(body).await?;
    if shared.queue.remove(|job| removal.names(&job.id)) > 0 {
        shared.announce_queue();
    }
    Ok(StatusCode::OK)
}

async fn interrupt(State(shared): App, body: Body) -> Result<StatusCode, Response> {
    // An unreadable body counts as an empty one here, unlike elsewhere.
    let body: Value = serde_json::from_slice(&whole(body).await?).unwrap_or_default();
    if body.is_array() {
        return Err(in_trouble());
    }
    shared.queue.interrupt(body["prompt_id"].as_str());
    Ok(StatusCode::OK)
}
