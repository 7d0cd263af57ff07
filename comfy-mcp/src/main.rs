//! The `comfy-mcp` program.
//!
//! So far it only runs the stand-in server; the MCP server comes with workflows as tools.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run().await
}
