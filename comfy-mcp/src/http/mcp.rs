//! Sends each MCP request to the service that suits it: with sessions, or without.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use serde::Deserialize;

/// The longest request, in bytes: pictures come in as Base64.
const LONGEST: usize = 64 << 20;
const SESSION: &str = "mcp-session-id";

/// Both services behind one route.
#[derive(Clone)]
struct Services<H> {
    /// For clients that shake hands.
    with_sessions: StreamableHttpService<H, LocalSessionManager>,
    /// For those that just ask.
    without: StreamableHttpService<H, NeverSessionManager>,
}

/// The route that speaks MCP.
pub(super) fn router<H: ServerHandler + Clone>(server: &H) -> Router {
    let make = |server: &H| {
        let server = server.clone();
        move || Ok::<_, std::io::Error>(server.clone())
    };
    // Who may come in is decided before, for all routes alike.
    let common = || {
        let open = StreamableHttpServerConfig::default().disable_allowed_hosts();
        open.disable_allowed_origins().with_max_request_body_bytes(LONGEST)
    };
    let stateless = common().with_legacy_session_mode(false).with_json_response(true);
    let services = Services {
        with_sessions: StreamableHttpService::new(
            make(server),
            Arc::new(LocalSessionManager::default()),
            common(),
        ),
        without: StreamableHttpService::new(
            make(server),
            Arc::new(NeverSessionManager::default()),
            stateless,
        ),
    };
    Router::new().fallback(dispatch::<H>).with_state(services)
}

async fn dispatch<H: ServerHandler + Clone>(
    State(services): State<Services<H>>,
    request: Request,
) -> Result<Response, Infallible> {
    let has_session = request.headers().contains_key(SESSION);
    if request.method() != Method::POST || has_session {
        let ends = request.method() == Method::DELETE;
        let mut response = services.with_sessions.handle(request).await.into_response();
        // The session is over by then, and Python clients take "accepted" for a failure.
        if ends && response.status() == StatusCode::ACCEPTED {
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        return Ok(response);
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        let told = format!("a request has {LONGEST} bytes at most; upload files by their path");
        return Ok((StatusCode::PAYLOAD_TOO_LARGE, told).into_response());
    };
    let shakes_hands = is_handshake(&bytes);
    if !shakes_hands {
        accept_both(&mut parts.headers);
    }
    let request = Request::from_parts(parts, Body::from(bytes));
    Ok(if shakes_hands {
        services.with_sessions.handle(request).await.into_response()
    } else {
        services.without.handle(request).await.into_response()
    })
}

/// Whether a request opens a session.
fn is_handshake(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        method: Option<std::borrow::Cow<'a, str>>,
    }
    serde_json::from_slice::<Named<'_>>(body)
        .is_ok_and(|named| named.method.as_deref() == Some("initialize"))
}

/// Simple clients say nothing of what they accept, or name JSON alone, which they get.
fn accept_both(headers: &mut axum::http::HeaderMap) {
    let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    let is_simple = accepts.is_none_or(|accepts| {
        matches!(accepts.trim(), "" | "*/*" | "application/json" | "application/*")
    });
    if is_simple {
        let both = HeaderValue::from_static("application/json, text/event-stream");
        headers.insert(header::ACCEPT, both);
    }
}
