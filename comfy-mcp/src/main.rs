//! The `comfy-mcp` program.
//!
//! Serves workflows as tools; its other commands look after workflows, settings and ComfyUI.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run().await
}
