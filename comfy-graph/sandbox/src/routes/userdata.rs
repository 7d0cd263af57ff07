//! Stores settings and workflows of the one user.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use axum::body::Body;
use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};

use super::{App, disk_trouble, in_trouble, json_body, whole};
use crate::folders::inside;
use crate::server::Shared;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/users", get(users))
        .route("/settings", get(settings).post(merge_settings))
        .route("/settings/{id}", get(setting).post(set_setting))
        .route("/userdata", get(list))
        .route("/userdata/{file}", get(read).post(write).delete(remove))
        .route("/userdata/{file}/move/{dest}", post(rename))
        .route("/v2/userdata", get(list_folder))
}

/// How deep listings descend.
const DEEPEST: usize = 16;

async fn users() -> Json<Value> {
    Json(json!({"storage": "server", "migrated": false}))
}

fn settings_file(shared: &Shared) -> PathBuf {
    shared.folders.user().join("comfy.settings.json")
}

fn load_settings(shared: &Shared) -> Map<String, Value> {
    let text = fs::read(settings_file(shared)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn store_settings(shared: &Shared, new: Map<String, Value>) -> Result<StatusCode, Response> {
    let mut settings = load_settings(shared);
    settings.extend(new);
    let text = Value::Object(settings).to_string();
    fs::write(settings_file(shared), text).map_err(|error| disk_trouble(&error))?;
    Ok(StatusCode::OK)
}

async fn settings(State(shared): App) -> Json<Value> {
    Json(Value::Object(load_settings(&shared)))
}

async fn setting(State(shared): App, UrlPath(id): UrlPath<String>) -> Json<Value> {
    Json(load_settings(&shared).remove(&id).unwrap_or_default())
}

async fn merge_settings(State(shared): App, body: Body) -> Result<StatusCode, Response> {
    store_settings(&shared, json_body(body).await?)
}

async fn set_setting(
    State(shared): App,
    UrlPath(id): UrlPath<String>,
    body: Body,
) -> Result<StatusCode, Response> {
    let value: Value = json_body(body).await?;
    store_settings(&shared, Map::from_iter([(id, value)]))
}

type Params = Query<HashMap<String, String>>;

fn is_on(query: &HashMap<String, String>, key: &str) -> bool {
    query.get(key).is_some_and(|value| value == "true")
}

fn place(shared: &Shared, file: &str) -> Result<PathBuf, Response> {
    inside(&shared.folders.user(), file).ok_or(StatusCode::FORBIDDEN.into_response())
}

async fn list(State(shared): App, Query(query): Params) -> Result<Json<Value>, Response> {
    let Some(dir) = query.get("dir") else {
        return Err((StatusCode::BAD_REQUEST, "Directory not provided").into_response());
    };
    let root = place(&shared, dir)?;
    if !root.is_dir() {
        return Err((StatusCode::NOT_FOUND, "Directory not found").into_response());
    }
    let mut files = Vec::new();
    walk(&root, if is_on(&query, "recurse") { DEEPEST } else { 1 }, &mut files);
    files.sort();
    let named =
        files.iter().filter_map(|file| Some((file.strip_prefix(&root).ok()?.to_str()?, file)));
    let rows = named.map(|(name, file)| {
        if is_on(&query, "full_info") {
            facts(file, name)
        } else if is_on(&query, "split") {
            json!([name].into_iter().chain(name.split('/')).collect::<Vec<_>>())
        } else {
            json!(name)
        }
    });
    Ok(Json(rows.collect()))
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_file() {
            found.push(path);
        } else if depth > 1 {
            walk(&path, depth - 1, found);
        }
    }
}

fn facts(path: &Path, name: &str) -> Value {
    let metadata = fs::metadata(path).ok();
    let size = metadata.as_ref().map_or(0, fs::Metadata::len);
    let time = |time: Option<std::time::SystemTime>| {
        let age = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        age.map_or(0, |age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX))
    };
    let modified = time(metadata.as_ref().and_then(|metadata| metadata.modified().ok()));
    let created = time(metadata.as_ref().and_then(|metadata| metadata.created().ok()));
    json!({"path": name, "size": size, "modified": modified, "created": created})
}

async fn list_folder(State(shared): App, Query(query): Params) -> Result<Json<Value>, Response> {
    let path = query.get("path").map_or("", String::as_str);
    let root = place(&shared, path)?;
    if !root.is_dir() {
        return Err(StatusCode::NOT_FOUND.into_response());
    }
    let mut rows = Vec::new();
    for entry in fs::read_dir(&root).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let full = [path.trim_end_matches('/'), &name].join("/");
        let full = full.trim_start_matches('/');
        let known = facts(&entry.path(), full);
        let modified = known["modified"].as_f64().unwrap_or(0.0) / 1000.0;
        rows.push(if entry.path().is_dir() {
            json!({"name": name, "path": full, "type": "directory"})
        } else {
            json!({"name": name, "path": full, "type": "file", "size": known["size"],
                "modified": modified})
        });
    }
    Ok(Json(json!(rows)))
}

async fn read(State(shared): App, UrlPath(file): UrlPath<String>) -> Result<Response, Response> {
    let path = place(&shared, &file)?;
    let bytes = fs::read(path).map_err(|_| StatusCode::NOT_FOUND.into_response())?;
    let kind =
        if file.ends_with(".json") { "application/json" } else { "application/octet-stream" };
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, "attachment")];
    Ok((headers, bytes).into_response())
}

async fn write(
    State(shared): App,
    UrlPath(file): UrlPath<String>,
    Query(query): Params,
    body: Body,
) -> Result<Response, Response> {
    let path = place(&shared, &file)?;
    refuse_present(&path, query.get("overwrite").is_some_and(|overwrite| overwrite == "false"))?;
    let bytes = whole(body).await?;
    let parent = path.parent().ok_or_else(in_trouble)?;
    fs::create_dir_all(parent).map_err(|error| disk_trouble(&error))?;
    fs::write(&path, bytes).map_err(|error| disk_trouble(&error))?;
    Ok(named(&path, &file, is_on(&query, "full_info")))
}

fn refuse_present(path: &Path, keep: bool) -> Result<(), Response> {
    if keep && path.exists() {
        return Err((StatusCode::CONFLICT, "File already exists").into_response());
    }
    Ok(())
}

fn named(path: &Path, file: &str, full: bool) -> Response {
    let row = if full { facts(path, file) } else { json!(file) };
    Json(row).into_response()
}

async fn remove(
    State(shared): App,
    UrlPath(file): UrlPath<String>,
) -> Result<StatusCode, Response> {
    let removed = fs::remove_file(place(&shared, &file)?);
    Ok(if removed.is_ok() { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND })
}

async fn rename(
    State(shared): App,
    UrlPath((file, dest)): UrlPath<(String, String)>,
    Query(query): Params,
) -> Result<Response, Response> {
    let (from, to) = (place(&shared, &file)?, place(&shared, &dest)?);
    if !from.is_file() {
        return Err(StatusCode::NOT_FOUND.into_response());
    }
    refuse_present(&to, !is_on(&query, "overwrite"))?;
    let parent = to.parent().ok_or_else(in_trouble)?;
    fs::create_dir_all(parent).map_err(|error| disk_trouble(&error))?;
    fs::rename(&from, &to).map_err(|error| disk_trouble(&error))?;
    Ok(named(&to, &dest, is_on(&query, "full_info")))
}
