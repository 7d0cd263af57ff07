//! Types every message the server sends over the WebSocket.
//!
//! Pure: the socket feeds it, and the history's messages come through it too. What a message means
//! for a job is told by `record`.

use std::fmt;
use std::panic::Location;

use bytes::Bytes;
use comfy_graph_core::ids::{ClassName, JobId, NodeId};
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::binary::Preview;
use super::json;
use super::wire::{Features, LogEntry};

/// One message of the WebSocket, or news about the WebSocket itself.
///
/// Messages of unknown type are kept as [`Event::Other`] and [`Event::Binary`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The queue changed.
    Status {
        /// How many prompts run or wait.
        queue_remaining: u64,
    },
    /// What the server can do, told once after connecting.
    FeatureFlags(Features),
    /// A job began.
    ExecutionStart {
        /// The job.
        job: JobId,
        /// When, in ms since 1970.
        timestamp: Option<u64>,
    },
    /// Which nodes of a job have a cached result, needed or not.
    ExecutionCached {
        /// The job.
        job: JobId,
        /// The nodes.
        nodes: Vec<NodeId>,
    },
    /// A node begins; without a node the job is over, history included.
    Executing {
        /// The job; not told right after connecting.
        job: Option<JobId>,
        /// The node, which may be one made at run time.
        node: Option<NodeId>,
        /// The node of the prompt that stands for it.
        display_node: Option<NodeId>,
    },
    /// A node came further.
    Progress {
        /// The job.
        job: JobId,
        /// The node.
        node: NodeId,
        /// How far it is.
        value: f64,
        /// How far it will be at its end; may change on the way.
        max: f64,
    },
    /// Where every node that has begun stands.
    ProgressState {
        /// The job.
        job: JobId,
        /// The nodes.
        nodes: IndexMap<NodeId, NodeProgress>,
    },
    /// An output node has something to show.
    Executed {
        /// The job.
        job: JobId,
        /// The node.
        node: NodeId,
        /// What it shows, as the node gave it; `null` for some cached ones.
        output: Value,
    },
    /// Every node of the job ran; its history follows a moment later.
    ExecutionSuccess {
        /// The job.
        job: JobId,
        /// When, in ms since 1970.
        timestamp: Option<u64>,
    },
    /// A node failed. See [`ExecutionError::is_blocked`] for the one kind that ends nothing.
    ExecutionError(Box<ExecutionError>),
    /// The job was stopped.
    ExecutionInterrupted {
        /// The job.
        job: JobId,
        /// The node that ran.
        node: Option<NodeId>,
        /// When, in ms since 1970.
        timestamp: Option<u64>,
    },
    /// Lines of the server's log, after [`Client::follow_logs`](super::Client::follow_logs).
    Logs(Vec<LogEntry>),
    /// An image on the way to its final form, or one that a node sends in place of saving it.
    Preview(Preview),
    /// A text a node shows while it runs.
    Text {
        /// The node.
        node: NodeId,
        /// The text.
        text: String,
    },
    /// A binary message of a type this client does not know.
    Binary {
        /// The number of its type.
        kind: u32,
        /// What follows the number.
        bytes: Bytes,
    },
    /// A text message of a type or a shape this client does not know.
    Other {
        /// The name of its type.
        kind: String,
        /// What it carries.
        data: Value,
    },
    /// The connection broke: messages may be lost from here on.
    Disconnected,
    /// The connection stands again; nothing that happened in between is told.
    Reconnected,
    /// This reader was too slow, so that older messages were dropped. Never the last of a job.
    Missed {
        /// How many.
        count: u64,
    },
}

