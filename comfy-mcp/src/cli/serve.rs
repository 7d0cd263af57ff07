//! `comfy-mcp serve`: serves tools over HTTP, or over the standard input and output.

use std::error::Error;
use std::io::{self, Write as _};

use clap::Args;
use comfy_mcp::http::{self, Admission};
use comfy_mcp::server::Server;
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings};
use comfy_mcp::start::Started;
use comfy_mcp::stdio;
use comfy_mcp::tools::catalog;
use tokio::net::TcpListener;

use super::terminal::examples;

/// Serve the tools to MCP clients
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ServeArgs {
    /// Speak over the standard input and output, as clients do that start the server themselves
    #[arg(long)]
    stdio: bool,
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    server: ServerArgs,
}

impl ServeArgs {
    /// As a client starts it that names no command.
    pub(super) fn over_stdio() -> Self {
        Self { stdio: true, common: CommonArgs::default(), server: ServerArgs::default() }
    }
}

const EXAMPLES: &str = "\
Examples:
  Serve at http://127.0.0.1:9000/mcp, working with the ComfyUI at its usual address:
    comfy-mcp serve
  Try it without a ComfyUI:
    comfy-mcp serve --sandbox";

/// An address that cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on `{address}`; is a server there already? choose another with --listen")]
struct Taken {
    address: std::net::SocketAddr,
    source: io::Error,
}

pub(crate) async fn run(args: ServeArgs) -> Result<(), Box<dyn Error>> {
    let settings = Settings::resolve(&args.common, &args.server, &Surroundings::of_process())?;
    super::log(&settings.log.value);
    for warning in settings.warnings() {
        tracing::warn!("{warning}");
    }
    // It takes as long as all the rest, which needs it last.
    tokio::task::spawn_blocking(catalog::prepare);
    let started = Started::new(&settings).await?;
    let server = Server::new(started.app.clone(), settings.toolsets.value.clone());
    tokio::spawn(server.clone().follow());
    if args.stdio {
        stdio::serve(server).await?;
    } else {
        over_http(server, &settings).await?;
    }
    Ok(())
}

async fn over_http(server: Server, settings: &Settings) -> Result<(), Box<dyn Error>> {
    let address = settings.listen()?.value;
    let listener = TcpListener::bind(address).await.map_err(|source| Taken { address, source })?;
    let external = settings.external_url.as_ref().map(|url| url.value.clone());
    let host = external.as_deref().and_then(|url| url.parse::<axum::http::Uri>().ok());
    let admission = Admission {
        token: settings.token.as_ref().map(|token| token.value.clone()),
        hosts: host.and_then(|uri| uri.host().map(ToOwned::to_owned)).into_iter().collect(),
    };
    let comfyui = server.app().backend.address();
    let told =
        format!("serving http://{}/mcp with the ComfyUI at {comfyui}", listener.local_addr()?);
    // Nobody reading it is no failure.
    let _ = writeln!(io::stderr(), "{told}; Ctrl-C stops it");
    http::serve(server, listener, admission, super::stopped()).await?;
    Ok(())
}
