//! Turns a schema into typed Rust source.

mod build_script;
mod claims;
mod emit;
mod format;
mod lock;
mod names;
mod plan;
#[cfg(feature = "server")]
mod server;
mod settings;
mod source;
pub mod stock;
pub mod transpile;
pub mod used;
mod workflow;
pub mod write;

use comfy_graph_core::schema::Schema;

pub use build_script::BuildScript;
pub use format::GeneratedFile;
pub use lock::{Lock, LockError};
pub use plan::UnknownClass;
pub use plan::workflow::Fields;
#[cfg(feature = "server")]
pub use server::{Server, ServerError};
pub use settings::{Models, Select, Settings};
pub use source::{Loaded, SchemaSource, SourceError};
pub use workflow::{CheckedWorkflow, WorkflowError, WorkflowGenerator, WorkflowSource};

/// Generates code from one schema.
#[derive(Debug)]
pub struct Generator<'s> {
    schema: &'s Schema,
    settings: Settings,
    lock: Lock,
    origin: String,
    command: Option<String>,
}

impl<'s> Generator<'s> {
    /// Generates from `schema`, every class of it unless `settings` say otherwise.
    #[must_use]
    pub fn new(schema: &'s Schema, settings: Settings) -> Self {
        let origin = "a ComfyUI schema".to_owned();
        Self { schema, settings, lock: Lock::default(), origin, command: None }
    }

    /// Keeps the names of `lock`.
    #[must_use]
    pub fn lock(mut self, lock: Lock) -> Self {
        self.lock = lock;
        self
    }

    /// Says in the generated code where the schema comes from.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = origin.into();
        self
    }

    /// Says in the generated code which command makes it anew.
    #[must_use]
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// The code as one file, with the lock that keeps its names.
    ///
    /// # Errors
    ///
    /// The classes that were asked for and are not in the schema.
    pub fn single_file(mut self) -> Result<(GeneratedFile, Lock), Vec<UnknownClass>> {
        let root = self.units()?;
        Ok((format::single(&root, &self.header()), self.lock))
    }

    /// The code as a folder of files, with the lock that keeps its names.
    ///
    /// # Errors
    ///
    /// The classes that were asked for and are not in the schema.
    pub fn folder(mut self) -> Result<(Vec<GeneratedFile>, Lock), Vec<UnknownClass>> {
        let root = self.units()?;
        Ok((format::folder(&root, &self.header()), self.lock))
    }

    fn units(&mut self) -> Result<emit::Unit, Vec<UnknownClass>> {
        let plan = plan::plan(self.schema, &self.settings, &mut self.lock)?;
        let count = plan.nodes.len();
        let plural = if count == 1 { "class" } else { "classes" };
        let doc = format!("Typed nodes of {}: {count} {plural}.", self.origin);
        Ok(emit::units(&plan, doc))
    }

    fn header(&self) -> String {
        let command = self.command.as_ref();
        let remedy = command.map(|command| format!("// To make it anew: {command}\n"));
        let remedy = remedy.unwrap_or_default();
        format!("{} from {}. Do not edit.\n{remedy}", write::MARK, self.origin)
    }
}
