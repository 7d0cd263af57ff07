//! Runs the command line.

mod completions;
mod config;
mod convert;
mod doctor;
mod input;
mod layout;
mod output;
mod rules;
mod run;
mod sandbox;
mod serve;
mod terminal;
mod told;
mod validate;
mod workflows;

use std::io::{self, IsTerminal as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use terminal::{STYLES, complain, examples};

/// Every workflow of a ComfyUI as a tool for agents
///
/// An agent's client starts it, or reaches it over HTTP; the other commands look after workflows,
/// settings and the ComfyUI behind them.
#[derive(Debug, Parser)]
#[command(name = "comfy-mcp", version, max_term_width = 100, styles = STYLES)]
#[command(after_help = examples(EXAMPLES))]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  Tell Claude Code of it, with a stand-in for ComfyUI:
    comfy-mcp config claude-code --write --sandbox
  Find out why something does not work:
    comfy-mcp doctor
  Check a workflow before an agent runs it:
    comfy-mcp validate --comfyui http://127.0.0.1:8188 workflow_api.json

Each command says more: comfy-mcp COMMAND --help";

// Each command says itself what it does.
#[derive(Debug, Subcommand)]
enum Command {
    Completions(completions::CompletionsArgs),
    Config(config::ConfigArgs),
    Convert(convert::ConvertArgs),
    Doctor(doctor::DoctorArgs),
    Layout(layout::LayoutArgs),
    Run(Box<run::RunArgs>),
    Sandbox(sandbox::SandboxArgs),
    Serve(Box<serve::ServeArgs>),
    Validate(validate::ValidateArgs),
    Workflows(Box<workflows::WorkflowsArgs>),
}

/// What a command found.
enum Verdict {
    /// Everything is as it should be.
    Fine,
    /// Something is not, and was named.
    Faulty,
}

pub(crate) async fn run() -> ExitCode {
    let Some(command) = Cli::parse().command.or_else(started_by_client) else {
        // Nobody could type anything else to good effect.
        return match Cli::command().print_help() {
            Ok(()) => ExitCode::from(2),
            Err(_) => ExitCode::FAILURE,
        };
    };
    let verdict = match command {
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Config(args) => config::run(&args),
        Command::Convert(args) => convert::run(&args).await,
        Command::Doctor(args) => doctor::run(&args).await,
        Command::Layout(args) => layout::run(&args),
        Command::Run(args) => run::run(*args).await,
        Command::Sandbox(args) => sandbox::run(args).await.map(|()| Verdict::Fine),
        Command::Serve(args) => serve::run(*args).await.map(|()| Verdict::Fine),
        Command::Validate(args) => validate::run(&args).await,
        Command::Workflows(args) => workflows::run(*args).await,
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

/// What is meant where no command is given and no person is there to give one.
fn started_by_client() -> Option<Command> {
    let is_client = !io::stdin().is_terminal();
    is_client.then(|| Command::Serve(Box::new(serve::ServeArgs::over_stdio())))
}

/// Logs to the standard error from now on.
fn log(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::new(filter);
    let logging = tracing_subscriber::fmt().with_writer(io::stderr).with_env_filter(filter);
    // Another log is there already in tests only.
    let _ = logging.try_init();
}

/// Waits until the user or the system ends the program.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // A system without signals is ended in other ways.
    let _ = tokio::signal::ctrl_c().await;
}
