//! Reads the files that are to be judged.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use comfy_graph_core::json::{Json, locate};

/// What stands for the standard input.
const STDIN: &str = "-";

/// A file that holds a prompt, or nothing of the kind, but no editor workflow.
pub(super) struct Prompt {
    pub(super) file: String,
    pub(super) text: String,
}

/// A file that cannot be judged.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It cannot be read.
    #[error("cannot read `{file}`; check path and permissions")]
    Unreadable { file: String, source: io::Error },
    /// It is no text.
    #[error("`{file}` is not UTF-8 text; save it as UTF-8")]
    NotText { file: String },
    /// A folder has nothing to judge.
    #[error("folder `{file}` has no .json file; name files, or another folder")]
    NoFiles { file: String },
    /// It is what the editor saves, not what servers take.
    #[error(
        "`{file}` is an editor workflow, which servers do not take; export it for the API first \
         (in the editor: Workflow, Export (API))"
    )]
    EditorWorkflow { file: String },
}

impl FileError {
    pub(super) fn file(&self) -> &str {
        match self {
            Self::Unreadable { file, .. } | Self::NotText { file } => file,
            Self::NoFiles { file } | Self::EditorWorkflow { file } => file,
        }
    }
}

/// The files that `name` stands for: itself, or those of a folder in the order of their names.
pub(super) fn named(name: &str) -> Vec<Result<String, FileError>> {
    if name == STDIN || !Path::new(name).is_dir() {
        return vec![Ok(name.to_owned())];
    }
    match json_files(Path::new(name)) {
        Ok(files) if files.is_empty() => vec![Err(FileError::NoFiles { file: name.to_owned() })],
        Ok(files) => files.iter().map(|file| Ok(file.display().to_string())).collect(),
        Err(source) => vec![Err(FileError::Unreadable { file: name.to_owned(), source })],
    }
}

fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let paths: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.path())).collect();
    let is_json = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
    let mut files: Vec<_> = paths?.into_iter().filter(is_json).collect();
    files.sort();
    Ok(files)
}

impl Prompt {
    pub(super) fn read(file: String) -> Result<Self, FileError> {
        let bytes = match bytes(&file) {
            Ok(bytes) => bytes,
            Err(source) => return Err(FileError::Unreadable { file, source }),
        };
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(FileError::NotText { file });
        };
        if is_editor_workflow(&text) {
            return Err(FileError::EditorWorkflow { file });
        }
        Ok(Self { file, text })
    }
}

fn bytes(file: &str) -> io::Result<Vec<u8>> {
    if file != STDIN {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether `text` is what the editor saves: a list of nodes beside one of links.
fn is_editor_workflow(text: &str) -> bool {
    let begins = |key: &str| locate(text, &[key]).map(|place| text.as_bytes()[place.start]);
    // What is cut short is no workflow either, but broken JSON.
    begins("nodes") == Some(b'[') && begins("links").is_some() && Json::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editor_workflows_are_told_from_prompts() {
        assert!(is_editor_workflow(r#"{"nodes": [], "links": []}"#));
        assert!(!is_editor_workflow(r#"{"nodes": {"class_type": "A"}, "links": []}"#));
        assert!(!is_editor_workflow(r#"{"nodes": []}"#));
        assert!(!is_editor_workflow(r#"{"nodes": [], "links": []"#));
        assert!(!is_editor_workflow(r#"{"1": {"class_type": "A", "inputs": {}}}"#));
    }
}
