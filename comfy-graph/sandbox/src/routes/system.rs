//! Describes the server itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{App, LARGEST_BODY, json_body};
use crate::folders::Area;
use crate::server::Shared;

/// The release whose protocol is spoken.
const VERSION: &str = "0.33.0";

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/system_stats", get(stats))
        .route("/features", get(|| async { Json(features()) }))
        .route("/free", post(free))
        .route("/extensions", get(|| async { Json(json!([])) }))
        .route("/i18n", get(|| async { Json(json!({})) }))
        .route("/workflow_templates", get(|| async { Json(json!({})) }))
        .route("/global_subgraphs", get(|| async { Json(json!({})) }))
}

pub(super) fn internal_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/internal/files/{area}", get(files))
        .route("/internal/folder_paths", get(folder_paths))
        .route("/internal/logs", get(|| async { Json(json!("")) }))
        .route("/internal/logs/raw", get(raw_logs))
}

/// Where models would be; the second folder is the one that nodes save theirs to.
async fn folder_paths(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let output = shared.folders.area(Area::Output);
    let models = output.with_file_name("models");
    let kinds = ["checkpoints", "loras", "vae"];
    let folders =
        kinds.map(|kind| (kind.to_owned(), json!([models.join(kind), output.join(kind)])));
    Json(Value::Object(folders.into_iter().collect()))
}

/// What the server can do; also the answer to a client's feature flags.
pub(crate) fn features() -> Value {
    json!({
        "supports_preview_metadata": true,
        "supports_model_type_tags": true,
        "max_upload_size": LARGEST_BODY,
        "extension": {"manager": {"supports_v4": true}},
        "node_replacements": true,
        "assets": false,
    })
}

// Shaped as the real answer; `deploy_environment` tells that this is none.
async fn stats() -> Json<Value> {
    let memory = 8_u64 << 30;
    let device = json!({
        "name": "sandbox", "type": "cpu", "index": null, "vram_total": memory,
        "vram_free": memory, "torch_vram_total": memory, "torch_vram_free": memory,
    });
    let system = json!({
        "os": std::env::consts::OS, "ram_total": memory, "ram_free": memory,
        "comfyui_version": VERSION, "python_version": "none (comfy-sandbox)",
        "pytorch_version": "none (comfy-sandbox)", "embedded_python": false,
        "deploy_environment": "comfy-sandbox", "argv": ["comfy-sandbox"],
        "comfy_package_versions": [],
    });
    Json(json!({"system": system, "devices": [device]}))
}

async fn free(body: Body) -> Result<StatusCode, Response> {
    json_body::<Value>(body).await?;
    Ok(StatusCode::OK)
}

async fn files(State(shared): App, Path(area): Path<String>) -> Response {
    let Some(area) = Area::parse(&area) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "Invalid directory type"})))
            .into_response();
    };
    let names = shared.folders.newest_files(area);
    let named: Vec<_> = names.iter().map(|name| format!("{name} [{}]", area.name())).collect();
    Json(named).into_response()
}

async fn raw_logs() -> Json<Value> {
    Json(json!({"entries": [], "size": {"cols": 80, "rows": 24}}))
}
