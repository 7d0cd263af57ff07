//! Runs the command line.

mod sandbox;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// ComfyUI for agents.
#[derive(Debug, Parser)]
#[command(name = "comfy-mcp", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a stand-in ComfyUI: real protocol, real pixels for images, placeholders for samplers
    Sandbox(sandbox::SandboxArgs),
}

pub(crate) async fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Sandbox(args) => sandbox::run(args).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
