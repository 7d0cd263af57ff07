//! Lists what is over: `/history`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use indexmap::IndexMap;

use super::queue::Removal;
use super::{App, in_trouble, json_body};
use crate::queue::Entry;
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/history", get(list).post(change)).route("/history/{id}", get(one))
}

type Entries = Json<IndexMap<String, Entry>>;

async fn list(
    State(shared): App,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Entries, Response> {
    let number = |key| match query.get(key) {
        Some(text) => text.parse::<i64>().map(Some).map_err(|_| in_trouble()),
        None => Ok(None),
    };
    let (most, offset) = (number("max_items")?, number("offset")?.unwrap_or(-1));
    Ok(keyed(page(shared.queue.history(), most, offset)))
}

// Without an offset the last ones are meant, with one those from there on.
fn page(entries: Vec<Entry>, most: Option<i64>, offset: i64) -> Vec<Entry> {
    let count = match most {
        Some(most) => usize::try_from(most).unwrap_or(0),
        None => entries.len(),
    };
    let from_end = entries.len().saturating_sub(count);
    let start = usize::try_from(offset).unwrap_or(if most.is_some() { from_end } else { 0 });
    entries.into_iter().skip(start).take(count).collect()
}

async fn one(State(shared): App, Path(id): Path<String>) -> Entries {
    keyed(shared.queue.entry(&id).into_iter().collect())
}

fn keyed(entries: Vec<Entry>) -> Entries {
    Json(entries.into_iter().map(|entry| (entry.job.id.clone(), entry)).collect())
}

async fn change(State(shared): App, body: Body) -> Result<StatusCode, Response> {
    let removal: Removal = json_body(body).await?;
    shared.queue.forget(|id| removal.names(id));
    Ok(StatusCode::OK)
}
