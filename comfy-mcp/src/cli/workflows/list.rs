//! `comfy-mcp workflows list`: lists what can be run.

use std::error::Error;
use std::fmt::Write as _;

use clap::Args;
use comfy_mcp::library::Entry;
use comfy_mcp::settings::CommonArgs;
use serde_json::json;

use super::survey::Survey;
use super::table;
use crate::cli::Verdict;
use crate::cli::terminal::{BAD, HEADING, examples};

/// List the workflows, with their parameters
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ListArgs {
    /// Report as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  List what agents can run:
    comfy-mcp workflows list
  List the names alone:
    comfy-mcp workflows list --json | jq -r '.workflows[].id'

Exit status: 0 if all files of the folder can be used, 1 if one cannot.";

pub(super) async fn run(args: &ListArgs) -> Result<Verdict, Box<dyn Error>> {
    let survey = Survey::new(&args.common).await?;
    let text = if args.json { json(&survey) } else { words(&survey) };
    super::print(&text)?;
    let is_fine = survey.catalogue.faults().is_empty();
    Ok(if is_fine { Verdict::Fine } else { Verdict::Faulty })
}

fn json(survey: &Survey) -> String {
    let entries: Vec<_> = survey.catalogue.entries().map(|entry| table::entry(entry)).collect();
    super::json(&json!({
        "workflow_dir": survey.settings.workflow_dir.value,
        "workflows": entries,
        "unusable": survey.catalogue.faults(),
    }))
}

fn words(survey: &Survey) -> String {
    let mut text = String::new();
    for entry in survey.catalogue.entries() {
        text += &block(entry);
    }
    for fault in survey.catalogue.faults() {
        writeln!(text, "{BAD}cannot be used{BAD:#}: {fault}").expect("BUG: a string takes text");
    }
    text
}

fn block(entry: &Entry) -> String {
    let parameters = entry.parameters().map(|parameter| match parameter.is_required() {
        true => parameter.name.to_string(),
        false => format!("[{}]", parameter.name),
    });
    let parameters = parameters.collect::<Vec<_>>().join(" ");
    let (Entry { id, description, .. }, home) = (entry, table::home(entry));
    format!("{HEADING}{id}{HEADING:#} {parameters}\n  {description}\n  {home}\n\n")
}
