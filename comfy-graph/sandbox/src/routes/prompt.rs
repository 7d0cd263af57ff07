//! Takes jobs in: `POST /prompt`.
//!
//! Whether a request is any good is the validator's business.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use comfy_graph_core::ids::JobId;
use comfy_graph_core::json::{Json as PythonJson, Object};
use comfy_graph_core::python;
use comfy_graph_core::validate::{Outcome, Validator};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Number, Value, json};

use super::{AS_JSON, App, in_trouble, whole};
use crate::faults::Moment;
use crate::queue::{Extra, Job, now_ms};
use crate::runnable;
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/prompt", get(count).post(submit))
}

async fn count(State(shared): App) -> Json<Value> {
    Json(json!({"exec_info": {"queue_remaining": shared.queue.remaining()}}))
}

async fn submit(State(shared): App, body: Body) -> Response {
    if shared.reach(&Moment::Submitted) {
        return never().await;
    }
    match take(&shared, body).await {
        Ok(answer) => {
            if shared.reach(&Moment::Queued) {
                return never().await;
            }
            answer
        }
        Err(answer) => answer,
    }
}

// A killed server answers nothing; its connection is cut while this waits.
async fn never() -> Response {
    std::future::pending().await
}

async fn take(shared: &Shared, body: Body) -> Result<Response, Response> {
    let bytes = whole(body).await?;
    let text = str::from_utf8(&bytes).map_err(|_| in_trouble())?;
    let body = PythonJson::parse(text).map_err(|_| in_trouble())?;
    let number = number(shared, &body).ok_or_else(in_trouble)?;
    let id = job_id(&body);
    let (extra, created) = extra(&body);
    let declared = shared.schema.declared(&shared.folders);
    let submission = Validator::new(&declared.schema).files(&shared.folders).body(body);
    let report = submission.report;
    let mut answer = report.answer(&declared.declarations).ok_or_else(in_trouble)?;
    let Outcome::Accepted { outputs } = &report.outcome else {
        return Err((StatusCode::BAD_REQUEST, text_answer(&answer)).into_response());
    };
    answer.insert("prompt_id", id.clone());
    answer.insert("number", &number);
    let prompt = runnable::prompt(&submission.prompt, &declared.schema);
    let targets = outputs.iter().map(|id| id.to_string()).collect();
    shared.enqueue(Job { number, id, prompt, extra, targets, created });
    Ok(text_answer(&answer).into_response())
}

fn text_answer(body: &Object<'_>) -> impl IntoResponse + use<> {
    ([(CONTENT_TYPE, AS_JSON)], body.to_string())
}

fn member<'j>(body: &'j PythonJson<'j>, key: &str) -> Option<&'j PythonJson<'j>> {
    body.as_object().and_then(|body| body.get(key))
}

// JSON has no infinities, so the queue shows the largest number instead.
fn number(shared: &Shared, body: &PythonJson<'_>) -> Option<Number> {
    if let Some(given) = member(body, "number") {
        let number = python::float(given).ok()?.clamp(f64::MIN, f64::MAX);
        return Some(Number::from_f64(number).unwrap_or_else(|| 0.into()));
    }
    let drawn = shared.queue.draw_number();
    let front = member(body, "front").is_some_and(python::truth);
    Some(Number::from(if front { -drawn } else { drawn }))
}

fn job_id(body: &PythonJson<'_>) -> String {
    let given = member(body, "prompt_id").and_then(PythonJson::as_text);
    given.map_or_else(|| JobId::from_uuid(uuid::Uuid::new_v4()).to_string(), str::to_owned)
}

// Secrets are kept apart from what anyone may list, so they end here: no node of ours needs them.
fn extra(body: &PythonJson<'_>) -> (Extra, u64) {
    let given = member(body, "extra_data").and_then(PythonJson::as_object);
    let given = given.into_iter().flat_map(Object::iter);
    let mut extra: Extra = given.map(|(key, value)| (key.to_owned(), raw(value))).collect();
    for secret in ["auth_token_comfy_org", "api_key_comfy_org"] {
        extra.shift_remove(secret);
    }
    if let Some(client) = member(body, "client_id") {
        extra.insert("client_id".to_owned(), raw(client));
    }
    let created = now_ms();
    extra.insert("create_time".to_owned(), raw(&PythonJson::from(created)));
    (extra, created)
}

// What strict JSON lacks, such as NaN, becomes null.
fn raw(value: &PythonJson<'_>) -> Box<RawValue> {
    let exact = RawValue::from_string(value.to_string());
    exact.unwrap_or_else(|_| to_raw_value(&value.to_value()).unwrap_or_default())
}
