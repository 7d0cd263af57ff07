//! Takes jobs in: `POST /prompt`.
//!
//! Whether a prompt is any good is `validate`'s business.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use comfy_graph_core::ids::JobId;
use comfy_graph_core::prompt::Prompt;
use indexmap::IndexMap;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Number, Value, json};

use super::{App, in_trouble, whole};
use crate::faults::Moment;
use crate::queue::{Extra, Job, now_ms};
use crate::server::Shared;
use crate::validate::{self, Verdict};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/prompt", get(count).post(submit))
}

async fn count(State(shared): App) -> Json<Value> {
    Json(json!({"exec_info": {"queue_remaining": shared.queue.remaining()}}))
}

type Fields = IndexMap<String, Box<RawValue>>;

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
    let Ok(fields) = serde_json::from_slice::<Fields>(&bytes) else {
        let is_json = serde_json::from_slice::<Vec<Value>>(&bytes).is_ok();
        return Err(if is_json { no_prompt() } else { in_trouble() });
    };
    let number = number(shared, &fields)?;
    let Some(prompt) = fields.get("prompt") else { return Err(no_prompt()) };
    let id = job_id(&fields)?;
    let mut prompt: Prompt = serde_json::from_str(prompt.get()).map_err(|_| in_trouble())?;
    let extra = extra(&fields)?;
    let wanted = read::<Vec<String>>(&fields, "partial_execution_targets")?;
    let verdict = validate::check(shared, &mut prompt, wanted.as_deref());
    let (targets, node_errors) = match verdict {
        Verdict::Accepted { targets, node_errors } => (targets, node_errors),
        Verdict::Refused { body } => {
            return Err((StatusCode::BAD_REQUEST, Json(body)).into_response());
        }
    };
    let answer = json!({"prompt_id": id, "number": number, "node_errors": node_errors});
    shared.enqueue(Job { number, id, prompt, extra: extra.0, targets, created: extra.1 });
    Ok(Json(answer).into_response())
}

fn read<T: serde::de::DeserializeOwned>(fields: &Fields, key: &str) -> Result<Option<T>, Response> {
    match fields.get(key) {
        Some(raw) => serde_json::from_str(raw.get()).map_err(|_| in_trouble()),
        None => Ok(None),
    }
}

fn number(shared: &Shared, fields: &Fields) -> Result<Number, Response> {
    if let Some(given) = read::<Value>(fields, "number")? {
        let number = match &given {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
            _ => None,
        };
        return number.and_then(Number::from_f64).ok_or_else(in_trouble);
    }
    let drawn = shared.queue.draw_number();
    let front =
        read::<Value>(fields, "front")?.is_some_and(|front| crate::python::is_truthy(&front));
    Ok(Number::from(if front { -drawn } else { drawn }))
}

fn job_id(fields: &Fields) -> Result<String, Response> {
    match read::<Value>(fields, "prompt_id")? {
        None | Some(Value::Null) => Ok(JobId::from_uuid(uuid::Uuid::new_v4()).to_string()),
        Some(Value::String(text)) if text.parse::<JobId>().is_ok() => Ok(text),
        Some(_) => Err(refusal(
            "invalid_prompt_id",
            "prompt_id must be a valid UUID",
            "prompt_id must be a UUID string in canonical lowercase hyphenated form; \
             omit it to let the server generate one",
        )),
    }
}

// Secrets are kept apart from what anyone may list, so they end here: no node of ours needs them.
fn extra(fields: &Fields) -> Result<(Extra, u64), Response> {
    let mut extra = match fields.get("extra_data") {
        Some(raw) => serde_json::from_str::<Extra>(raw.get()).map_err(|_| in_trouble())?,
        None => Extra::new(),
    };
    for secret in ["auth_token_comfy_org", "api_key_comfy_org"] {
        extra.shift_remove(secret);
    }
    if let Some(client) = fields.get("client_id") {
        extra.insert("client_id".to_owned(), client.clone());
    }
    let created = now_ms();
    let raw = to_raw_value(&created).map_err(|_| in_trouble())?;
    extra.insert("create_time".to_owned(), raw);
    Ok((extra, created))
}

fn no_prompt() -> Response {
    refusal("no_prompt", "No prompt provided", "No prompt provided")
}

fn refusal(kind: &str, message: &str, details: &str) -> Response {
    let body = validate::refusal_body(kind, message, details, json!({}));
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}
