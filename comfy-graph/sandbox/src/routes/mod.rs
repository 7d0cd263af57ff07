//! Answers HTTP requests in the real server's shapes.
//!
//! One file a family of routes. Each is reachable with `/api` in front too, but where the real
//! server says otherwise.

#![expect(
    clippy::result_large_err,
    reason = "an answer is made once a request; a box saves nothing"
)]

mod history;
mod jobs;
mod prompt;
mod queue;
mod schema;
mod socket;
mod system;
mod upload;
mod userdata;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use crate::server::Shared;

pub(crate) use system::features;

/// The largest request body taken.
pub(crate) const LARGEST_BODY: usize = 104_857_600;

/// The type of answers that are JSON text already.
const AS_JSON: &str = "application/json; charset=utf-8";

/// What handlers share.
type App = State<Arc<Shared>>;

/// Every route.
pub(crate) fn all(shared: Arc<Shared>) -> Router {
    let families = Router::new()
        .merge(history::routes())
        .merge(prompt::routes())
        .merge(queue::routes())
        .merge(schema::routes())
        .merge(socket::routes())
        .merge(system::routes())
        .merge(upload::routes())
        .merge(userdata::routes())
        .merge(view::routes());
    let router = families.clone().nest("/api", families.merge(jobs::routes()));
    router
        .merge(system::internal_routes())
        .fallback(|| async { (StatusCode::NOT_FOUND, "404: Not Found") })
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(shared.clone(), misbehave))
        .layer(axum::middleware::from_fn(guard))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(shared)
}

async fn wrong_method() -> impl IntoResponse {
    (StatusCode::METHOD_NOT_ALLOWED, "405: Method Not Allowed")
}

/// Refuses browsers of other sites, as the real server does without `--enable-cors-header`.
async fn guard(request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return StatusCode::OK.into_response();
    }
    if is_foreign(request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    if text(header::HeaderName::from_static("sec-fetch-site")) == Some("cross-site") {
        return true;
    }
    let (Some(host), Some(origin)) = (text(header::HOST), text(header::ORIGIN)) else {
        return false;
    };
    let Some((_, origin)) = origin.split_once("://") else { return false };
    let bare = |name: &str| {
        let end = name.rfind(':').filter(|&colon| !name[colon..].contains(']'));
        name[..end.unwrap_or(name.len())].to_ascii_lowercase()
    };
    let loopback = matches!(bare(host).as_str(), "127.0.0.1" | "localhost" | "[::1]");
    let same = if bare(origin) == origin.to_ascii_lowercase() {
        bare(host) == bare(origin)
    } else {
        host.eq_ignore_ascii_case(origin)
    };
    loopback && !same
}

/// Lets armed faults of the route happen.
async fn misbehave(State(shared): App, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let route = path.strip_prefix("/api").unwrap_or(path).to_owned();
    if let Some(time) = shared.faults.slowness(&route) {
        tokio::time::sleep(time).await;
    }
    if shared.faults.failing(&route) {
        return in_trouble();
    }
    next.run(request).await
}

/// The answer to anything that raises inside the real server.
fn in_trouble() -> Response {
    let text = "500 Internal Server Error\n\nServer got itself in trouble";
    (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
}

async fn whole(body: Body) -> Result<Bytes, Response> {
    to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        let text = format!("Maximum request body size {LARGEST_BODY} exceeded.");
        (StatusCode::PAYLOAD_TOO_LARGE, text).into_response()
    })
}

/// The body as JSON of the expected shape; anything else is trouble.
async fn json_body<T: DeserializeOwned>(body: Body) -> Result<T, Response> {
    serde_json::from_slice(&whole(body).await?).map_err(|_| in_trouble())
}

/// Why the sandbox's own disk failed; the client sees trouble.
fn disk_trouble(error: &std::io::Error) -> Response {
    tracing::error!(%error, "the sandbox's folder cannot be used");
    in_trouble()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &str, origin: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        headers
    }

    #[test]
    fn only_the_own_origin_may_call_a_loopback_host() {
        let host = "127.0.0.1:8188";

        assert!(!is_foreign(&HeaderMap::new()));
        assert!(!is_foreign(&headers(host, "http://127.0.0.1:8188")));
        assert!(!is_foreign(&headers(host, "http://127.0.0.1")));
        assert!(!is_foreign(&headers(host, "null")));
        assert!(!is_foreign(&headers("comfy.example:8188", "http://evil.example")));
        assert!(is_foreign(&headers(host, "http://localhost:8188")));
        assert!(is_foreign(&headers(host, "http://127.0.0.1:9")));
    }
}
