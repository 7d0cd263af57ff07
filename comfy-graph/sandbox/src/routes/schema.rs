//! Says what can be run, and with which files.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use comfy_graph_core::validate::Replacements;
use serde_json::{Value, json};

use super::{AS_JSON, App};
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/object_info", get(all))
        .route("/object_info/{class}", get(one))
        .route("/models", get(folders))
        .route("/models/{folder}", get(files))
        .route("/embeddings", get(|| async { Json(json!([])) }))
        .route("/node_replacements", get(replacements))
}

async fn all(State(shared): App) -> Json<Value> {
    Json(shared.schema.all(&shared.folders))
}

async fn one(State(shared): App, Path(class): Path<String>) -> Json<Value> {
    Json(shared.schema.one(&class, &shared.folders))
}

async fn replacements() -> impl IntoResponse {
    ([(CONTENT_TYPE, AS_JSON)], Replacements::stock_json())
}

async fn folders(State(shared): App) -> Json<Value> {
    Json(json!(shared.models.folders()))
}

async fn files(State(shared): App, Path(folder): Path<String>) -> Response {
    match shared.models.files(&folder) {
        Some(files) => Json(json!(files)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
