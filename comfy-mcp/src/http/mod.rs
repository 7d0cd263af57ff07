//! Serves MCP over HTTP, with the files of assets beside it.
//!
//! Requests without a session are answered too, since many clients never shake hands.

mod files;
mod guard;
mod mcp;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use rmcp::ServerHandler;
use tokio::net::TcpListener;

use crate::server::Server;
use crate::settings::Secret;

use guard::Guard;

/// Who is let in, and under which names.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    /// What clients have to send, if anything.
    pub token: Option<Secret>,
    /// Names of this server beside loopback ones, such as `example.org` or `10.0.0.5:9000`.
    pub hosts: Vec<String>,
}

/// Serves `server` on `listener` until `stop` is over, with the files of assets beside it.
///
/// # Errors
///
/// What the system says where it accepts no connection any more.
pub async fn serve(
    server: Server,
    listener: TcpListener,
    admission: Admission,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let files = Router::new()
        .route("/files/{id}", get(files::file))
        .with_state(server.app().clone())
        .route("/", get(async || HELLO))
        .route("/health", get(async || "ok"));
    serve_handler(&server, files, (listener, admission), stop).await
}

/// What a browser is told that finds no page here.
const HELLO: &str = "comfy-mcp: MCP clients connect to /mcp; files are at /files/{asset_id}\n";

/// Serves any MCP `handler` at `/mcp` with `beside` it, by the same rules.
///
/// # Errors
///
/// What the system says where it accepts no connection any more.
pub async fn serve_handler<H: ServerHandler + Clone>(
    handler: &H,
    beside: Router,
    (listener, admission): (TcpListener, Admission),
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let guard = Guard::new(&admission, listener.local_addr()?);
    let routes =
        beside.nest("/mcp", mcp::router(handler)).layer(from_fn_with_state(guard, guard::admit));
    axum::serve(listener, routes).with_graceful_shutdown(stop).await
}
