//! Mirrors the answers of the routes that have a fixed shape.
//!
//! Unknown fields are ignored and absent ones are empty: servers differ by version. Free-form parts
//! stay JSON.

use comfy_graph_core::ids::{JobId, NodeId};
use comfy_graph_core::prompt::Object;
use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Everything the server has to do, the next first.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct Queue {
    /// What runs now; at most one on today's servers.
    #[serde(default, rename = "queue_running")]
    pub running: Vec<QueuedPrompt>,
    /// What waits, in the order it will run.
    #[serde(default, rename = "queue_pending")]
    pub pending: Vec<QueuedPrompt>,
}

impl Queue {
    /// Sorts what waits: the server sends a heap as it lies in memory.
    pub(crate) fn sorted(mut self) -> Self {
        let order = |a: &QueuedPrompt, b: &QueuedPrompt| {
            a.number.total_cmp(&b.number).then_with(|| a.id.cmp(&b.id))
        };
        self.pending.sort_by(order);
        self
    }
}

/// A prompt in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedPrompt {
    /// Its place; smaller runs earlier.
    pub number: f64,
    /// The id as the server has it; old servers take any text for one.
    pub id: String,
    /// The nodes.
    pub prompt: Value,
    /// What was sent beside the nodes; on old servers credentials of others are in here.
    pub extra_data: Value,
    /// The output nodes that will run.
    pub targets: Vec<NodeId>,
}

impl QueuedPrompt {
    /// The id, unless it is one that only old servers take.
    #[must_use]
    pub fn job(&self) -> Option<JobId> {
        self.id.parse().ok()
    }
}

impl<'de> Deserialize<'de> for QueuedPrompt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Row(f64, String, Value, Value, Value);
        let Row(number, id, prompt, extra_data, targets) = Row::deserialize(deserializer)?;
        let targets = serde_json::from_value(targets).unwrap_or_default();
        Ok(Self { number, id, prompt, extra_data, targets })
    }
}

/// What the server remembers of a job that is over.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct HistoryEntry {
    /// What each output node showed, as the server has it.
    #[serde(default)]
    pub outputs: IndexMap<NodeId, Value>,
    /// How the job ended.
    #[serde(default, alias = "execution_status")]
    pub status: HistoryStatus,
    /// The prompt as it was queued; `null` where the server leaves it out.
    #[serde(default)]
    pub prompt: Value,
    /// For each node that showed something: where it is displayed.
    #[serde(default)]
    pub meta: Object,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct HistoryStatus {
    /// `success` or `error`; interrupted jobs have `error` too.
    #[serde(rename = "status_str")]
    pub summary: String,
    /// Whether the job ran to its end.
    pub completed: bool,
    /// What happened, in order: name with details, as on the WebSocket.
    pub messages: Vec<(String, Value)>,
}

/// Where a job stands, as the jobs API puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobPhase {
    /// It waits in the queue.
    Pending,
    /// It runs.
    InProgress,
    /// It ran to its end.
    Completed,
    /// A node failed.
    Failed,
    /// It was interrupted while it ran.
    Cancelled,
}

impl JobPhase {
    /// The name on the wire.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One job in the list of the jobs API.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct JobSummary {
    /// Its id as the server has it.
    pub id: String,
    /// Where it stands.
    pub status: JobPhase,
    /// When it was queued, in ms since 1970.
    pub create_time: Option<u64>,
    /// When it began to run, in ms since 1970.
    pub execution_start_time: Option<u64>,
    /// When it was over, in ms since 1970.
    pub execution_end_time: Option<u64>,
    /// How many outputs it has so far.
    #[serde(default)]
    pub outputs_count: u64,
    /// The id of the editor's workflow it came from.
    pub workflow_id: Option<String>,
    /// Which output stands for the job in a list.
    pub preview_output: Option<Value>,
}

/// Part of the list of the jobs API.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct JobsPage {
    /// The jobs.
    pub jobs: Vec<JobSummary>,
    /// Whether there are more.
    #[serde(default, rename = "pagination", deserialize_with = "has_more")]
    pub has_more: bool,
}

fn has_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let pagination = Object::deserialize(deserializer)?;
    Ok(pagination.get("has_more").and_then(Value::as_bool).unwrap_or_default())
}

/// Which jobs to list, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobsFilter {
    /// Only jobs that stand here; all if empty.
    pub phases: Vec<JobPhase>,
    /// Only jobs of this editor workflow.
    pub workflow_id: Option<String>,
    /// How many at most.
    pub limit: Option<u32>,
    /// How many to skip.
    pub offset: u32,
}

/// The machine and the versions that run on it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct SystemStats {
    /// The host.
    pub system: ServerSystem,
    /// The devices that compute, the primary first.
    pub devices: Vec<Device>,
}

/// The host of a server.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct ServerSystem {
    /// The operating system.
    pub os: String,
    /// The version of ComfyUI.
    pub comfyui_version: String,
    /// The version of Python.
    pub python_version: String,
    /// The version of PyTorch.
    pub pytorch_version: String,
    /// Memory of the host, in bytes.
    pub ram_total: u64,
    /// Free memory of the host, in bytes.
    pub ram_free: u64,
    /// How the server was started.
    pub argv: Vec<String>,
    /// What else it reports.
    #[serde(flatten)]
    pub more: Object,
}

/// A device that computes.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Device {
    /// Its name, as PyTorch has it.
    pub name: String,
    /// Its kind, such as `cuda` or `cpu`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its number among devices of its kind.
    pub index: Option<u32>,
    /// Its memory, in bytes.
    pub vram_total: u64,
    /// Its free memory, in bytes.
    pub vram_free: u64,
}

/// What a server can do beyond the basics.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Features {
    /// Previews can say which node and job they come from.
    pub supports_preview_metadata: bool,
    /// The largest body it takes, in bytes.
    pub max_upload_size: Option<u64>,
    /// The assets API is on.
    pub assets: bool,
    /// Removed node classes are replaced by the server.
    pub node_replacements: bool,
    /// What else it reports.
    #[serde(flatten)]
    pub more: Object,
}

/// A line of the server's log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LogEntry {
    /// When it was written, in ISO 8601 without a zone.
    #[serde(rename = "t")]
    pub time: String,
    /// The text, colour codes included.
    #[serde(rename = "m")]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_sorted_by_number_before_id() {
        let queue: Queue = serde_json::from_str(
            r#"{"queue_running":[],"queue_pending":[
                [2,"b",{},{},[]],[-1.0,"c",{},{},["9"]],[2,"a",{},{},null]]}"#,
        )
        .unwrap();

        let ids: Vec<_> = queue.sorted().pending.into_iter().map(|row| row.id).collect();

        assert_eq!(ids, ["c", "a", "b"]);
    }

    #[test]
    fn a_page_of_jobs_says_whether_there_are_more() {
        let page: JobsPage = serde_json::from_str(
            r#"{"jobs":[{"id":"x","status":"in_progress"}],"pagination":{"has_more":true}}"#,
        )
        .unwrap();

        assert!(page.has_more);
        assert_eq!(page.jobs[0].status, JobPhase::InProgress);
    }
}
