//! Defect 12: whose assets are whose.

use comfy_mcp::http::{self, Admission};
use comfy_mcp::server::Server;
use comfy_mcp::settings::Toolset;
use rmcp::ServiceExt as _;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::ears::Ears;
use crate::support::{self, Bench, Client, answer, json, small};

async fn connect(address: &str) -> Client {
    let address = format!("http://{address}/mcp");
    let config = StreamableHttpClientTransportConfig::with_uri(address);
    let transport = StreamableHttpClientTransport::with_client(support::http(), config);
    Ears::default().serve(transport).await.unwrap()
}

// 12
#[tokio::test]
async fn assets_are_listed_by_the_session_that_made_them() {
    let bench = Bench::start().await;
    let server = Server::new(bench.started.app.clone(), Toolset::ALL.into());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = http::serve(server, listener, Admission::default(), std::future::pending());
    tokio::spawn(serving);
    let (one, other) = (connect(&address).await, connect(&address).await);

    let made = json(&answer(&one, "generate_image", small("a cat")).await);
    json(&answer(&other, "generate_image", small("a dog")).await);

    let arguments = json!({"asset_id": made["asset_id"]});
    let told = json(&answer(&other, "get_asset_metadata", arguments).await);
    let session = told["session_id"].as_str().expect("an asset knows its session");
    let listed = json(&answer(&other, "list_assets", json!({"session_id": session})).await);
    assert_eq!(
        (&listed["count"], &listed["assets"][0]["asset_id"]),
        (&json!(1), &made["asset_id"])
    );
    let all = json(&answer(&one, "list_assets", json!({})).await);
    assert_eq!(all["count"], 2);
}
