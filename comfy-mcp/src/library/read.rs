//! Makes an entry of a workflow file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use comfy_graph_core::json::{line_column, locate};
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::template::{
    Sidecar, SidecarError, SidecarErrors, Template, TemplateError, TemplateErrors,
};
use comfy_graph_core::workflow::{Content, Converter, FileName, LoadError, WorkflowFile};
use sha2::{Digest, Sha256};

use super::entry::{Entry, Home};
use super::fault::FileFault;
use super::namespace;
use super::shipped::Shipped;
use crate::backend::Known;
use crate::consent;

/// The endings of files that may hold a workflow.
const ENDINGS: [&str; 2] = ["json", "png"];

/// The files of a folder that may hold workflows, by name; none where there is no folder.
pub(super) fn files(folder: &Path) -> Vec<Result<PathBuf, FileFault>> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => return vec![Err(unreadable(folder, &error))],
    };
    let mut files: Vec<_> = listed
        .map(|file| file.map(|file| file.path()).map_err(|error| unreadable(folder, &error)))
        .filter(|path| path.as_ref().map_or(true, |path| is_candidate(path)))
        .collect();
    files.sort_by_key(|file| file.as_ref().ok().cloned());
    files
}

fn is_candidate(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    // Editors leave hidden files behind while they save.
    !name.starts_with('.') && !Sidecar::is_sidecar(&name) && ENDINGS.contains(&&*ending)
}

fn unreadable(path: &Path, error: &std::io::Error) -> FileFault {
    let reason = format!("it cannot be read: {error}; check its permissions");
    FileFault { file: path.to_owned(), line: None, reason }
}

/// The entry of a workflow that is part of this program.
pub(super) fn shipped(shipped: &Shipped, known: &Known) -> Result<Entry, FileFault> {
    let file = PathBuf::from(format!("{}.json", shipped.id));
    let texts = Texts {
        workflow: shipped.workflow.as_bytes(),
        sidecar: Some(shipped.sidecar.to_owned()),
        path: &file,
    };
    texts.entry(Home::Shipped, known)
}

/// The entry of a file.
pub(super) fn file(path: &Path, known: &Known) -> Result<Entry, FileFault> {
    let workflow = fs::read(path).map_err(|error| unreadable(path, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(Sidecar::file_for(&name));
    let sidecar = match fs::read_to_string(&beside) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(unreadable(&beside, &error)),
    };
    let mut entry =
        Texts { workflow: &workflow, sidecar, path }.entry(Home::File(path.to_owned()), known)?;
    entry.updated_at = changed_at(path);
    Ok(entry)
}

fn changed_at(path: &Path) -> Option<i64> {
    let changed = fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(changed.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// What is in the files of one workflow.
struct Texts<'a> {
    workflow: &'a [u8],
    sidecar: Option<String>,
    path: &'a Path,
}

impl Texts<'_> {
    fn entry(self, home: Home, known: &Known) -> Result<Entry, FileFault> {
        let (prompt, mut notes) = self.prompt(known)?;
        let sidecar = self.sidecar()?;
        let namespace = namespace::of(&prompt, &known.schema);
        let paid_classes = consent::paid_classes(known, &prompt);
        let template = Template::new(prompt, sidecar, &known.schema);
        let template = template.map_err(|errors| self.no_template(&errors))?;
        notes.extend(template.warnings().iter().map(ToString::to_string));
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let described = template.description().map(ToOwned::to_owned);
        Ok(Entry {
            id: id_of(&stem),
            name: template.name().map_or_else(|| title_of(&stem), ToOwned::to_owned),
            description: described.unwrap_or_else(|| format!("Runs the workflow {stem}.")),
            home,
            namespace,
            paid_classes,
            notes,
            updated_at: None,
            hash: self.hash(),
            stem,
            template,
        })
    }

    fn prompt(&self, known: &Known) -> Result<(Prompt, Vec<String>), FileFault> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let loaded = WorkflowFile::load(self.workflow, FileName::new(name));
        let file = loaded.map_err(|error| self.unloadable(&error))?;
        if let Content::Prompt(prompt) = file.content() {
            return Ok((prompt.clone(), Vec::new()));
        }
        let editor = file.to_editor().map_err(|error| self.unloadable(&error))?;
        let editor = editor.expect("BUG: what is no prompt is an editor workflow");
        let converted = Converter::new(&known.schema).convert(&editor).map_err(|error| {
            FileFault { file: self.file(), line: None, reason: error.to_string() }
        })?;
        Ok((converted.prompt, converted.notes.iter().map(ToString::to_string).collect()))
    }

    fn sidecar(&self) -> Result<Sidecar, FileFault> {
        let Some(text) = &self.sidecar else { return Ok(Sidecar::default()) };
        let path = self.beside();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Sidecar::from_json(text, FileName::new(name)).map_err(|SidecarErrors(errors)| {
            let line = errors.first().map(SidecarError::line);
            let reasons: Vec<_> = errors.iter().map(ToString::to_string).collect();
            FileFault { file: path.clone(), line, reason: reasons.join("; ") }
        })
    }

    fn no_template(&self, errors: &TemplateErrors) -> FileFault {
        let reason = errors.to_string();
        let (file, line) = match errors.0.first() {
            Some(TemplateError::Sidecar(error)) => (self.beside(), Some(error.line())),
            Some(error) => (self.file(), self.line_of(error)),
            None => (self.file(), None),
        };
        FileFault { file, line, reason }
    }

    /// The line of the placeholder, in files of the API form.
    fn line_of(&self, error: &TemplateError) -> Option<usize> {
        let text = str::from_utf8(self.workflow).ok()?;
        let (node, input) = error.input()?;
        let place = locate(text, &[&node.id, "inputs", input.as_str()])?;
        Some(line_column(text, place.start).0)
    }

    fn unloadable(&self, error: &LoadError) -> FileFault {
        FileFault { file: self.file(), line: error.line(), reason: error.to_string() }
    }

    fn file(&self) -> PathBuf {
        self.path.to_owned()
    }

    fn beside(&self) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        self.path.with_file_name(Sidecar::file_for(&name))
    }

    fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.workflow);
        hasher.update(self.sidecar.as_deref().unwrap_or_default());
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The longest id; clients take 64 characters or more.
const LONGEST: usize = 60;

/// The id of a file, as the main seed makes it: lower case, everything else an underscore.
fn id_of(stem: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let id: String = stem.chars().map(plain).take(LONGEST).collect();
    match id.trim_matches('_') {
        "" => "workflow".to_owned(),
        id => id.to_owned(),
    }
}

/// `My Workflow` for `my_workflow`.
fn title_of(stem: &str) -> String {
    let words = stem.split(['_', '-', ' ']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_as_the_main_seed_makes_them() {
        assert_eq!(id_of("My Workflow v2.1"), "my_workflow_v2_1");
        assert_eq!(id_of("__"), "workflow");
        assert_eq!(id_of("图"), "workflow");
    }

    #[test]
    fn titles_are_words() {
        assert_eq!(title_of("my_workflow-2"), "My Workflow 2");
    }

    #[test]
    fn sidecars_and_hidden_files_are_no_workflows() {
        let is = |name: &str| is_candidate(Path::new(name));

        assert!(is("a.json") && is("a.PNG"));
        assert!(!is("a.meta.json") && !is(".a.json") && !is("a.txt"));
    }
}
