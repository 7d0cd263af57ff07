//! `comfy-mcp workflows show`: tells what one workflow takes.

use std::error::Error;
use std::fmt::Write as _;

use clap::Args;
use comfy_graph_core::template::Parameter;
use comfy_mcp::library::Entry;
use comfy_mcp::settings::CommonArgs;
use serde_json::Value;

use super::survey::Survey;
use super::table;
use crate::cli::Verdict;
use crate::cli::terminal::{HEADING, examples};

/// Tell what a workflow takes: types, ranges, defaults, choices
///
/// Parameters stand in the file as placeholders, or are named beside it; what else can be set was
/// found by following links from the samplers.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ShowArgs {
    /// The workflow, by its id, its file or its title
    #[arg(value_name = "ID")]
    workflow: String,
    /// Report as one JSON object, with every choice
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  See what a workflow takes:
    comfy-mcp workflows show generate_image
  List every choice of its first parameter:
    comfy-mcp workflows show generate_image --json | jq '.parameters[0].enum'";

pub(super) async fn run(args: &ShowArgs) -> Result<Verdict, Box<dyn Error>> {
    let survey = Survey::new(&args.common).await?;
    let entry = survey.find(&args.workflow)?;
    super::print(&if args.json { json(entry) } else { words(entry) })?;
    Ok(Verdict::Fine)
}

fn json(entry: &Entry) -> String {
    let mut shown = table::entry(entry);
    let settings = entry.template.settings().map(|setting| table::parameter(&setting.parameter));
    shown["settings"] = Value::Array(settings.collect());
    super::json(&shown)
}

fn words(entry: &Entry) -> String {
    let Entry { id, name, description, notes, .. } = entry;
    let home = table::home(entry);
    let mut text = format!("{HEADING}{id}{HEADING:#}: {name}\n{description}\n{home}\n");
    let parameters: Vec<_> = entry.template.parameters().collect();
    text += &part("Parameters", &parameters);
    let settings = entry.template.settings().map(|setting| &setting.parameter);
    text += &part("What else can be set", &settings.collect::<Vec<_>>());
    for note in notes {
        writeln!(text, "\nnote: {note}").expect("BUG: a string takes text");
    }
    text
}

fn part(title: &str, parameters: &[&Parameter]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let head = ["Name", "Takes", "Unless given", "Range or choices"].map(str::to_owned);
    let rows = parameters.iter().map(|parameter| {
        let kind = parameter.domain.kind.name();
        let takes = kind.trim_start_matches("an ").trim_start_matches("a ").to_owned();
        let range = table::range(&parameter.domain);
        [parameter.name.to_string(), takes, table::fallback(parameter), range]
    });
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    format!("\n{HEADING}{title}{HEADING:#}\n{}", table::columns(&rows))
}
