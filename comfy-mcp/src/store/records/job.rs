//! Holds what is stored of a job.
//!
//! Its prompt, which can be large, is stored with it but read by itself.

use comfy_graph_core::ids::JobId;
use serde_json::{Map, Value};

use super::states;
use crate::store::{BatchId, Timestamp};

states! {
    /// How far a job has come.
    JobState {
        /// Stored, but ComfyUI may not have it.
        Submitting = "submitting",
        /// Waiting in the queue of ComfyUI.
        Queued = "queued",
        /// Being run.
        Running = "running",
        /// Over: it ended well.
        Completed = "completed",
        /// Over: ComfyUI refused it, or a node failed.
        Failed = "failed",
        /// Over: someone stopped it.
        Cancelled = "cancelled",
        /// Over as far as one can tell: ComfyUI does not know it any more.
        Lost = "lost",
    }
}

impl JobState {
    /// Whether nothing more will come of the job.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Submitting | Self::Queued | Self::Running => false,
            Self::Completed | Self::Failed | Self::Cancelled | Self::Lost => true,
        }
    }
}

/// A job, without its prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRecord {
    /// The id, which ComfyUI calls prompt id.
    pub id: JobId,
    /// The address of the ComfyUI that has the job.
    pub server: String,
    /// The tool that was called.
    pub tool: String,
    /// The workflow that the prompt was made of.
    pub workflow_id: Option<String>,
    /// The session of the client that called.
    pub session: Option<String>,
    /// The batch that the job belongs to, with its place there.
    pub batch: Option<(BatchId, u32)>,
    /// How far the job has come.
    pub state: JobState,
    /// What each parameter was set to.
    pub values: Map<String, Value>,
    /// Where the caller wants the output saved.
    pub output_path: Option<String>,
    /// When the job was made.
    pub submitted_at: Timestamp,
    /// When ComfyUI began with it.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<Value>,
    /// What the caller should know besides, in the order it came up.
    pub notes: Vec<String>,
    /// The texts that nodes put out.
    pub texts: Vec<String>,
    /// Anything else worth keeping.
    pub details: Value,
}

impl JobRecord {
    /// A job that is about to be submitted, with nothing said that need not be.
    #[must_use]
    pub fn new(id: JobId, server: &str, tool: &str) -> Self {
        Self {
            id,
            server: server.to_owned(),
            tool: tool.to_owned(),
            workflow_id: None,
            session: None,
            batch: None,
            state: JobState::Submitting,
            values: Map::new(),
            output_path: None,
            submitted_at: Timestamp::now(),
            started_at: None,
            ended_at: None,
            error: None,
            notes: Vec::new(),
            texts: Vec::new(),
            details: Value::Null,
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub struct JobEnd {
    /// A state that is over.
    pub state: JobState,
    /// When ComfyUI began with the job, if only its end told.
    pub started_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Timestamp,
    /// Why it failed.
    pub error: Option<Value>,
    /// What the caller should know, after what the record notes already.
    pub notes: Vec<String>,
    /// The texts that nodes put out.
    pub texts: Vec<String>,
}

impl JobEnd {
    /// An end in this moment, with nothing to tell of it.
    #[must_use]
    pub fn new(state: JobState) -> Self {
        Self {
            state,
            started_at: None,
            ended_at: Timestamp::now(),
            error: None,
            notes: Vec::new(),
            texts: Vec::new(),
        }
    }
}
