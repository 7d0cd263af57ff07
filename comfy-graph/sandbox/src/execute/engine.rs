//! Runs one job from its first message to its history entry.

use std::collections::HashMap;
use std::sync::Arc;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use super::cache::{Cache, Record, note_files};
use super::calling::{self, Gathered};
use super::metadata;
use super::node::{Call, Failure};
use super::progress::Progress;
use super::schedule::Schedule;
use crate::faults::Moment;
use crate::pixels::TooLarge;
use crate::queue::{Entry, Job, Status, now_ms};
use crate::server::Shared;
use crate::socket::Audience;

/// How many bytes the results of one job may take.
const HEAVIEST: usize = 1 << 31;

/// Runs `job`; failures of nodes are part of the entry.
pub(crate) fn run(shared: &Shared, job: &Arc<Job>, cache: &mut Cache) -> Entry {
    let mut prompt = job.prompt.clone();
    note_files(shared, &mut prompt);
    let signatures = cache.sign(shared, &prompt);
    cache.retain(&signatures);
    let texts = metadata::texts(job, &prompt);
    let mut engine = Engine {
        shared,
        job,
        owner: job.owner(),
        prompt: &prompt,
        texts,
        signatures,
        cache,
        results: HashMap::new(),
        weight: 0,
        progress: Progress::default(),
        executed: IndexSet::new(),
        messages: Vec::new(),
        outputs: IndexMap::new(),
        meta: IndexMap::new(),
    };
    let completed = engine.run();
    shared.hub.note_running(None);
    let status_str = if completed { "success" } else { "error" };
    let status = Status { status_str, completed, messages: engine.messages };
    Entry { job: job.clone(), outputs: engine.outputs, status, meta: engine.meta }
}

// Five random letters keep the previews of one folder apart.
fn temporary_prefix() -> String {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    let letters = bytes[..5].iter().map(|byte| char::from(b'a' + byte % 26));
    format!("ComfyUI_temp_{}", letters.collect::<String>())
}

struct Engine<'a> {
    shared: &'a Shared,
    job: &'a Job,
    owner: Option<String>,
    prompt: &'a Prompt,
    texts: Vec<(String, String)>,
    signatures: IndexMap<NodeId, u64>,
    cache: &'a mut Cache,
    results: HashMap<NodeId, Arc<Record>>,
    weight: usize,
    progress: Progress,
    executed: IndexSet<NodeId>,
    messages: Vec<(String, Value)>,
    outputs: IndexMap<String, Value>,
    meta: IndexMap<String, Value>,
}

/// A node that did not finish, with what it was given.
struct Fault {
    node: NodeId,
    failure: Failure,
    given: Value,
}

