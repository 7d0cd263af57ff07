//! `comfy-mcp convert`: turns workflow files of one form into the other.

use std::error::Error;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{
    Content, ConvertError, Converter, Drawing, DynamicPrompts, FileName, LocalTime, Strictness,
    WorkflowFile, draw,
};
use jiff::Zoned;

use super::output::{Count, Output};
use super::rules::RulesArgs;
use super::terminal::{Progress, examples, waiting};
use super::told::{Converted, Remark, Told};
use super::{Verdict, input};

/// Turn workflow files of one form into the other
///
/// A file holds a workflow in either form, as JSON or inside a picture, sound or video that ComfyUI
/// saved. What cannot be converted is told with its node; what was left out or guessed, too.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ConvertArgs {
    /// The files; a folder stands for its .json files, - for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The form to write: what servers take, or what the editor opens
    #[arg(long, value_enum, value_name = "FORM")]
    to: Target,
    /// Refuse what the editor itself refuses to export, instead of leaving it out
    #[arg(long)]
    strict: bool,
    /// What becomes of choices such as {red|blue} in texts
    #[arg(long, value_enum, default_value = "first", value_name = "HOW")]
    dynamic_prompts: Choices,
    /// Where drawing lots for dynamic prompts starts
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    seed: u64,
    #[command(flatten)]
    rules: RulesArgs,
    /// Write to this file, or to a file of the same name each in this folder
    #[arg(long, short, value_name = "DIR_OR_FILE")]
    output: Option<PathBuf>,
    /// Report as a JSON object for each file, one a line
    #[arg(long, requires = "output")]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  Turn what the editor saved into what POST /prompt takes:
    comfy-mcp convert --to api workflow.json -o workflow_api.json
  Open in the editor what was exported for the API:
    comfy-mcp convert --to ui workflow_api.json -o workflow.json
  Take the workflows out of a folder of pictures, by the ComfyUI that will run them:
    comfy-mcp convert --to api --comfyui http://127.0.0.1:8188 pictures/*.png -o prompts/

Exit status: 0 if every file was converted, 1 if one was not, 2 if nothing was tried.";

/// A form of workflow files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// The API form, which servers take
    Api,
    /// The form that the editor opens, laid out where it was an API form
    Ui,
}

/// What becomes of choices in texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Choices {
    /// Take the first
    First,
    /// Draw lots
    Random,
    /// Leave texts as they are
    Leave,
}

pub(crate) async fn run(args: &ConvertArgs) -> Result<Verdict, Box<dyn Error>> {
    let files: Vec<_> = args.files.iter().flat_map(|name| input::named(name)).collect();
    let output = Output::new(args.output.clone(), Count::of(&args.files, files.len()))?;
    let rules = waiting("reading the schema", args.rules.load()).await?;
    let mut told = Told::new(args.json);
    let progress = Progress::through(files.len());
    for file in files {
        progress.at(file.as_deref().unwrap_or_default());
        let outcome = match &file {
            Ok(file) => convert(args, rules.schema(), file),
            Err(error) => Err(error.to_string().into()),
        };
        let name = file.as_ref().map_or_else(|error| error.file(), String::as_str);
        progress.aside(|| told.outcome(name, outcome, &output))?;
        progress.done();
    }
    Ok(told.verdict())
}

fn convert(args: &ConvertArgs, schema: &Schema, file: &str) -> Result<Converted, Box<dyn Error>> {
    let bytes = input::bytes(file)?;
    let workflow = WorkflowFile::load(&bytes, FileName::new(file))?;
    match args.to {
        Target::Api => to_api(args, schema, &workflow),
        Target::Ui => to_ui(schema, &workflow),
    }
}

fn to_api(
    args: &ConvertArgs,
    schema: &Schema,
    file: &WorkflowFile,
) -> Result<Converted, Box<dyn Error>> {
    if let Content::Prompt(prompt) = file.content() {
        let text = serde_json::to_string_pretty(prompt)?;
        return Ok(Converted { text, nodes: prompt.len(), remarks: Vec::new() });
    }
    let editor = file.to_editor()?.expect("BUG: it holds no prompt");
    let strictness = if args.strict { Strictness::Strict } else { Strictness::Helpful };
    let converter = Converter::new(schema)
        .strictness(strictness)
        .dynamic_prompts(args.dynamic_prompts.with(args.seed))
        .now(now());
    let conversion = converter.convert(&editor).map_err(|source| {
        let file = file.origin().file.clone();
        Refused { file, source }
    })?;
    let text = serde_json::to_string_pretty(&conversion.prompt)?;
    let remarks = conversion.notes.iter().map(Remark::from).collect();
    Ok(Converted { text, nodes: conversion.prompt.len(), remarks })
}

fn to_ui(schema: &Schema, file: &WorkflowFile) -> Result<Converted, Box<dyn Error>> {
    let (editor, losses) = match file.content() {
        Content::Prompt(prompt) => {
            let Drawing { workflow, losses } = draw(prompt, schema);
            (workflow, losses)
        }
        Content::Editor => (file.to_editor()?.expect("BUG: it holds no prompt"), Vec::new()),
    };
    let text = serde_json::to_string_pretty(&editor.to_json().to_value())?;
    let remarks = losses.iter().map(Remark::from).collect();
    Ok(Converted { text, nodes: editor.root.nodes.len(), remarks })
}

/// A file that has no prompt.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be converted")]
struct Refused {
    file: FileName,
    source: ConvertError,
}

impl Choices {
    fn with(self, seed: u64) -> DynamicPrompts {
        match self {
            Self::First => DynamicPrompts::First,
            Self::Random => DynamicPrompts::Random { seed },
            Self::Leave => DynamicPrompts::Leave,
        }
    }
}

/// The time that file names ask for.
fn now() -> LocalTime {
    let now = Zoned::now();
    let unsigned = i8::unsigned_abs;
    LocalTime {
        year: now.year().unsigned_abs(),
        month: unsigned(now.month()),
        day: unsigned(now.day()),
        hour: unsigned(now.hour()),
        minute: unsigned(now.minute()),
        second: unsigned(now.second()),
    }
}
