//! `comfy-mcp validate`: judges files of prompts as a ComfyUI would.
//!
//! `files` reads what is judged, `tally` reports.

mod files;
mod tally;

use std::error::Error;
use std::io;

use clap::Args;
use comfy_graph_core::validate::Style;

use super::rules::RulesArgs;
use super::terminal::{Progress, complain, examples, has_colours, waiting};
use super::{Verdict, input};
use files::{FileError, Prompt};
use tally::{Form, Tally};

/// Tell what a ComfyUI would answer to prompts, without sending them
///
/// A file holds a prompt in API form, or the whole body of a request. Each fault is told with its
/// place in the file, what is allowed there, and what to do.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ValidateArgs {
    /// The files; a folder stands for its .json files, - for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    rules: RulesArgs,
    /// Write a JSON object for each file instead of text, one a line
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  Check a prompt by the ComfyUI that will run it:
    comfy-mcp validate --comfyui http://127.0.0.1:8188 workflow_api.json
  List what is wrong in a folder of prompts, without a server:
    comfy-mcp validate prompts/ --json | jq -c 'select(.status != 200) | .file, .errors[].message'

Exit status: 0 if a server would run all of it, 1 if some of it is refused or could not be read,
2 if nothing was checked.";

pub(crate) async fn run(args: &ValidateArgs) -> Result<Verdict, Box<dyn Error>> {
    let rules = waiting("reading the schema", args.rules.load()).await?;
    let style = if has_colours() { Style::Coloured } else { Style::Plain };
    let form = if args.json { Form::Lines } else { Form::Text(style) };
    let mut tally = Tally::new(form, rules.schema(), io::stdout().lock());
    let validator = rules.validator();
    let files: Vec<_> = args.files.iter().flat_map(|name| input::named(name)).collect();
    let progress = Progress::through(files.len());
    for file in files {
        progress.at(file.as_deref().unwrap_or_default());
        let read = file.map_err(FileError::from).and_then(Prompt::read);
        let judged = read.map(|prompt| (validator.file(&prompt.text), prompt));
        progress.aside(|| match judged {
            Ok((report, prompt)) => tally.judged(&prompt, &report),
            Err(error) => {
                complain(&error);
                tally.not_judged(&error)
            }
        })?;
        progress.done();
    }
    drop(progress);
    tally.finish()
}
