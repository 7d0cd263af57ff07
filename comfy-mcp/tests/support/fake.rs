//! A ComfyUI that runs nothing: every prompt puts out what a test says.
//!
//! For what the stand-in cannot make, such as films and songs. It is an old one: no WebSocket, no
//! jobs API.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

/// What a fake has, and puts out.
#[derive(Debug, Default)]
pub(crate) struct Stage {
    models: Vec<(&'static str, &'static str, Vec<&'static str>)>,
    outputs: Map<String, Value>,
    files: BTreeMap<String, Vec<u8>>,
    redirects: bool,
    is_endless: bool,
    refusal: Option<StatusCode>,
}

/// A ComfyUI that runs nothing.
pub(crate) struct Fake {
    pub(crate) url: String,
}

struct Shared {
    stage: Stage,
    object_info: Value,
    history: Mutex<BTreeMap<String, Value>>,
}

impl Stage {
    /// What `node` shows after each job.
    pub(crate) fn output(mut self, node: &str, shown: Value) -> Self {
        self.outputs.insert(node.to_owned(), shown);
        self
    }

    /// A file that can be viewed.
    pub(crate) fn file(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(name.to_owned(), bytes.into());
        self
    }

    /// The choices of an input that names models.
    pub(crate) fn models(
        mut self,
        class: &'static str,
        input: &'static str,
        all: &[&'static str],
    ) -> Self {
        self.models.push((class, input, all.to_vec()));
        self
    }

    /// Files are elsewhere: a request for one is sent on.
    pub(crate) fn redirecting(mut self) -> Self {
        self.redirects = true;
        self
    }

    /// Jobs run for ever, whatever they are told.
    pub(crate) fn never_ending(mut self) -> Self {
        self.is_endless = true;
        self
    }

    /// Every request is answered so.
    pub(crate) fn refusing(mut self, status: StatusCode) -> Self {
        self.refusal = Some(status);
        self
    }

    pub(crate) async fn start(self) -> Fake {
        let mut object_info = comfy_codegen::stock::object_info();
        for (class, input, models) in &self.models {
            choose(&mut object_info[*class]["input"], input, models);
        }
        let shared = Shared { stage: self, object_info, history: Mutex::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = routes(Arc::new(shared));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Fake { url }
    }
}

fn choose(inputs: &mut Value, input: &str, models: &[&str]) {
    for category in ["required", "optional"] {
        let Some(spec) = inputs.get_mut(category).and_then(|all| all.get_mut(input)) else {
            continue;
        };
        if spec[0].is_array() {
            spec[0] = json!(models);
        } else {
            spec[1]["options"] = json!(models);
        }
        return;
    }
    panic!("there is no input {input}");
}

fn routes(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/object_info", get(object_info))
        .route("/prompt", post(prompt))
        .route("/queue", get(queue).post(async || ()))
        .route("/interrupt", post(async || ()))
        .route("/history/{id}", get(history))
        .route("/view", get(view))
        .route("/features", get(async || Json(json!({}))))
        .with_state(Arc::clone(&shared));
    let stored = Router::new().route("/stored/{name}", get(stored)).with_state(Arc::clone(&shared));
    Router::new()
        .nest("/api", api)
        .merge(stored)
        .layer(axum::middleware::from_fn_with_state(shared, refuse))
}

async fn refuse(
    State(shared): State<Arc<Shared>>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    match shared.stage.refusal {
        Some(status) => (status, Html("no")).into_response(),
        None => next.run(request).await,
    }
}

async fn object_info(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.object_info.clone())
}

async fn queue(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let history = shared.history.lock().unwrap();
    let running = history.values().filter(|_| shared.stage.is_endless);
    let running: Vec<_> = running.map(|entry| entry["prompt"].clone()).collect();
    Json(json!({"queue_running": running, "queue_pending": []}))
}

async fn prompt(State(shared): State<Arc<Shared>>, Json(body): Json<Value>) -> Json<Value> {
    let id = body["prompt_id"].as_str().unwrap().to_owned();
    let entry = json!({
        "prompt": [0, id, body["prompt"], {}, []],
        "outputs": shared.stage.outputs,
        "status": {"status_str": "success", "completed": true, "messages": []},
        "meta": {},
    });
    shared.history.lock().unwrap().insert(id.clone(), entry);
    Json(json!({"prompt_id": id, "number": 0, "node_errors": {}}))
}

async fn history(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Json<Value> {
    let entry = shared.history.lock().unwrap().get(&id).cloned();
    Json(entry.map_or(json!({}), |entry| json!({id: entry})))
}

async fn view(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let name = &query["filename"];
    if shared.stage.redirects {
        return Redirect::temporary(&format!("/stored/{name}")).into_response();
    }
    stored(State(shared), Path(name.clone())).await
}

async fn stored(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    match shared.stage.files.get(&name) {
        Some(bytes) => Bytes::from(bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The beginning of a film.
pub(crate) fn mp4() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    bytes.resize(30_000, 0);
    bytes
}

/// The beginning of a song.
pub(crate) fn mp3() -> Vec<u8> {
    let mut bytes = b"ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64".to_vec();
    bytes.resize(20_000, 0);
    bytes
}