impl Engine<'_> {
    fn run(&mut self) -> bool {
        self.announce("execution_start", json!({}));
        let cached = self.recall();
        self.announce("execution_cached", json!({"nodes": cached}));
        let outcome = match self.shared.reach(&Moment::Started) {
            true => return false,
            false => self.run_nodes(),
        };
        match outcome {
            Ok(()) => {
                self.announce("execution_success", json!({}));
                true
            }
            Err(fault) => {
                self.announce_fault(*fault);
                false
            }
        }
    }

    fn recall(&mut self) -> Vec<String> {
        let mut cached = Vec::new();
        for (id, _) in self.prompt.nodes() {
            let record = self.signatures.get(id).and_then(|number| self.cache.get(*number));
            if let Some(record) = record {
                self.results.insert(id.clone(), record);
                cached.push(id.to_string());
            }
        }
        cached
    }

    fn run_nodes(&mut self) -> Result<(), Box<Fault>> {
        let mut schedule = Schedule::new(self.prompt, &self.shared.schema);
        for target in &self.job.targets {
            if let Ok(id) = NodeId::new(target.as_str()) {
                schedule.add(&id, |id| self.results.contains_key(id));
            }
        }
        while let Some(id) = schedule.pick() {
            if self.results.contains_key(&id) {
                self.show_cached(&id);
                schedule.complete(&id);
                continue;
            }
            match self.run_node(&id)? {
                Ran::Finished => schedule.complete(&id),
                Ran::NeedsFirst(needed) => {
                    for needed in needed {
                        schedule.wait_for(&id, &needed, |id| self.results.contains_key(id));
                    }
                }
            }
        }
        Ok(())
    }

    // A cached output node is announced anew, with the files it wrote then.
    fn show_cached(&mut self, id: &NodeId) {
        let ui = self.results.get(id).and_then(|record| record.ui.clone());
        self.send_executed(id, ui.clone().unwrap_or_default());
        self.note_output(id, ui);
        self.progress.finish(id);
        self.progress.send_state(self.shared, self.job);
    }

    fn run_node(&mut self, id: &NodeId) -> Result<Ran, Box<Fault>> {
        self.progress.start(id);
        self.progress.send_state(self.shared, self.job);
        self.send_executing(id);
        let fault = |failure| Box::new(Fault { node: id.clone(), failure, given: json!({}) });
        if self.shared.reach(&Moment::Node(id.clone())) {
            return Err(fault(Failure::Interrupted));
        }
        self.shared.queue.check().map_err(|stop| fault(stop.into()))?;
        let gathered =
            Gathered::new(self.shared, (self.prompt, id), &self.results).map_err(fault)?;
        let needed = gathered.lazily_needed(&self.results);
        if !needed.is_empty() {
            return Ok(Ran::NeedsFirst(needed));
        }
        let mut call = Call {
            shared: self.shared,
            job: self.job,
            node: id,
            class: gathered.class_name,
            texts: &self.texts,
            temporary: temporary_prefix(),
            progress: &mut self.progress,
        };
        let record = calling::call(&gathered, &mut call);
        let record = record.map_err(|failure| {
            let mut fault = fault(failure);
            fault.given = gathered.describe();
            fault
        })?;
        // Results stay in memory until the job is over.
        self.weight += record.weight();
        if self.weight > HEAVIEST {
            return Err(fault(TooLarge.into()));
        }
        self.store(id, record);
        Ok(Ran::Finished)
    }

    fn store(&mut self, id: &NodeId, record: Record) {
        if let Some(ui) = record.ui.clone() {
            self.send_executed(id, ui.clone());
            self.note_output(id, Some(ui));
        }
        self.progress.finish(id);
        self.progress.send_state(self.shared, self.job);
        let record = Arc::new(record);
        if let Some(number) = self.signatures.get(id) {
            self.cache.keep(*number, record.clone());
        }
        self.results.insert(id.clone(), record);
        self.executed.insert(id.clone());
    }

    fn note_output(&mut self, id: &NodeId, ui: Option<Value>) {
        let Some(ui) = ui else { return };
        let meta = json!({
            "node_id": id, "display_node": id, "parent_node": null, "real_node_id": id,
        });
        self.outputs.insert(id.to_string(), ui);
        self.meta.insert(id.to_string(), meta);
    }

    fn send_executing(&self, id: &NodeId) {
        let owner = self.owner.as_deref();
        self.shared.hub.note_running(owner.map(|owner| (owner, id.as_str())));
        let data = json!({"node": id, "display_node": id, "prompt_id": self.job.id});
        self.shared.send(Audience::Owner(owner), "executing", &data);
    }

    fn send_executed(&self, id: &NodeId, ui: Value) {
        let data = json!({"node": id, "display_node": id, "output": ui, "prompt_id": self.job.id});
        self.shared.send(Audience::Owner(self.owner.as_deref()), "executed", &data);
    }

    // These messages are kept in history too.
    fn announce(&mut self, kind: &str, mut data: Value) {
        data["prompt_id"] = json!(self.job.id);
        data["timestamp"] = json!(now_ms());
        let owner = self.owner.as_deref();
        let audience = match kind {
            "execution_interrupted" => Audience::OwnerOrEveryone(owner),
            _ => Audience::Owner(owner),
        };
        self.shared.send(audience, kind, &data);
        self.messages.push((kind.to_owned(), data));
    }

    fn announce_fault(&mut self, fault: Fault) {
        let class = self.prompt.node(fault.node.as_str()).and_then(|node| node.class_type.clone());
        let mut data = json!({
            "node_id": fault.node, "node_type": class, "executed": self.executed,
        });
        let (kind, message) = match fault.failure {
            Failure::Interrupted => return self.announce("execution_interrupted", data),
            Failure::Unsupported { class } => ("SandboxUnsupported", unsupported(&class)),
            Failure::Raised { kind, message } => (kind, message),
        };
        let all: Vec<_> = self.prompt.nodes().map(|(id, _)| id).collect();
        data["exception_message"] = json!(format!("{message}\n"));
        data["exception_type"] = json!(kind);
        data["traceback"] = json!([format!("  comfy-sandbox, node {}\n", fault.node)]);
        data["current_inputs"] = fault.given;
        data["current_outputs"] = json!(all);
        self.announce("execution_error", data);
    }
}

fn unsupported(class: &str) -> String {
    format!("the sandbox cannot run node class `{class}`; use a real ComfyUI for it")
}

enum Ran {
    Finished,
    NeedsFirst(Vec<NodeId>),
}
