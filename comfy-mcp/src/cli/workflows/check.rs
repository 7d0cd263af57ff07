//! `comfy-mcp workflows check`: tells which workflows the ComfyUI would refuse.

use std::error::Error;
use std::fmt::Write as _;

use clap::Args;
use comfy_mcp::doctor::{Finding, Severity, check};
use comfy_mcp::library::Entry;
use comfy_mcp::settings::CommonArgs;
use serde_json::{Value, json};

use super::survey::Survey;
use crate::cli::Verdict;
use crate::cli::terminal::{BAD, DOUBTFUL, GOOD, examples};

/// Tell which workflows the ComfyUI would refuse, and why
///
/// Each is filled in with its defaults, samples where there are none, then judged as the ComfyUI
/// judges prompts. Nothing is run.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct CheckArgs {
    /// The workflow; all of them where none is named
    #[arg(value_name = "ID")]
    workflow: Option<String>,
    /// Report as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  Check all workflows against the ComfyUI that will run them:
    comfy-mcp workflows check --comfyui http://gpu-box:8188
  Check one, for a script:
    comfy-mcp workflows check portrait --json

Exit status: 0 if the ComfyUI takes them, 1 if it would refuse one or a file cannot be used.";

pub(super) async fn run(args: &CheckArgs) -> Result<Verdict, Box<dyn Error>> {
    let survey = Survey::new(&args.common).await?;
    let entries: Vec<&Entry> = match &args.workflow {
        Some(name) => vec![survey.find(name)?],
        None => survey.catalogue.entries().map(|entry| &**entry).collect(),
    };
    let defaults = survey.defaults();
    let checked: Vec<_> =
        entries.into_iter().map(|entry| (entry, check(entry, &survey.known, &defaults))).collect();
    // A file of another workflow is nobody's question.
    let faults = if args.workflow.is_none() { survey.catalogue.faults() } else { &[] };
    let mut text = String::new();
    for (entry, findings) in &checked {
        text += &block(entry, findings);
    }
    for fault in faults {
        writeln!(text, "{BAD}cannot be used{BAD:#}: {fault}").expect("BUG: a string takes text");
    }
    if args.json {
        let checked: Vec<_> =
            checked.iter().map(|(entry, findings)| told(entry, findings)).collect();
        text = super::json(&json!({"workflows": checked, "unusable": faults}));
    }
    super::print(&text)?;
    let is_refused = checked.iter().any(|(_, findings)| !is_taken(findings));
    Ok(if is_refused || !faults.is_empty() { Verdict::Faulty } else { Verdict::Fine })
}

/// Whether nothing weighs more than a warning.
pub(super) fn is_taken(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity < Severity::Error)
}

fn told(entry: &Entry, findings: &[Finding]) -> Value {
    json!({"id": entry.id, "ok": is_taken(findings), "findings": findings})
}

/// A line for the workflow, with two for each finding.
pub(super) fn block(entry: &Entry, findings: &[Finding]) -> String {
    let id = &entry.id;
    let head = match findings.iter().map(|finding| finding.severity).max() {
        None | Some(Severity::Fine) => format!("{GOOD}fine{GOOD:#}: {id}\n"),
        Some(Severity::Warning) => format!("{DOUBTFUL}warning{DOUBTFUL:#}: {id}\n"),
        Some(Severity::Error) => format!("{BAD}error{BAD:#}: {id}\n"),
    };
    let lines = findings.iter().map(|Finding { code, what, remedy, .. }| {
        let remedy = remedy.as_ref().map(|remedy| format!("    {remedy}\n")).unwrap_or_default();
        format!("  {code}: {what}\n{remedy}")
    });
    head + &lines.collect::<String>()
}
