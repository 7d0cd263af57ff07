//! The `comfy-mcp` program.
//!
//! So far it checks prompts and runs the stand-in server; workflows as tools come later.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run().await
}
