//! `comfy-codegen transpile`: turns a workflow file into Rust.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use comfy_codegen::Lock;
use comfy_codegen::transpile::{FunctionName, Transpiler};
use comfy_codegen::write::{self, Mode};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Content, Conversion, Converter, FileName, WorkflowFile};

use super::args::TranspileArgs;
use super::{Verdict, report};

pub(crate) fn run(args: &TranspileArgs) -> Result<Verdict, Box<dyn Error>> {
    let path = &args.workflow;
    let file = load(path)?;
    let loaded = args.source.schema().load()?;
    for degradation in loaded.schema.degradations() {
        eprintln!("warning: {degradation}");
    }
    let Conversion { prompt, notes, hosts, .. } = conversion(&file, &loaded.schema)?;
    for note in &notes {
        eprintln!("note: {note}");
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let transpiler = Transpiler::new(&loaded.schema)
        .lock(Lock::at(&args.lock)?)
        .module(args.module.clone())
        .names(hosts)
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

/// The prompt of a file; editor workflows name the functions of their subgraphs.
fn conversion(file: &WorkflowFile, schema: &Schema) -> Result<Conversion, Box<dyn Error>> {
    if let Content::Prompt(prompt) = file.content() {
        return Ok(Conversion { prompt: prompt.clone(), ..Conversion::default() });
    }
    let editor = file.to_editor()?.expect("BUG: a file without a prompt is the editor's");
    let converted = Converter::new(schema).convert(&editor);
    Ok(converted.map_err(|error| format!("{} cannot be converted: {error}", file.origin()))?)
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
