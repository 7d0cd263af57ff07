//! Runs the command line.

mod convert;
mod input;
mod rules;
mod sandbox;
mod validate;

use std::error::Error;
use std::io::{self, Write};
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
    /// Turn workflow files of one form into the other
    Convert(convert::ConvertArgs),
    /// Run a stand-in ComfyUI: real protocol, real pixels for images, placeholders for samplers
    Sandbox(sandbox::SandboxArgs),
    /// Tell what a ComfyUI would answer to prompts, without sending them
    Validate(validate::ValidateArgs),
}

/// What a command found.
enum Verdict {
    /// Everything is as it should be.
    Fine,
    /// Something is not, and was named.
    Faulty,
}

pub(crate) async fn run() -> ExitCode {
    let verdict = match Cli::parse().command {
        Command::Convert(args) => convert::run(&args).await,
        Command::Sandbox(args) => sandbox::run(args).await.map(|()| Verdict::Fine),
        Command::Validate(args) => validate::run(&args).await,
    };
    match verdict {
        Ok(Verdict::Fine) => ExitCode::SUCCESS,
        Ok(Verdict::Faulty) => ExitCode::from(1),
        Err(error) => {
            complain(&*error);
            ExitCode::from(2)
        }
    }
}

/// Tells of `error` with its causes; one who does not listen is no error.
fn complain(error: &dyn Error) {
    let causes = std::iter::successors(error.source(), |cause| Error::source(*cause));
    let causes: String = causes.map(|cause| format!("\n  {cause}")).collect();
    let _ = writeln!(io::stderr(), "error: {error}{causes}");
}