impl Event {
    /// Reads a text message; `None` for one that is no message at all.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Envelope {
            #[serde(rename = "type")]
            kind: String,
            #[serde(default)]
            data: Value,
        }
        let Envelope { kind, data } = json::read(text.as_bytes()).ok()?;
        Some(Self::from_parts(kind, data))
    }

    /// Types a message whose name is `kind`.
    pub(crate) fn from_parts(kind: String, data: Value) -> Self {
        typed(&kind, &data).unwrap_or(Self::Other { kind, data })
    }

    /// The job the message is about, if it says so.
    #[must_use]
    pub fn job(&self) -> Option<JobId> {
        match self {
            Self::ExecutionStart { job, .. }
            | Self::ExecutionCached { job, .. }
            | Self::Progress { job, .. }
            | Self::ProgressState { job, .. }
            | Self::Executed { job, .. }
            | Self::ExecutionSuccess { job, .. }
            | Self::ExecutionInterrupted { job, .. } => Some(*job),
            Self::ExecutionError(error) => Some(error.job),
            Self::Executing { job, .. } => *job,
            Self::Preview(preview) => preview.origin.as_ref()?.job,
            _ => None,
        }
    }

    /// Whether the message is the last one of its job.
    #[must_use]
    pub fn is_last(&self) -> bool {
        matches!(self, Self::Executing { job: Some(_), node: None, display_node: None })
    }
}

/// Where a node stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NodeProgress {
    /// How far it is.
    #[serde(default)]
    pub value: f64,
    /// How far it will be at its end.
    #[serde(default)]
    pub max: f64,
    /// Whether it runs.
    #[serde(default)]
    pub state: NodeState,
    /// The node of the prompt that stands for it.
    #[serde(default, rename = "display_node_id")]
    pub display_node: Option<NodeId>,
}

/// Whether a node runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeState {
    /// It waits for others.
    Pending,
    /// It runs.
    #[default]
    Running,
    /// It is done.
    Finished,
    /// It failed.
    Error,
}

/// A node that failed, with everything the server says about it.
///
/// Paths of the server and values of inputs are in here: cut before showing it to others.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ExecutionError {
    /// The job.
    #[serde(rename = "prompt_id")]
    pub job: JobId,
    /// The node of the prompt.
    #[serde(default, rename = "node_id")]
    pub node: Option<NodeId>,
    /// Its class.
    #[serde(default, rename = "node_type")]
    pub class: Option<ClassName>,
    /// The message; ends without a line break.
    #[serde(default, rename = "exception_message", deserialize_with = "trimmed")]
    pub message: String,
    /// The Python exception, such as `ValueError`.
    #[serde(default)]
    pub exception_type: String,
    /// Python's lines.
    #[serde(default)]
    pub traceback: Vec<String>,
    /// Which nodes had run.
    #[serde(default)]
    pub executed: Vec<NodeId>,
    /// What the node was given, printed.
    #[serde(default)]
    pub current_inputs: Value,
    /// When, in ms since 1970.
    #[serde(default)]
    pub timestamp: Option<u64>,
    /// Which line of the program made the node, if known.
    #[serde(skip)]
    pub origin: Option<&'static Location<'static>>,
}

impl ExecutionError {
    /// A failure the server does not explain.
    pub(crate) fn unexplained(job: JobId) -> Self {
        Self {
            job,
            node: None,
            class: None,
            message: "the server gives no reason".to_owned(),
            exception_type: String::new(),
            traceback: Vec::new(),
            executed: Vec::new(),
            current_inputs: Value::Null,
            timestamp: None,
            origin: None,
        }
    }

    /// Whether a node blocked what follows it on purpose: the job goes on.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.exception_type == "ExecutionBlocked"
    }

    /// Whether the device had too little memory.
    #[must_use]
    pub fn is_out_of_memory(&self) -> bool {
        self.exception_type.contains("OutOfMemoryError")
    }
}

impl fmt::Display for ExecutionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Some(node) => write!(f, "node `{node}`")?,
            None => write!(f, "job `{}`", self.job)?,
        }
        if let Some(class) = &self.class {
            write!(f, " of `{class}`")?;
        }
        if let Some(origin) = self.origin {
            write!(f, " made at {origin}")?;
        }
        write!(f, " failed: {}", self.message)?;
        if self.exception_type.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.exception_type)
        }
    }
}

impl std::error::Error for ExecutionError {}

fn trimmed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.trim_end().to_owned())
}

/// The fields that messages share; each has some of them.
#[derive(Deserialize)]
struct Fields {
    prompt_id: Option<JobId>,
    #[serde(alias = "node_id")]
    node: Option<NodeId>,
    display_node: Option<NodeId>,
    timestamp: Option<u64>,
    value: Option<f64>,
    max: Option<f64>,
    #[serde(default)]
    output: Value,
}

