//! `comfy-codegen check`: tells what is stale, and what a server changed.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use clap::Parser;
use comfy_codegen::write::{Mode, generated_files};
use comfy_codegen::{SchemaSource, used};
use comfy_graph_core::schema::{Drift, Schema, Severity};

use super::args::{CheckArgs, Cli, Command, GenerateArgs};
use super::generate::bring;
use super::{Verdict, report};

/// What stands before the command in a header.
const REMEDY: &str = "// To make it anew: ";

pub(crate) fn run(args: &CheckArgs) -> Result<Verdict, Box<dyn Error>> {
    let commands = commands(&args.files);
    if commands.is_empty() && args.server.comfyui.is_none() {
        return Err("no generated file is here; `comfy-codegen generate -o FILE` makes one".into());
    }
    let mut fine = true;
    for (command, generate) in &commands {
        fine &= is_current(command, generate)?;
    }
    if let Some(server) = args.server.server() {
        let current = SchemaSource::Server(server).load()?.schema;
        let known = match args.snapshot.exists() {
            true => SchemaSource::File(args.snapshot.clone()),
            false => SchemaSource::Stock,
        };
        fine &= no_drift(&known, &current, &commands)?;
    }
    Ok(if fine { Verdict::Fine } else { Verdict::Stale })
}

fn is_current(command: &str, generate: &GenerateArgs) -> Result<bool, Box<dyn Error>> {
    let stale = bring(generate, Mode::Check)?;
    if stale.is_empty() {
        report(&format!("{}: up to date", generate.output.display()));
        return Ok(true);
    }
    for path in &stale {
        report(&format!("{}: stale", path.display()));
    }
    report(&format!("run `{command}`"));
    Ok(false)
}

/// Reports how the server differs from the snapshot; only what can break or change programs counts.
fn no_drift(
    known: &SchemaSource,
    current: &Schema,
    commands: &BTreeMap<String, GenerateArgs>,
) -> Result<bool, Box<dyn Error>> {
    let drift = Drift::between(&known.load()?.schema, current);
    let folders: Vec<&PathBuf> = commands.values().flat_map(|generate| &generate.used).collect();
    for severity in [Severity::Breaking, Severity::Behaviour] {
        for change in drift.of(severity) {
            report(&format!("{}: {change}", word(severity)));
            for (path, line) in
                folders.iter().flat_map(|folder| used::lines_with(folder, change.class().as_str()))
            {
                report(&format!("  used at {}:{line}", path.display()));
            }
        }
    }
    let counted = [Severity::Breaking, Severity::Behaviour, Severity::Data];
    let counts = counted.map(|severity| format!("{} {}", drift.count(severity), word(severity)));
    report(&format!("drift from {known}: {}", counts.join(", ")));
    let stale = drift.count(Severity::Breaking) + drift.count(Severity::Behaviour) > 0;
    if stale {
        report("run `comfy-codegen snapshot --comfyui URL`, then `comfy-codegen generate`");
    }
    Ok(!stale)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "breaking",
        Severity::Behaviour => "behaviour",
        Severity::Data => "data",
    }
}

/// The commands in the headers of the generated files, each once.
fn commands(files: &[PathBuf]) -> BTreeMap<String, GenerateArgs> {
    let here = vec![PathBuf::from(".")];
    let roots = if files.is_empty() { &here } else { files };
    let found = roots
        .iter()
        .flat_map(|root| if root.is_dir() { generated_files(root) } else { vec![root.clone()] });
    found.filter_map(|path| command(&path)).collect()
}

fn command(path: &Path) -> Option<(String, GenerateArgs)> {
    let text = std::fs::read_to_string(path).ok()?;
    let command = text.lines().take(3).find_map(|line| line.strip_prefix(REMEDY))?;
    let words = split(command);
    match Cli::try_parse_from(words).ok()?.command {
        Command::Generate(generate) => Some((command.to_owned(), generate)),
        _ => None,
    }
}

/// The words of a command, quotes resolved as a shell would.
fn split(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let mut letters = command.chars();
    while let Some(letter) = letters.next() {
        let word = words.last_mut().expect("BUG: there is always a word");
        match letter {
            '\'' => quoted = !quoted,
            '\\' if !quoted => word.extend(letters.next()),
            ' ' if !quoted => words.push(String::new()),
            letter => word.push(letter),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_resolved() {
        assert_eq!(
            split(r"a --used 'my src' -o 'it'\''s.rs'"),
            ["a", "--used", "my src", "-o", "it's.rs"]
        );
    }
}
