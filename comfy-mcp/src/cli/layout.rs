//! `comfy-mcp layout`: lays out the nodes of editor workflows again.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use comfy_graph_core::workflow::{FileName, WorkflowFile, arrange};

use super::output::{Count, Output};
use super::terminal::{Progress, examples};
use super::told::{Converted, Told};
use super::{Verdict, input};

/// Lay out the nodes of editor workflows again
///
/// Links run from left to right afterwards, in columns without overlaps; groups go where their
/// nodes go. Nothing but positions changes. A file holds an editor workflow, as JSON or inside a
/// picture, sound or video that ComfyUI saved.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct LayoutArgs {
    /// The files; a folder stands for its .json files, - for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write to this file, or to a file of the same name each in this folder
    #[arg(long, short, value_name = "DIR_OR_FILE")]
    output: Option<PathBuf>,
    /// Report as a JSON object for each file, one a line
    #[arg(long, requires = "output")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  Tidy a workflow up:
    comfy-mcp layout tangled.json -o tidy.json
  Tidy up the workflow inside a picture:
    comfy-mcp layout ComfyUI_00001_.png > workflow.json
  Tidy a folder up, each file in its place:
    comfy-mcp layout workflows/ -o workflows/

Exit status: 0 if every file was laid out, 1 if one was not, 2 if nothing was tried.";

/// A file that has no positions.
#[derive(Debug, thiserror::Error)]
#[error(
    "{file} holds a prompt, which has no positions; draw it first: `comfy-mcp convert --to ui`"
)]
struct NoPositions {
    file: FileName,
}

pub(crate) fn run(args: &LayoutArgs) -> Result<Verdict, Box<dyn Error>> {
    let files: Vec<_> = args.files.iter().flat_map(|name| input::named(name)).collect();
    let output = Output::new(args.output.clone(), Count::of(&args.files, files.len()))?;
    let mut told = Told::new(args.json);
    let progress = Progress::through(files.len());
    for file in files {
        progress.at(file.as_deref().unwrap_or_default());
        let outcome = match &file {
            Ok(file) => layout(file),
            Err(error) => Err(error.to_string().into()),
        };
        let name = file.as_ref().map_or_else(|error| error.file(), String::as_str);
        progress.aside(|| told.outcome(name, outcome, &output))?;
        progress.done();
    }
    Ok(told.verdict())
}

fn layout(file: &str) -> Result<Converted, Box<dyn Error>> {
    let bytes = input::bytes(file)?;
    let workflow = WorkflowFile::load(&bytes, FileName::new(file))?;
    let Some(mut editor) = workflow.to_editor()? else {
        return Err(NoPositions { file: FileName::new(file) }.into());
    };
    arrange(&mut editor);
    let text = serde_json::to_string_pretty(&editor.to_json().to_value())?;
    Ok(Converted { text, nodes: editor.root.nodes.len(), remarks: Vec::new() })
}
