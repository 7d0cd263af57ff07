//! `comfy-mcp run`: runs one workflow from a terminal.
//!
//! `flags` makes a flag of each parameter, `preview` shows the picture where the terminal can.

mod flags;
mod preview;

use std::error::Error;
use std::io::IsTerminal as _;
use std::time::Duration;

use clap::Args;
use comfy_mcp::app::App;
use comfy_mcp::caller::{Caller, Step};
use comfy_mcp::error::{Code, ToolError};
use comfy_mcp::library::Entry;
use comfy_mcp::server::Server;
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings};
use comfy_mcp::start::Started;
use comfy_mcp::tools::Call;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value};

use super::Verdict;
use super::terminal::examples;

/// How long the server is waited for before its schema is taken as it is known.
const PATIENCE: Duration = Duration::from_secs(3);

/// Run one workflow
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct RunArgs {
    #[command(flatten)]
    common: CommonArgs,
    /// The workflow, then its parameters; `comfy-mcp run WORKFLOW --help` tells them
    #[arg(
        required = true,
        value_name = "WORKFLOW [FLAGS]",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    rest: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  Make a picture, keep a copy:
    comfy-mcp run generate_image --prompt \"a lighthouse at dusk\" -o lighthouse.png
  Tell what a workflow takes:
    comfy-mcp run generate_image --help
  Without a ComfyUI:
    comfy-mcp run --sandbox generate_image --prompt \"a lighthouse\" -o lighthouse.png";

/// A workflow that did not run as it should.
#[derive(Debug, thiserror::Error)]
#[error("{}{}", .0.message, advice(.0))]
struct Failed(ToolError);

/// The error with advice for a person instead of an agent.
fn on_terminal(mut error: ToolError, entry: &Entry) -> ToolError {
    if error.code == Code::InvalidArguments {
        error.hint = Some(format!("comfy-mcp run {} --help tells what it takes", entry.id));
    }
    error
}

/// What to do next, on a line of its own.
fn advice(error: &ToolError) -> String {
    error.hint.as_ref().map_or_else(String::new, |hint| format!("\n  {hint}"))
}

pub(crate) async fn run(args: RunArgs) -> Result<Verdict, Box<dyn Error>> {
    let surroundings = Surroundings::of_process();
    let settings = Settings::resolve(&args.common, &ServerArgs::default(), &surroundings)?;
    super::log(&settings.log.value);
    let started = Started::new(&settings).await?;
    let app = &started.app;
    wait_for_schema(app).await;
    let (name, flags) = args.rest.split_first().expect("BUG: clap requires one");
    let catalogue = app.library.catalogue();
    let entry = catalogue.named(name).map_err(Failed)?;
    let arguments = match flags::read(entry, &app.defaults, flags) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help comes as an error too, and goes to the standard output.
            error.print()?;
            return Ok(if error.use_stderr() { Verdict::Faulty } else { Verdict::Fine });
        }
    };
    let answer = call(&started, entry, arguments).await;
    let answer = answer.map_err(|Failed(error)| Failed(on_terminal(error, entry)))?;
    report(app, &answer).await
}

/// Ranges and models are those of the server, so it is asked first; one that is down is told later.
async fn wait_for_schema(app: &App) {
    use comfy_mcp::backend::Reach;
    let mut reaches = app.backend.reaches();
    let known = reaches.wait_for(|reach| !matches!(reach, Reach::Unknown));
    if tokio::time::timeout(PATIENCE, known).await.is_ok() {
        app.library.reload().await;
    }
}

async fn call(
    started: &Started,
    entry: &Entry,
    arguments: Map<String, Value>,
) -> Result<Map<String, Value>, Failed> {
    let bar = bar();
    let told = bar.clone();
    let caller = Caller::listening(move |step: &Step| {
        told.set_position((step.fraction * 1000.0) as u64);
        told.set_message(step.message.clone());
    });
    let server = Server::new(started.app.clone(), std::collections::BTreeSet::new());
    let call = Call { app: started.app.clone(), arguments, caller };
    let answer = tokio::select! {
        answer = comfy_mcp::tools::run_entry(entry, call) => answer,
        () = super::stopped() => {
            bar.abandon_with_message("stopping");
            server.app().jobs.cancel_all(Duration::from_secs(20)).await;
            Err(ToolError::new(Code::JobInterrupted, "stopped"))
        }
    };
    bar.finish_and_clear();
    answer.map(|reply| reply.json().clone()).map_err(Failed)
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(1000);
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} % {msg} {elapsed}");
    bar.set_style(style.expect("BUG: the template is a good one"));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[expect(clippy::print_stdout, reason = "the report of a command line program")]
async fn report(app: &App, answer: &Map<String, Value>) -> Result<Verdict, Box<dyn Error>> {
    for note in answer.get("notes").and_then(Value::as_array).into_iter().flatten() {
        eprintln!("note: {}", note.as_str().unwrap_or_default());
    }
    let assets = answer.get("assets").and_then(Value::as_array).into_iter().flatten();
    for asset in assets {
        let place = asset.get("saved_path").or_else(|| asset.get("asset_url"));
        println!("{}", place.and_then(Value::as_str).unwrap_or_default());
    }
    for text in answer.get("texts").and_then(Value::as_array).into_iter().flatten() {
        println!("{}", text.as_str().unwrap_or_default());
    }
    if std::io::stdout().is_terminal()
        && let Some(id) = answer.get("asset_id").and_then(Value::as_str)
    {
        preview::show(app, id).await;
    }
    let is_running = answer.get("status").and_then(Value::as_str) == Some("running");
    Ok(if is_running { Verdict::Faulty } else { Verdict::Fine })
}
