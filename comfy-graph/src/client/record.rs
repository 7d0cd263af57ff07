//! Folds what is heard of one job into what is known of it.
//!
//! Fed by the WebSocket or by a history entry, with the same result. Turning it into outputs is the
//! business of `job`.

use comfy_graph_core::ids::{JobId, NodeId};
use indexmap::IndexMap;
use serde_json::Value;

use super::events::{Event, ExecutionError};
use super::wire::HistoryEntry;

/// What is known of one job.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// Whether it began to run.
    pub started: bool,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// Whether nothing more will be heard of it.
    pub over: bool,
    /// What output nodes showed so far, as they gave it.
    pub outputs: IndexMap<NodeId, Value>,
    /// Which nodes had a cached result.
    pub cached: Vec<NodeId>,
    /// Which nodes blocked what follows them, on purpose.
    pub blocked: Vec<ExecutionError>,
    /// When it began, in ms since 1970.
    pub started_at: Option<u64>,
    /// When it ended, in ms since 1970.
    pub ended_at: Option<u64>,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ending {
    /// Every node ran.
    Success,
    /// A node failed.
    Failed(Box<ExecutionError>),
    /// It was stopped.
    Interrupted,
}

impl Record {
    /// What a history entry tells of `job`.
    pub(crate) fn from_history(job: JobId, entry: HistoryEntry) -> Self {
        let mut record = Self { outputs: entry.outputs, over: true, ..Self::default() };
        for (kind, data) in entry.status.messages {
            record.fold(&Event::from_parts(kind, data));
        }
        // Messages come before the summary, which an error at scheduling leaves as it was.
        let ending = record.ending.take().unwrap_or_else(|| match entry.status.summary.as_str() {
            "error" => Ending::Failed(Box::new(ExecutionError::unexplained(job))),
            _ => Ending::Success,
        });
        record.ending = Some(ending);
        record
    }

    /// Takes one event of the job in.
    pub(crate) fn fold(&mut self, event: &Event) {
        match event {
            Event::ExecutionStart { timestamp, .. } => {
                self.started = true;
                self.started_at = *timestamp;
            }
            Event::ExecutionCached { nodes, .. } => self.cached.clone_from(nodes),
            Event::Executed { node, output, .. } if !output.is_null() => {
                self.outputs.insert(node.clone(), output.clone());
            }
            Event::ExecutionError(error) if error.is_blocked() => {
                self.blocked.push((**error).clone());
            }
            Event::ExecutionError(error) => {
                self.end(Ending::Failed(error.clone()), error.timestamp);
            }
            Event::ExecutionInterrupted { timestamp, .. } => {
                self.end(Ending::Interrupted, *timestamp);
            }
            Event::ExecutionSuccess { timestamp, .. } => self.end(Ending::Success, *timestamp),
            event if event.is_last() => self.over = true,
            Event::Executing { .. } | Event::Progress { .. } | Event::ProgressState { .. } => {
                self.started = true;
            }
            _ => {}
        }
    }

    /// The first ending counts, unless it is a success that something else follows.
    fn end(&mut self, ending: Ending, at: Option<u64>) {
        if self.ending.is_none() || self.ending == Some(Ending::Success) {
            self.ending = Some(ending);
            self.ended_at = at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &str = "295bc76e-8280-40c5-a6c8-18e4ea54db4e";

    fn record(summary: &str, messages: &str) -> Record {
        let text = format!(
            r#"{{"outputs":{{"3":{{"text":["a"]}}}},
            "status":{{"status_str":"{summary}","completed":false,"messages":[{messages}]}}}}"#
        );
        let entry = serde_json::from_str(&text.replace("JOB", JOB)).unwrap();
        Record::from_history(JOB.parse().unwrap(), entry)
    }

    #[test]
    fn an_interrupted_job_is_told_from_a_failed_one() {
        let stopped = record(
            "error",
            r#"["execution_start",{"prompt_id":"JOB","timestamp":5}],
            ["execution_interrupted",{"prompt_id":"JOB","node_id":"2","timestamp":9}]"#,
        );

        assert_eq!(stopped.ending, Some(Ending::Interrupted));
        assert_eq!((stopped.started_at, stopped.ended_at), (Some(5), Some(9)));
    }

    #[test]
    fn messages_count_more_than_the_summary() {
        let failed = record(
            "success",
            r#"["execution_error",{"prompt_id":"JOB","exception_message":"cycle"}]"#,
        );

        assert!(matches!(failed.ending, Some(Ending::Failed(error)) if error.message == "cycle"));
        assert_eq!(failed.outputs.len(), 1);
    }

    #[test]
    fn an_error_without_a_message_is_a_failure_still() {
        assert!(matches!(record("error", "").ending, Some(Ending::Failed(_))));
        assert_eq!(record("success", "").ending, Some(Ending::Success));
    }

    #[test]
    fn a_blocked_node_ends_nothing() {
        let mut record = Record::default();
        let error = ExecutionError {
            exception_type: "ExecutionBlocked".to_owned(),
            ..ExecutionError::unexplained(JOB.parse().unwrap())
        };

        record.fold(&Event::ExecutionError(Box::new(error)));

        assert_eq!(record.ending, None);
        assert_eq!(record.blocked.len(), 1);
    }
}
