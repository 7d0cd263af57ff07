//! `comfy-mcp workflows`: looks after the workflows that become tools.
//!
//! `survey` finds them with the schema of their server; `list`, `show`, `check`, `import` are the
//! commands, `table` writes columns.

mod check;
mod import;
mod list;
mod show;
mod survey;
mod table;

use std::error::Error;
use std::io::{ErrorKind, Write as _};

use clap::{Args, Subcommand};

use super::Verdict;
use super::terminal::examples;

/// Look after the workflows that become tools
///
/// They are the shipped ones and those of the folder of workflows: files in the form of the API or
/// of the editor, with what is said about them in a NAME.meta.json beside. Ranges and models are
/// those of the ComfyUI, as last known where it does not answer.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = examples(EXAMPLES))]
pub(crate) struct WorkflowsArgs {
    #[command(subcommand)]
    command: Option<WorkflowsCommand>,
    #[command(flatten)]
    list: list::ListArgs,
}

// Each command says itself what it does.
#[derive(Debug, Subcommand)]
enum WorkflowsCommand {
    List(list::ListArgs),
    Show(show::ShowArgs),
    Check(check::CheckArgs),
    Import(import::ImportArgs),
}

const EXAMPLES: &str = "\
Examples:
  List what agents can run:
    comfy-mcp workflows
  See what a workflow takes:
    comfy-mcp workflows show generate_image
  Find out which of them the ComfyUI cannot run:
    comfy-mcp workflows check --comfyui http://gpu-box:8188
  Make a tool of a picture that was made in the editor:
    comfy-mcp workflows import ComfyUI_00001_.png --name portrait

Exit status: 0 if all is well, 1 if a workflow cannot be used, 2 if nothing was done.";

pub(crate) async fn run(args: WorkflowsArgs) -> Result<Verdict, Box<dyn Error>> {
    match args.command {
        None => list::run(&args.list).await,
        Some(WorkflowsCommand::List(args)) => list::run(&args).await,
        Some(WorkflowsCommand::Show(args)) => show::run(&args).await,
        Some(WorkflowsCommand::Check(args)) => check::run(&args).await,
        Some(WorkflowsCommand::Import(args)) => import::run(&args).await,
    }
}

/// Writes a report; a reader who has left is no error.
fn print(text: &str) -> Result<(), Box<dyn Error>> {
    match write!(anstream::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// A report for programs.
fn json(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("BUG: a value is always JSON") + "\n"
}
