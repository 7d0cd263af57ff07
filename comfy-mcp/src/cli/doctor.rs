//! `comfy-mcp doctor`: looks for what keeps the server from working.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};

use clap::Args;
use comfy_mcp::doctor::{Finding, Report, Severity, examine};
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings};
use serde::Serialize;

use super::Verdict;
use super::terminal::{BAD, DOUBTFUL, GOOD, examples, waiting};

/// Look for what keeps the server from working
///
/// Goes through settings, folders, ports, each ComfyUI, then the workflows that it is to run. Every
/// finding comes with its remedy. Nothing is changed.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct DoctorArgs {
    /// Report as one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
    #[command(flatten)]
    server: ServerArgs,
}

const EXAMPLES: &str = "\
Examples:
  Find out why something does not work:
    comfy-mcp doctor
  Look at a ComfyUI before it is told to anyone:
    comfy-mcp doctor --comfyui http://gpu-box:8188 --workflows mine
  Have a script wait for a ComfyUI that can run everything:
    until comfy-mcp doctor --json > report.json; do sleep 5; done

Exit status: 0 if nothing is wrong, 1 if something is; warnings are no fault.";

/// What programs read.
#[derive(Serialize)]
struct Told<'a> {
    ok: bool,
    errors: usize,
    warnings: usize,
    #[serde(flatten)]
    report: &'a Report,
}

pub(crate) async fn run(args: &DoctorArgs) -> Result<Verdict, Box<dyn Error>> {
    let surroundings = Surroundings::of_process();
    let settings = Settings::resolve_usable(&args.common, &args.server, &surroundings);
    super::log(&settings.log.value);
    let report = waiting("looking around", examine(&settings)).await;
    let text = if args.json { json(&report) } else { words(&report) };
    match write!(anstream::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(if report.is_fine() { Verdict::Fine } else { Verdict::Faulty })
}

fn json(report: &Report) -> String {
    let told = Told {
        ok: report.is_fine(),
        errors: report.count(Severity::Error),
        warnings: report.count(Severity::Warning),
        report,
    };
    serde_json::to_string_pretty(&told).expect("BUG: a report is always JSON") + "\n"
}

fn words(report: &Report) -> String {
    let mut text: String = report.findings.iter().map(block).collect();
    let count = |severity, one: &str| match report.count(severity) {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let (errors, warnings) = (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
    writeln!(text, "\n{errors}, {warnings}").expect("BUG: a string takes text");
    text
}

/// A line, with one more for the remedy.
fn block(finding: &Finding) -> String {
    let Finding { code, severity, what, remedy } = finding;
    let head = match severity {
        Severity::Fine => format!("{GOOD}fine{GOOD:#}"),
        Severity::Warning => format!("{DOUBTFUL}warning[{code}]{DOUBTFUL:#}"),
        Severity::Error => format!("{BAD}error[{code}]{BAD:#}"),
    };
    let remedy = remedy.as_ref().map(|remedy| format!("  {remedy}\n")).unwrap_or_default();
    format!("{head}: {what}\n{remedy}")
}
