//! Reads the files that are to be judged.

use comfy_graph_core::json::{Json, locate};

use crate::cli::input::{InputError, bytes};

/// A file that holds a prompt, or nothing of the kind, but no editor workflow.
pub(super) struct Prompt {
    pub(super) file: String,
    pub(super) text: String,
}

/// A file that cannot be judged.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// There is nothing to read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It is no text.
    #[error("`{file}` is not UTF-8 text; save it as UTF-8")]
    NotText { file: String },
    /// It is what the editor saves, not what servers take.
    #[error(
        "`{file}` is an editor workflow, which servers do not take; convert it first: `comfy-mcp \
         convert --to api {file}`"
    )]
    EditorWorkflow { file: String },
}

impl FileError {
    pub(super) fn file(&self) -> &str {
        match self {
            Self::Input(error) => error.file(),
            Self::NotText { file } | Self::EditorWorkflow { file } => file,
        }
    }
}

impl Prompt {
    pub(super) fn read(file: String) -> Result<Self, FileError> {
        let Ok(text) = String::from_utf8(bytes(&file)?) else {
            return Err(FileError::NotText { file });
        };
        if is_editor_workflow(&text) {
            return Err(FileError::EditorWorkflow { file });
        }
        Ok(Self { file, text })
    }
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
