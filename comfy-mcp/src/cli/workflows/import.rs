//! `comfy-mcp workflows import`: makes a workflow of the folder out of any file that holds one.

use std::error::Error;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::template::Sidecar;
use comfy_graph_core::workflow::{Content, Converter, DynamicPrompts, FileName, WorkflowFile};
use comfy_mcp::doctor::check;
use comfy_mcp::library::{Catalogue, Entry};
use comfy_mcp::settings::CommonArgs;
use comfy_mcp::tools::catalog;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::check::{block, is_taken};
use super::survey::Survey;
use crate::cli::terminal::{complain, examples, note};
use crate::cli::{Verdict, input};

/// Make a workflow of the folder out of any file that holds one
///
/// The file may come from the editor or from its API export, or be a picture, sound or video that
/// ComfyUI saved. What comes of it is checked, then written as NAME.json with a NAME.meta.json for
/// what people say about it. Nothing is written over.
#[derive(Debug, Args)]
#[command(after_help = examples(EXAMPLES))]
pub(crate) struct ImportArgs {
    /// The file; - for the standard input
    file: String,
    /// What to call it: letters, digits, - and _; after the file unless said
    #[arg(long)]
    name: Option<String>,
    /// What it does, for agents to read
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Write it even if the ComfyUI would refuse it
    #[arg(long)]
    unchecked: bool,
    #[command(flatten)]
    common: CommonArgs,
}

const EXAMPLES: &str = "\
Examples:
  Make a tool of what the editor saved:
    comfy-mcp workflows import hires-fix.json --description \"Draws large pictures in two passes\"
  Make one of a picture, under another name:
    comfy-mcp workflows import ComfyUI_00001_.png --name portrait

Exit status: 0 if it was written, 1 if it cannot be used or is there already.";

/// A workflow that was not imported.
#[derive(Debug, thiserror::Error)]
enum ImportError {
    #[error("`{name}` is no name for a workflow; use letters, digits, - and _: `--name NAME`")]
    BadName { name: String },
    #[error("`{}` is there already; choose another name: `--name NAME`", path.display())]
    Taken { path: PathBuf },
    #[error("cannot write `{}`; check path and permissions", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    #[error("{file} cannot be converted to a prompt")]
    Unconvertible { file: FileName, source: Box<dyn Error> },
}

pub(super) async fn run(args: &ImportArgs) -> Result<Verdict, Box<dyn Error>> {
    let survey = Survey::new(&args.common).await?;
    match import(args, &survey) {
        Ok(verdict) => Ok(verdict),
        Err(error) => {
            complain(&*error);
            Ok(Verdict::Faulty)
        }
    }
}

fn import(args: &ImportArgs, survey: &Survey) -> Result<Verdict, Box<dyn Error>> {
    let name = name(args)?;
    let prompt = prompt(&args.file, survey)?;
    let folder = &survey.settings.workflow_dir.value;
    let staged = Staged::new(folder, &name)?;
    staged.write(&(serde_json::to_string_pretty(&prompt)? + "\n"), &sidecar(args, &name))?;

    // What counts is how the library reads it, from where it reads it.
    let catalogue = Catalogue::read(Some(&staged.folder), &catalog::taken(), &survey.known);
    if let Some(fault) = catalogue.faults().first() {
        return Err(fault.reason.clone().into());
    }
    let is_staged = |entry: &&std::sync::Arc<Entry>| {
        entry.home.path().is_some_and(|path| path.starts_with(&staged.folder))
    };
    let entry = catalogue.entries().find(is_staged).ok_or("the folder cannot be read")?;
    let findings = check(entry, &survey.known, &survey.defaults());
    if !findings.is_empty() {
        let _ = write!(anstream::stderr(), "{}", block(entry, &findings));
    }
    if !is_taken(&findings) && !args.unchecked {
        note("nothing was written; `--unchecked` writes it all the same");
        return Ok(Verdict::Faulty);
    }
    let file = staged.publish(folder)?;
    tell(args, entry, &file)?;
    Ok(Verdict::Fine)
}

fn name(args: &ImportArgs) -> Result<String, ImportError> {
    let stem = || {
        let stem = Path::new(&args.file).file_stem().unwrap_or_default().to_string_lossy();
        let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        stem.to_lowercase().chars().map(plain).collect::<String>().trim_matches('_').to_owned()
    };
    let name = args.name.clone().unwrap_or_else(stem);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(ImportError::BadName { name });
    }
    Ok(name)
}

