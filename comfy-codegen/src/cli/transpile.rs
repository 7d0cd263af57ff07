//! `comfy-codegen transpile`: turns a workflow file into Rust.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use comfy_codegen::Lock;
use comfy_codegen::transpile::{FunctionName, Transpiler};
use comfy_codegen::write::{self, Mode};
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::workflow::{Content, FileName, WorkflowFile};

use super::args::TranspileArgs;
use super::{Verdict, report};

pub(crate) fn run(args: &TranspileArgs) -> Result<Verdict, Box<dyn Error>> {
    let path = &args.workflow;
    let prompt = prompt(load(path)?)?;
    let loaded = args.source.schema().load()?;
    for degradation in loaded.schema.degradations() {
        eprintln!("warning: {degradation}");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let transpiler = Transpiler::new(&loaded.schema)
        .lock(Lock::at(&args.lock)?)
        .module(args.module.clone())
        .origin(format!("`{name}`"));
    let function = args.function.clone().unwrap_or_else(|| named_after(path));
    let made = transpiler.transpile(&prompt, &function);
    for note in &made.notes {
        eprintln!("note: {note}");
    }
    match &args.output {
        None => {
            // One who has stopped reading is no error.
            let _ = io::stdout().write_all(made.text.as_bytes());
        }
        Some(output) => {
            let differed = write::file(output, &made.text, Mode::Write)?;
            let state = if differed { "written" } else { "up to date" };
            report(&format!("{}: {state}{}", output.display(), counted(made.notes.len())));
        }
    }
    Ok(Verdict::Fine)
}

fn load(path: &Path) -> Result<WorkflowFile, Box<dyn Error>> {
    let name = path.display().to_string();
    let bytes = fs::read(path)
        .map_err(|error| format!("cannot read `{name}`: {error}; name a workflow file"))?;
    Ok(WorkflowFile::load(&bytes, FileName::new(name))?)
}

/// The prompt of a file; the one place that knows which forms become one.
fn prompt(file: WorkflowFile) -> Result<Prompt, Box<dyn Error>> {
    let origin = file.origin().to_string();
    match file.content() {
        Content::Prompt(prompt) => Ok(prompt.clone()),
        Content::Editor => {
            let remedy = "export it with `Export (API)` in ComfyUI and transpile that file";
            Err(format!("{origin} is a workflow of the editor; {remedy}").into())
        }
    }
}

fn named_after(path: &Path) -> FunctionName {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    // `name.json.png` is a picture of `name`.
    FunctionName::of(stem.trim_end_matches(".json"))
}

fn counted(notes: usize) -> String {
    match notes {
        0 => String::new(),
        1 => ", 1 note: it is a comment there too".to_owned(),
        notes => format!(", {notes} notes: they are comments there too"),
    }
}
