//! Has every tool, one family a file.
//!
//! A family lists its tools as [`ToolSpec`]s: name, words, schemas, a short body. Workflows become
//! tools in `workflow`. What a client may see is decided by its toolsets, in `catalog`.

mod assets;
mod batch;
pub mod catalog;
mod defaults;
mod jobs;
mod models;
mod publish;
mod regenerate;
mod schema;
mod workflow;
mod workflows;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::arguments;
use crate::error::ToolError;
use crate::generation;
use crate::library::Entry;
use crate::reply::Reply;

pub(crate) use jobs::{finished_reply, job_id};
pub(crate) use models::installed;

pub use crate::app::Call;
pub use crate::settings::Toolset;
pub use workflow::tool as workflow_tool;

/// What a tool does to the world, as far as clients want to know before they ask their user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads.
    Reads,
    /// It adds something, nothing is lost.
    Adds,
    /// It sets something; setting it twice changes nothing more.
    Sets,
    /// It takes something away.
    Removes,
}

impl Effect {
    pub(crate) fn annotations(self) -> ToolAnnotations {
        let hints = ToolAnnotations::new();
        match self {
            Self::Reads => hints.read_only(true),
            // Nothing is taken for read-only unless it says so.
            Self::Adds => hints.destructive(false),
            Self::Sets => hints.destructive(false).idempotent(true),
            Self::Removes => hints.destructive(true).idempotent(true),
        }
    }
}

/// Runs a workflow as its tool does.
///
/// # Errors
///
/// What the tool would answer.
pub async fn run_entry(entry: &Entry, call: Call<JsonObject>) -> Result<Reply, ToolError> {
    generation::run(entry, &entry.id, call).await
}

/// What a tool does to a call, as it comes.
pub type Answer = Pin<Box<dyn Future<Output = Result<Reply, ToolError>> + Send>>;

/// One tool that every server has.
pub struct ToolSpec {
    /// The tool as clients see it.
    pub tool: Tool,
    /// What turns it on.
    pub toolset: Toolset,
    body: Box<dyn Fn(Call<JsonObject>) -> Answer + Send + Sync>,
}

impl fmt::Debug for ToolSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolSpec").field("name", &self.tool.name).finish_non_exhaustive()
    }
}

impl ToolSpec {
    /// A tool that takes `A` and answers with what serialises as `R`.
    pub(crate) fn new<A, R, F>(
        name: &'static str,
        description: &'static str,
        (toolset, effect): (Toolset, Effect),
        body: fn(Call<A>) -> F,
    ) -> Self
    where
        A: DeserializeOwned + JsonSchema + 'static,
        R: JsonSchema,
        F: Future<Output = Result<Reply, ToolError>> + Send + 'static,
    {
        let input = schema::of_arguments::<A>();
        let tool = Tool::new(name, description, Arc::clone(&input))
            .with_raw_output_schema(schema::of_result::<R>())
            .with_annotations(effect.annotations());
        let body = Box::new(move |call: Call<JsonObject>| -> Answer {
            let Call { app, arguments, caller } = call;
            match arguments::read(name, &input, arguments) {
                Ok(arguments) => Box::pin(body(Call { app, arguments, caller })),
                Err(error) => Box::pin(std::future::ready(Err(error))),
            }
        });
        Self { tool, toolset, body }
    }

    /// The tool's answer to a call.
    pub fn call(&self, call: Call<JsonObject>) -> Answer {
        (self.body)(call)
    }
}
