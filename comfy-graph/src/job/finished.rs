//! Says how a job ended.

use comfy_graph_core::ids::{JobId, NodeId};

use super::outputs::Outputs;
use crate::client::{Ending, ExecutionError, Origins, Record};

/// A job that is over. Failed jobs have the outputs that came before the failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// The job.
    pub job: JobId,
    /// How it ended.
    pub outcome: Outcome,
    /// What its nodes showed or saved.
    pub outputs: Outputs,
    /// Which nodes had a cached result.
    pub cached: Vec<NodeId>,
    /// Which nodes blocked what follows them, on purpose; known only where the WebSocket told.
    pub blocked: Vec<ExecutionError>,
    /// When it ran.
    pub times: Times,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Every node ran.
    Success,
    /// A node failed.
    Failed(Box<ExecutionError>),
    /// It was stopped.
    Interrupted,
}

/// When a job ran, by the server's clock, in ms since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// When it began.
    pub started: Option<u64>,
    /// When it ended.
    pub ended: Option<u64>,
}

/// A job that ended in another way than with success.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unsuccessful {
    /// A node failed.
    #[error(transparent)]
    Failed(Box<ExecutionError>),
    /// It was stopped.
    #[error("job `{job}` was interrupted; submit it again to run it")]
    Interrupted {
        /// The job.
        job: JobId,
    },
}

impl Finished {
    /// The job itself where every node ran.
    ///
    /// # Errors
    ///
    /// [`Unsuccessful`], without the outputs that came before.
    pub fn success(self) -> Result<Self, Unsuccessful> {
        match self.outcome {
            Outcome::Success => Ok(self),
            Outcome::Failed(error) => Err(Unsuccessful::Failed(error)),
            Outcome::Interrupted => Err(Unsuccessful::Interrupted { job: self.job }),
        }
    }

    /// What a record tells; one without an ending counts as unexplained failure.
    pub(super) fn from_record(job: JobId, record: Record, origins: &Origins) -> Self {
        let outcome = match record.ending {
            Some(Ending::Success) => Outcome::Success,
            Some(Ending::Interrupted) => Outcome::Interrupted,
            Some(Ending::Failed(error)) => Outcome::Failed(traced(error, origins)),
            None => Outcome::Failed(Box::new(ExecutionError::unexplained(job))),
        };
        Self {
            job,
            outcome,
            outputs: Outputs::new(record.outputs),
            cached: record.cached,
            blocked: record.blocked,
            times: Times { started: record.started_at, ended: record.ended_at },
        }
    }
}

/// Adds the line of the program that made the node.
fn traced(mut error: Box<ExecutionError>, origins: &Origins) -> Box<ExecutionError> {
    error.origin = error.node.as_ref().and_then(|node| origins.get(node)).copied();
    error
}
