//! Checks a workflow file before code is made of it.
//!
//! Every front that makes a type of a workflow comes through [`WorkflowSource::check`]. `classes`
//! finds the part of the schema that the file needs, `findings` words what is wrong; what the type
//! looks like is decided in `plan`.

mod classes;
mod error;
mod findings;
mod generator;
mod place;
mod sample;

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::{Schema, SchemaError, Snapshot};
use comfy_graph_core::template::{Sidecar, Template};
use comfy_graph_core::workflow::{
    Content, Converter, DynamicPrompts, FileName, Strictness, WorkflowFile,
};

use crate::source::SchemaSource;
use findings::Findings;

pub use error::WorkflowError;
pub use generator::WorkflowGenerator;

/// A workflow file with the schema to check it against.
#[derive(Debug, Clone)]
pub struct WorkflowSource {
    path: PathBuf,
    name: String,
    schema: SchemaSource,
}

/// A workflow that its schema accepts.
#[derive(Debug)]
pub struct CheckedWorkflow {
    pub(crate) name: String,
    pub(crate) template: Template,
    /// The classes that it uses.
    pub(crate) snapshot: Snapshot,
    pub(crate) schema: Schema,
    /// The text of its sidecar.
    pub(crate) sidecar: Option<String>,
    files: Vec<PathBuf>,
}

/// What was read, before anything is made of it.
struct Files {
    workflow: WorkflowFile,
    sidecar: Option<String>,
    sidecar_name: FileName,
}

impl WorkflowSource {
    /// The file at `path`, which messages call `name`, with the stock schema.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self { path: path.into(), name: name.into(), schema: SchemaSource::Stock }
    }

    /// Checks against this schema instead.
    #[must_use]
    pub fn schema(mut self, schema: SchemaSource) -> Self {
        self.schema = schema;
        self
    }

    /// Reads the file with the sidecar beside it, if any.
    ///
    /// # Errors
    ///
    /// [`WorkflowError`]; [`WorkflowError::Wrong`] holds everything that does not fit the schema.
    pub fn check(&self) -> Result<CheckedWorkflow, WorkflowError> {
        let files = self.read()?;
        let text = self.schema.text().map_err(WorkflowError::NoSchema)?;
        let names = classes::of(&files.workflow)?;
        let names = names.iter().map(Cow::as_ref).collect();
        let unreadable = |source| self.no_schema(source);
        let snapshot = Snapshot::of_classes(&text, &names).map_err(unreadable)?;
        let schema = snapshot.schema().map_err(unreadable)?;
        let template = match self.template(&files, &schema)? {
            Ok(template) => template,
            Err(_) => {
                // Good advice needs the classes that the file does not name.
                let whole = Schema::from_json(&text).map_err(unreadable)?;
                let found = self.template(&files, &whole)?;
                found.map_err(|findings| findings.into_error(&snapshot, &self.schema))?
            }
        };
        let Files { sidecar, .. } = files;
        let files = self.tracked(sidecar.is_some());
        Ok(CheckedWorkflow { name: self.name.clone(), template, snapshot, schema, sidecar, files })
    }

    fn read(&self) -> Result<Files, WorkflowError> {
        let name = FileName::new(&*self.name);
        let bytes = std::fs::read(&self.path)
            .map_err(|source| WorkflowError::unreadable(&self.path, &self.name, source))?;
        let sidecar_name = Sidecar::file_for(&self.name);
        let sidecar = match std::fs::read_to_string(sidecar_path(&self.path)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(source) => {
                return Err(WorkflowError::Unreadable {
                    file: sidecar_name,
                    closest: None,
                    source,
                });
            }
        };
        let sidecar_name = FileName::new(sidecar_name);
        Ok(Files { workflow: WorkflowFile::load(&bytes, name)?, sidecar, sidecar_name })
    }

    /// The template, or what is wrong with it.
    fn template<'f>(
        &'f self,
        files: &'f Files,
        schema: &'f Schema,
    ) -> Result<Result<Template, Findings<'f>>, WorkflowError> {
        let mut findings = Findings::new(&self.name, &files.workflow, schema);
        let prompt = self.prompt(&files.workflow, schema, &mut findings)?;
        let sidecar = files.sidecar(&mut findings);
        let template = match Template::new(prompt.clone(), sidecar, schema) {
            Ok(template) => {
                findings.warnings(template.warnings());
                Some(template)
            }
            Err(errors) => findings.template(&prompt, &errors),
        };
        if let Some(template) = &template {
            findings.check(template);
        }
        Ok(template.filter(|_| findings.is_empty()).ok_or(findings))
    }

    fn prompt(
        &self,
        workflow: &WorkflowFile,
        schema: &Schema,
        findings: &mut Findings<'_>,
    ) -> Result<Prompt, WorkflowError> {
        if let Content::Prompt(prompt) = workflow.content() {
            return Ok(prompt.clone());
        }
        let editor = workflow.to_editor()?.expect("BUG: it holds no prompt");
        let converter = Converter::new(schema)
            .strictness(Strictness::Helpful)
            .dynamic_prompts(dynamic_prompts(workflow.text()));
        let conversion = converter
            .convert(&editor)
            .map_err(|source| WorkflowError::Unconvertible { file: self.name.clone(), source })?;
        findings.notes(&conversion.notes);
        Ok(conversion.prompt)
    }

    /// The files that decide what the check says.
    fn tracked(&self, has_sidecar: bool) -> Vec<PathBuf> {
        let mut files = vec![self.path.clone()];
        files.extend(has_sidecar.then(|| sidecar_path(&self.path)));
        if let SchemaSource::File(path) = &self.schema {
            files.push(path.clone());
        }
        files
    }

    fn no_schema(&self, source: SchemaError) -> WorkflowError {
        WorkflowError::BadSchema { schema: self.schema.to_string(), source }
    }
}

impl CheckedWorkflow {
    /// The workflow, to be bound.
    #[must_use]
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The files that were read: a change in one of them may change the code.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path)
    }
}

fn sidecar_path(workflow: &Path) -> PathBuf {
    let name = workflow.file_name().unwrap_or_default().to_string_lossy();
    workflow.with_file_name(Sidecar::file_for(&name))
}

impl Files {
    fn sidecar(&self, findings: &mut Findings<'_>) -> Sidecar {
        let Some(text) = &self.sidecar else { return Sidecar::default() };
        Sidecar::from_json(text, self.sidecar_name.clone()).unwrap_or_else(|errors| {
            findings.sidecar(&errors);
            Sidecar::default()
        })
    }
}

/// Choices in texts are decided as people see them first, unless braces hold placeholders.
fn dynamic_prompts(text: &str) -> DynamicPrompts {
    if text.contains("{PARAM_") { DynamicPrompts::Leave } else { DynamicPrompts::First }
}
