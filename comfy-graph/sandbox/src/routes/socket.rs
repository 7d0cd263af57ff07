//! Opens WebSockets: `/ws`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::upgrade::OnUpgrade;
use serde::Deserialize;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::App;
use crate::server::Shared;
use crate::socket;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/ws", get(open))
}

#[derive(Deserialize)]
struct Session {
    #[serde(rename = "clientId", default)]
    client_id: String,
}

async fn open(
    State(shared): App,
    Query(session): Query<Session>,
    mut request: Request,
) -> Response {
    let key = request.headers().get(header::SEC_WEBSOCKET_KEY).cloned();
    let upgrade = request.extensions_mut().remove::<OnUpgrade>();
    let (Some(key), Some(upgrade)) = (key, upgrade) else {
        return (StatusCode::BAD_REQUEST, "No WebSocket UPGRADE hdr").into_response();
    };
    let id = match session.client_id.as_str() {
        "" => uuid::Uuid::new_v4().simple().to_string(),
        given => given.to_owned(),
    };
    tokio::spawn(async move {
        let signal = shared.signal.subscribe();
        match upgrade.await {
            Ok(stream) => {
                let mailbox = shared.hub.enter(&id, shared.queue.remaining());
                socket::serve(stream, shared.hub.clone(), id, (mailbox, signal)).await;
            }
            Err(error) => tracing::debug!(%error, "a WebSocket was not opened"),
        }
    });
    let headers = [
        (header::CONNECTION, HeaderValue::from_static("upgrade")),
        (header::UPGRADE, HeaderValue::from_static("websocket")),
        (header::SEC_WEBSOCKET_ACCEPT, accept_value(key.as_bytes())),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

fn accept_value(key: &[u8]) -> HeaderValue {
    HeaderValue::try_from(derive_accept_key(key)).expect("BUG: base64 text is a header value")
}