/// The prompt that the file holds, or that comes of its editor workflow.
fn prompt(file: &str, survey: &Survey) -> Result<Prompt, Box<dyn Error>> {
    let bytes = input::bytes(file)?;
    let loaded = WorkflowFile::load(&bytes, FileName::new(file))?;
    if let Content::Prompt(prompt) = loaded.content() {
        return Ok(prompt.clone());
    }
    let editor = loaded.to_editor()?.expect("BUG: it holds no prompt");
    // Braces may hold placeholders, and choices are the caller's business later.
    let converter = Converter::new(&survey.known.schema).dynamic_prompts(DynamicPrompts::Leave);
    let conversion = converter.convert(&editor).map_err(|source| ImportError::Unconvertible {
        file: FileName::new(file),
        source: source.into(),
    })?;
    for told in &conversion.notes {
        note(&told.to_string());
    }
    Ok(conversion.prompt)
}

fn sidecar(args: &ImportArgs, name: &str) -> String {
    let words = name.split(['_', '-']).filter(|word| !word.is_empty());
    let title: Vec<_> = words.map(capitalised).collect();
    let mut members = Map::new();
    members.insert("name".to_owned(), title.join(" ").into());
    if let Some(description) = &args.description {
        members.insert("description".to_owned(), description.as_str().into());
    }
    serde_json::to_string_pretty(&Value::Object(members)).expect("BUG: a value is always JSON")
        + "\n"
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Says where it is and what to do next.
fn tell(args: &ImportArgs, entry: &Entry, file: &Path) -> Result<(), Box<dyn Error>> {
    let parameters: Vec<_> = entry.parameters().map(|found| found.name.to_string()).collect();
    note(&match parameters.as_slice() {
        [] => {
            format!("tool `{}` takes nothing; put placeholders such as PARAM_PROMPT in", entry.id)
        }
        names => format!("tool `{}` takes {}", entry.id, names.join(", ")),
    });
    if args.description.is_none() {
        let beside = Sidecar::file_for(&file.display().to_string());
        note(&format!("agents choose tools by their `description`; say it in `{beside}`"));
    }
    super::print(&format!("{}\n", file.display()))
}

/// The files of a workflow, before they are where the library looks.
struct Staged {
    folder: PathBuf,
    workflow: PathBuf,
    sidecar: PathBuf,
}

impl Staged {
    /// A place beside those of `folder`, which is made where it is missing.
    fn new(folder: &Path, name: &str) -> Result<Self, ImportError> {
        let (workflow, sidecar) =
            (format!("{name}.json"), Sidecar::file_for(&format!("{name}.json")));
        for file in [&workflow, &sidecar] {
            let path = folder.join(file);
            if path.exists() {
                return Err(ImportError::Taken { path });
            }
        }
        let staging = folder.join(format!(".import-{}", Uuid::new_v4().simple()));
        match fs::create_dir_all(&staging) {
            Ok(()) => Ok(Self {
                workflow: staging.join(workflow),
                sidecar: staging.join(sidecar),
                folder: staging,
            }),
            Err(source) => Err(ImportError::Unwritable { path: staging, source }),
        }
    }

    fn write(&self, workflow: &str, sidecar: &str) -> Result<(), ImportError> {
        for (path, text) in [(&self.workflow, workflow), (&self.sidecar, sidecar)] {
            fs::write(path, text)
                .map_err(|source| ImportError::Unwritable { path: path.clone(), source })?;
        }
        Ok(())
    }

    /// Puts the files into `folder`, the workflow last; gives its path.
    fn publish(&self, folder: &Path) -> Result<PathBuf, ImportError> {
        let sidecar = publish(&self.sidecar, folder)?;
        publish(&self.workflow, folder).inspect_err(|_| {
            // It was put there a moment ago, for a workflow that did not come.
            let _ = fs::remove_file(&sidecar);
        })
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // What cannot be removed is hidden, and in nobody's way.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Puts a file into `folder` whole, unless one of its name is there.
fn publish(file: &Path, folder: &Path) -> Result<PathBuf, ImportError> {
    let path = folder.join(file.file_name().unwrap_or_default());
    let linked = fs::hard_link(file, &path).or_else(|error| match error.kind() {
        ErrorKind::AlreadyExists => Err(error),
        // Not every file system has links.
        _ => copy(file, &path),
    });
    match linked {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(ImportError::Taken { path }),
        Err(source) => Err(ImportError::Unwritable { path, source }),
    }
}

fn copy(file: &Path, path: &Path) -> io::Result<()> {
    let bytes = fs::read(file)?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(&bytes)
}
