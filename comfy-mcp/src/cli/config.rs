//! `comfy-mcp config`: tells an MCP client of this server.

use std::env;
use std::error::Error;
use std::io::{self, ErrorKind, Write as _};

use clap::Args;
use comfy_mcp::clients::{Client, Launch, Os, Snippet, Written};
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings};

use super::Verdict;
use super::terminal::{examples, note};

/// Tell an MCP client of this server
///
/// Prints what has to stand in the client's configuration, or puts it there. The client then starts
/// the server by itself, with the settings that count here: the flags given, and those of the
/// environment, which clients do not pass on. Secrets are never written down.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ConfigArgs {
    /// The client
    #[arg(value_enum)]
    client: Client,
    /// Change the client's file; what it says else stays, and what it said is kept beside it
    #[arg(long)]
    write: bool,
    /// Let the client start the server (the default)
    #[arg(long, conflicts_with = "http")]
    stdio: bool,
    /// Let the client reach a server that runs already: `comfy-mcp serve`
    #[arg(long)]
    http: bool,
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    server: ServerArgs,
}

const EXAMPLES: &str = "\
Examples:
  See what Cursor has to be told:
    comfy-mcp config cursor
  Add the server to Claude Desktop, with a ComfyUI on another machine:
    comfy-mcp config claude-desktop --write --comfyui http://gpu-box:8188
  Try it in Codex without a ComfyUI:
    comfy-mcp config codex --write --sandbox

Exit status: 0 if it was printed or written, 2 if not; then nothing was changed.";

pub(crate) fn run(args: &ConfigArgs) -> Result<Verdict, Box<dyn Error>> {
    let surroundings = Surroundings::of_process();
    let settings = Settings::resolve(&args.common, &args.server, &surroundings)?;
    let launch = if args.http {
        Launch::address(&settings)?
    } else {
        let program = env::current_exe()?;
        Launch::of_settings(program.to_string_lossy(), &settings, &surroundings)
    };
    let snippet = Snippet::new(args.client, &launch, Os::current(), &surroundings)?;
    if args.write {
        write(args.client, &snippet)?;
    } else {
        print(&snippet)?;
    }
    if !args.http {
        for omission in Launch::omissions(&settings) {
            note(&omission.to_string());
        }
    }
    Ok(Verdict::Fine)
}

fn write(client: Client, snippet: &Snippet) -> Result<(), Box<dyn Error>> {
    let file = snippet.file().display();
    match snippet.write()? {
        Written::Unchanged => note(&format!("`{file}` says so already")),
        Written::Created => note(&format!("`{file}` is new; restart {client}")),
        Written::Changed { backup } => note(&format!(
            "`{file}` is changed, `{}` is what it was; restart {client}",
            backup.display()
        )),
    }
    Ok(())
}

/// Prints the snippet alone to the standard output, what is to be done with it beside.
fn print(snippet: &Snippet) -> io::Result<()> {
    if let Some(command) = &snippet.command {
        note(&format!("run `{command}`, or:"));
    }
    note(&format!("put this into `{}`, or say --write:", snippet.file().display()));
    match write!(io::stdout().lock(), "{}", snippet.text()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