/// The typed message; `None` where type or shape is unknown.
fn typed(kind: &str, data: &Value) -> Option<Event> {
    match kind {
        "status" => {
            let queue_remaining = data.pointer("/status/exec_info/queue_remaining")?.as_u64()?;
            Some(Event::Status { queue_remaining })
        }
        "feature_flags" => parse(data).map(Event::FeatureFlags),
        "execution_error" => parse(data).map(|error| Event::ExecutionError(Box::new(error))),
        "logs" => parse(data.get("entries")?).map(Event::Logs),
        "execution_cached" => {
            let job = parse(data.get("prompt_id")?)?;
            Some(Event::ExecutionCached { job, nodes: parse(data.get("nodes")?)? })
        }
        "progress_state" => {
            let job = parse(data.get("prompt_id")?)?;
            Some(Event::ProgressState { job, nodes: parse(data.get("nodes")?)? })
        }
        _ => plain(kind, parse(data)?),
    }
}

/// Messages that are made of shared fields alone.
fn plain(kind: &str, fields: Fields) -> Option<Event> {
    let Fields { prompt_id, node, display_node, timestamp, value, max, output } = fields;
    Some(match kind {
        "executing" => Event::Executing { job: prompt_id, node, display_node },
        "execution_start" => Event::ExecutionStart { job: prompt_id?, timestamp },
        "execution_success" => Event::ExecutionSuccess { job: prompt_id?, timestamp },
        "execution_interrupted" => Event::ExecutionInterrupted { job: prompt_id?, node, timestamp },
        "executed" => Event::Executed { job: prompt_id?, node: node?, output },
        "progress" => Event::Progress { job: prompt_id?, node: node?, value: value?, max: max? },
        _ => return None,
    })
}

fn parse<T: DeserializeOwned>(data: &Value) -> Option<T> {
    T::deserialize(data).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOB: &str = "295bc76e-8280-40c5-a6c8-18e4ea54db4e";

    fn read(kind: &str, data: &str) -> Event {
        let data = data.replace("JOB", JOB);
        Event::from_text(&format!(r#"{{"type":"{kind}","data":{data}}}"#)).unwrap()
    }

    #[test]
    fn the_last_message_of_a_job_names_no_node() {
        let last = read("executing", r#"{"node":null,"prompt_id":"JOB"}"#);

        assert!(last.is_last());
        assert!(!read("executing", r#"{"node":"2"}"#).is_last());
        assert!(!read("executing", r#"{"node":null}"#).is_last());
    }

    #[test]
    fn a_blocked_node_is_told_from_a_failed_one() {
        let event = read(
            "execution_error",
            r#"{"prompt_id":"JOB","node_id":"3","node_type":"SaveImage","executed":["4"],
            "exception_message":"Execution Blocked: on purpose\n",
            "exception_type":"ExecutionBlocked","traceback":[],"current_inputs":[]}"#,
        );

        let Event::ExecutionError(error) = event else { panic!("{event:?}") };
        assert!(error.is_blocked());
        assert_eq!(
            error.to_string(),
            "node `3` of `SaveImage` failed: Execution Blocked: on purpose (ExecutionBlocked)"
        );
    }

    #[test]
    fn values_that_are_not_numbers_do_not_lose_the_message() {
        let event = read("execution_error", r#"{"prompt_id":"JOB","current_inputs":{"a":[NaN]}}"#);

        assert_eq!(event.job().unwrap().to_string(), JOB);
    }

    #[test]
    fn messages_of_node_packs_are_kept() {
        let event = read("VHS_latentpreview", r#"{"length":3}"#);

        assert!(matches!(event, Event::Other { kind, data }
            if kind == "VHS_latentpreview" && data["length"] == 3));
    }

    #[test]
    fn jobs_of_others_with_odd_ids_are_kept_as_they_are() {
        let event = read("progress", r#"{"value":1,"max":2,"prompt_id":"mine","node":"2"}"#);

        assert!(matches!(event, Event::Other { .. }));
    }

    #[test]
    fn what_is_no_message_is_none() {
        assert_eq!(Event::from_text("hello"), None);
        assert_eq!(Event::from_text("[1]"), None);
    }
}
