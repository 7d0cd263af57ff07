//! How clients fare that speak HTTP by hand.

use comfy_mcp::http::{self, Admission};
use comfy_mcp::server::Server;
use comfy_mcp::settings::Toolset;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{self, Bench, patient};

/// The address of a server.
async fn serve(bench: &Bench) -> String {
    let server = Server::new(bench.started.app.clone(), Toolset::ALL.into());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    tokio::spawn(http::serve(server, listener, Admission::default(), std::future::pending()));
    url
}

async fn sent(request: RequestBuilder) -> Response {
    patient(request.send()).await.unwrap()
}

/// The answer to a client that reads nothing but JSON.
async fn asked(url: &str, method: &str, params: Value) -> Response {
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    sent(support::http().post(url).header("accept", "application/json").json(&request)).await
}

#[tokio::test]
async fn a_level_that_one_client_sets_is_not_that_of_others() {
    let bench = Bench::start().await;
    let url = serve(&bench).await;

    asked(&url, "logging/setLevel", json!({"level": "debug"})).await;

    // A message would come before the answer, on a stream of events.
    let failing = json!({"name": "no_such_tool", "arguments": {}});
    let answer = asked(&url, "tools/call", failing).await;
    assert_eq!(answer.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn a_session_that_is_given_up_is_gone() {
    let bench = Bench::start().await;
    let url = serve(&bench).await;
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {},
        "clientInfo": {"name": "hand", "version": "1"},
    }});
    let accepted = "application/json, text/event-stream";
    let opening = support::http().post(&url).header("accept", accepted).json(&request);
    let opened = sent(opening).await;
    let session = opened.headers()["mcp-session-id"].clone();

    let closing = support::http().delete(&url).header("mcp-session-id", session.clone());
    let closed = sent(closing).await;

    assert_eq!(closed.status(), StatusCode::NO_CONTENT);
    let asking = support::http().post(&url).header("accept", accepted);
    let asking = asking.header("mcp-session-id", session).json(&json!({
        "jsonrpc": "2.0", "id": 2, "method": "tools/list",
    }));
    assert_eq!(sent(asking).await.status(), StatusCode::NOT_FOUND);
}
