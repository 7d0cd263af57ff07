//! Loads one workflow from the bytes of a file.

use super::editor::{EditorError, EditorWorkflow};
use super::embedded::{Container, Embedded};
use super::error::{FileName, LoadError, Origin};
use super::form::{Form, find};
use super::nodes;
use crate::json::{Json, line_column, locate};
use crate::prompt::Prompt;

/// A workflow as its file holds it.
///
/// ```
/// use comfy_graph_core::workflow::{Content, FileName, Form, WorkflowFile};
///
/// let bytes = br#"{"prompt": {"1": {"class_type": "EmptyImage", "inputs": {}}}}"#;
///
/// let file = WorkflowFile::load(bytes, FileName::new("blank.json"))?;
/// assert_eq!(file.form(), Form::Prompt);
/// assert_eq!(file.path(), ["prompt"]);
/// assert!(matches!(file.content(), Content::Prompt(prompt) if prompt.len() == 1));
/// # Ok::<(), comfy_graph_core::workflow::LoadError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WorkflowFile {
    origin: Origin,
    container: Container,
    form: Form,
    path: Vec<&'static str>,
    text: String,
    content: Content,
}

/// What a workflow file gives at once.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A prompt, without the keys that servers write into running ones, such as `is_changed`.
    Prompt(Prompt),
    /// An editor workflow; [`WorkflowFile::to_editor`] reads it.
    Editor,
}

impl WorkflowFile {
    /// Loads the workflow that `bytes` are or carry, editor form before API form.
    ///
    /// The kind of file is told by its first bytes; `name` is for messages alone. A container whose
    /// better text cannot be read gives its next one.
    ///
    /// # Errors
    ///
    /// [`LoadError`] with what the file is instead.
    pub fn load(bytes: &[u8], name: FileName) -> Result<Self, LoadError> {
        Self::from_embedded(&Embedded::read(bytes, name)?)
    }

    /// As [`load`](Self::load), from the texts of a file already read.
    ///
    /// # Errors
    ///
    /// The [`LoadError`] of the best text, where none can be read.
    pub fn from_embedded(embedded: &Embedded) -> Result<Self, LoadError> {
        let container = embedded.container();
        let mut first_error = None;
        for (origin, text) in embedded.candidates() {
            match Self::from_text(text, origin, container) {
                Ok(file) => return Ok(file),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| embedded.without_workflow()))
    }

    fn from_text(text: &str, origin: Origin, container: Container) -> Result<Self, LoadError> {
        if text.trim().is_empty() {
            return Err(LoadError::Empty { origin });
        }
        let json = match Json::parse(text) {
            Ok(json) => json,
            Err(source) => return Err(LoadError::NotJson { origin, source }),
        };
        let found = match find(&json) {
            Ok(found) => found,
            Err(found) => return Err(LoadError::NotAWorkflow { origin, found }),
        };
        let (form, path) = (found.form, found.path);
        let content = match form {
            Form::Prompt => nodes::read(found.object).map(Content::Prompt),
            _ => Ok(Content::Editor),
        };
        match content {
            Ok(content) => {
                Ok(Self { origin, container, form, path, text: text.to_owned(), content })
            }
            Err(misfit) => Err(bad_node(origin, text, &path, misfit)),
        }
    }

    /// The file, with the key of the text where it is a container.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// What kind of file it is.
    #[must_use]
    pub fn container(&self) -> Container {
        self.container
    }

    /// How the workflow is written.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// The keys that lead to the workflow from the root of the text; none where it is not wrapped.
    ///
    /// With the keys inside the workflow behind them, [`locate`] finds the place of anything.
    #[must_use]
    pub fn path(&self) -> &[&'static str] {
        &self.path
    }

    /// The whole JSON text, which lines and columns refer to.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The prompt, or that it is an editor workflow.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The prompt, where the file holds the API form.
    #[must_use]
    pub fn into_prompt(self) -> Option<Prompt> {
        match self.content {
            Content::Prompt(prompt) => Some(prompt),
            Content::Editor => None,
        }
    }

    /// The editor workflow; `None` where the file holds the API form.
    ///
    /// # Errors
    ///
    /// [`LoadError::BadEditor`] with the place of a part that is of another kind than it should.
    pub fn to_editor(&self) -> Result<Option<EditorWorkflow<'_>>, LoadError> {
        if self.form == Form::Prompt {
            return Ok(None);
        }
        EditorWorkflow::read(self.to_json()).map(Some).map_err(|source| self.bad_editor(source))
    }

    fn bad_editor(&self, source: EditorError) -> LoadError {
        let inside = source.path.iter().map(|key| &**key);
        let path: Vec<&str> = self.path.iter().copied().chain(inside).collect();
        // A part that is missing is shown where it should be: in the part above.
        let places = [&path[..], path.split_last().map_or(&[][..], |(_, above)| above)];
        let start = places.into_iter().find_map(|path| locate(&self.text, path));
        let (line, column) = line_column(&self.text, start.map_or(0, |place| place.start));
        LoadError::BadEditor { origin: self.origin.clone(), line, column, source }
    }

    /// The workflow as JSON, unwrapped but otherwise untouched; reads the text once more.
    #[must_use]
    pub fn to_json(&self) -> Json<'_> {
        let place = locate(&self.text, &self.path).expect("BUG: the path leads to the workflow");
        Json::parse(&self.text[place]).expect("BUG: the text was read before")
    }
}

fn bad_node(origin: Origin, text: &str, path: &[&str], misfit: nodes::Misfit) -> LoadError {
    let (node, flaw) = misfit;
    let path: Vec<&str> = path.iter().copied().chain([&*node]).collect();
    let start = locate(text, &path).map_or(0, |place| place.start);
    let (line, column) = line_column(text, start);
    LoadError::BadNode { origin, line, column, node, flaw }
}
