//! Says what is to be run, for whom.

use std::path::PathBuf;

use comfy_graph_core::prompt::{Object, Prompt};

use crate::store::BatchId;

/// A prompt that is to be run, with what is remembered of it.
#[derive(Debug, Clone)]
pub struct Order {
    /// The prompt, ready to be sent.
    pub prompt: Prompt,
    /// The tool that was called.
    pub tool: String,
    /// The workflow it came from.
    pub workflow_id: Option<String>,
    /// The values of its parameters, by name.
    pub values: Object,
    /// What the caller should know.
    pub notes: Vec<String>,
    /// The MCP session of the caller.
    pub session: Option<String>,
    /// The batch it belongs to, with its place there.
    pub batch: Option<(BatchId, u32)>,
    /// Where the first file is to be saved.
    pub output_path: Option<PathBuf>,
}

impl Order {
    /// The prompt alone, run by `tool`.
    #[must_use]
    pub fn new(prompt: Prompt, tool: impl Into<String>) -> Self {
        Self {
            prompt,
            tool: tool.into(),
            workflow_id: None,
            values: Object::new(),
            notes: Vec::new(),
            session: None,
            batch: None,
            output_path: None,
        }
    }
}
