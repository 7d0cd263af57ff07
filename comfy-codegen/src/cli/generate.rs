//! `comfy-codegen generate`: writes typed nodes.

use std::error::Error;
use std::path::{Path, PathBuf};

use comfy_codegen::write::{self, Mode};
use comfy_codegen::{Generator, Lock, Select, Settings, used};

use super::args::GenerateArgs;
use super::{Verdict, joined, report};

pub(crate) fn run(args: &GenerateArgs) -> Result<Verdict, Box<dyn Error>> {
    let mode = if args.check { Mode::Check } else { Mode::Write };
    let stale = bring(args, mode)?;
    if stale.is_empty() {
        report(&format!("{}: up to date", args.output.display()));
        return Ok(Verdict::Fine);
    }
    for path in &stale {
        let state = if args.check { "stale" } else { "written" };
        report(&format!("{}: {state}", path.display()));
    }
    if !args.check {
        return Ok(Verdict::Fine);
    }
    report(&format!("run `{}`", command(args)));
    Ok(Verdict::Stale)
}

/// Brings the output up to date, and names the files that were not.
pub(super) fn bring(args: &GenerateArgs, mode: Mode) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let loaded = args.source.schema().load()?;
    for degradation in loaded.schema.degradations() {
        eprintln!("warning: {degradation}");
    }
    let settings = Settings { select: select(args)?, models: args.models() };
    let generator = Generator::new(&loaded.schema, settings)
        .origin(loaded.origin())
        .command(command(args))
        .lock(Lock::at(&args.lock)?);
    let mut stale = Vec::new();
    let lock = if is_file(&args.output) {
        let (file, lock) = generator.single_file().map_err(|errors| joined(&errors))?;
        if write::file(&args.output, &file.text, mode)? {
            stale.push(args.output.clone());
        }
        lock
    } else {
        let (files, lock) = generator.folder().map_err(|errors| joined(&errors))?;
        stale.extend(write::folder(&args.output, &files, mode)?);
        lock
    };
    if write::file(&args.lock, &lock.to_json(), mode)? {
        stale.push(args.lock.clone());
    }
    Ok(stale)
}

fn is_file(output: &Path) -> bool {
    output.extension().is_some_and(|ending| ending == "rs")
}

fn select(args: &GenerateArgs) -> Result<Select, Box<dyn Error>> {
    if !args.only.is_empty() {
        return Ok(Select::Only(args.only.iter().cloned().collect()));
    }
    if args.used.is_empty() {
        return Ok(Select::All);
    }
    Ok(used::select(&args.used)?)
}

/// The command that makes the output, for its header and for advice.
fn command(args: &GenerateArgs) -> String {
    let mut words = vec!["comfy-codegen generate".to_owned()];
    let mut flag = |name: &str, value: &str| words.push(format!("{name} {}", quoted(value)));
    if let Some(url) = &args.source.server.comfyui {
        flag("--comfyui", url);
    }
    for (name, path) in
        [("--snapshot", &args.source.snapshot), ("--object-info", &args.source.object_info)]
    {
        if let Some(path) = path {
            flag(name, &path.to_string_lossy());
        }
    }
    if !args.only.is_empty() {
        flag("--only", &args.only.join(","));
    }
    for folder in &args.used {
        flag("--used", &folder.to_string_lossy());
    }
    if args.lock != Path::new("comfy.lock") {
        flag("--lock", &args.lock.to_string_lossy());
    }
    flag("-o", &args.output.to_string_lossy());
    if args.source.stock {
        words.insert(1, "--stock".to_owned());
    }
    if args.no_models {
        words.insert(1, "--no-models".to_owned());
    }
    words.join(" ")
}

fn quoted(value: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./,:".contains(letter);
    if value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}
