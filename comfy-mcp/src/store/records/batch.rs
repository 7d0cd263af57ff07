//! Holds what is stored of a batch.
//!
//! Who works on a batch, and in what order, is not its business.

use comfy_graph_core::ids::JobId;
use serde_json::Value;

use super::states;
use crate::store::{BatchId, Timestamp};

states! {
    /// How far an item of a batch has come; it never goes back.
    BatchItemState {
        /// No one has begun with it.
        Pending = "pending",
        /// Someone has taken it, and there is or will be a job.
        Submitted = "submitted",
        /// Over: its job ended well.
        Completed = "completed",
        /// Over: it was refused, or its job failed.
        Failed = "failed",
        /// Over: someone stopped it.
        Cancelled = "cancelled",
    }
}

impl BatchItemState {
    /// Whether nothing more will come of the item.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Pending | Self::Submitted => false,
            Self::Completed | Self::Failed | Self::Cancelled => true,
        }
    }
}

/// Many requests that were made at once.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchRecord {
    /// The id that clients are told.
    pub id: BatchId,
    /// When the batch was made.
    pub created_at: Timestamp,
    /// The workflow of its requests, if they share one.
    pub workflow_id: Option<String>,
    /// The session of the client that asked.
    pub session: Option<String>,
    /// Someone has cancelled the batch.
    pub cancelled: bool,
    /// What the caller should know besides.
    pub note: Option<String>,
    /// Anything else worth keeping.
    pub details: Value,
}

impl BatchRecord {
    /// A batch made in this moment, with a new id.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: BatchId::random(),
            created_at: Timestamp::now(),
            workflow_id: None,
            session: None,
            cancelled: false,
            note: None,
            details: Value::Null,
        }
    }
}

impl Default for BatchRecord {
    fn default() -> Self {
        Self::new()
    }
}

/// One request of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchItem {
    /// The batch.
    pub batch: BatchId,
    /// The place in the batch, counted from 0.
    pub index: u32,
    /// What was asked for.
    pub request: Value,
    /// How far the item has come.
    pub state: BatchItemState,
    /// The job that was made of it.
    pub job: Option<JobId>,
    /// Why it failed.
    pub error: Option<Value>,
    /// The files that came of it.
    pub paths: Vec<String>,
}

impl BatchItem {
    /// A request that no one has begun with.
    #[must_use]
    pub fn new(batch: BatchId, index: u32, request: Value) -> Self {
        let state = BatchItemState::Pending;
        Self { batch, index, request, state, job: None, error: None, paths: Vec::new() }
    }
}
