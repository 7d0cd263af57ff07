//! Tracks how far the nodes of the running job are.

use comfy_graph_core::ids::NodeId;
use indexmap::IndexMap;
use serde_json::{Map, Number, Value, json};

use crate::queue::Job;
use crate::server::Shared;
use crate::socket::Audience;

/// The nodes that have started, in that order.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    nodes: IndexMap<NodeId, Step>,
}

#[derive(Debug)]
struct Step {
    value: Number,
    max: Number,
    finished: bool,
}

impl Progress {
    /// The node starts, or goes on after it has waited for lazy inputs.
    pub(crate) fn start(&mut self, node: &NodeId) {
        let step = Step { value: whole(0.0), max: whole(1.0), finished: false };
        self.nodes.insert(node.clone(), step);
    }

    /// The node tells a number.
    pub(crate) fn advance(&mut self, node: &NodeId, value: u64, max: u64) {
        let step = Step { value: value.into(), max: max.into(), finished: false };
        self.nodes.insert(node.clone(), step);
    }

    /// The node is over.
    pub(crate) fn finish(&mut self, node: &NodeId) {
        let fresh = || Step { value: 1.into(), max: 1.into(), finished: true };
        let step = self.nodes.entry(node.clone()).or_insert_with(fresh);
        step.value = step.max.clone();
        step.finished = true;
    }

    /// Sends the state of all nodes.
    pub(crate) fn send_state(&self, shared: &Shared, job: &Job) {
        let rows = self.nodes.iter().map(|(node, step)| (node.to_string(), row(node, step, job)));
        let nodes: Map<String, Value> = rows.collect();
        let owner = job.owner();
        let data = json!({"prompt_id": job.id, "nodes": nodes});
        shared.send(Audience::OwnerOrEveryone(owner.as_deref()), "progress_state", &data);
    }

    /// Sends the number of one node.
    pub(crate) fn send_number(&self, shared: &Shared, job: &Job, node: &NodeId) {
        let Some(step) = self.nodes.get(node) else { return };
        let owner = job.owner();
        let data = json!({"value": step.value, "max": step.max, "prompt_id": job.id, "node": node});
        shared.send(Audience::OwnerOrEveryone(owner.as_deref()), "progress", &data);
    }
}

fn whole(value: f64) -> Number {
    Number::from_f64(value).expect("BUG: 0 and 1 are finite")
}

fn row(node: &NodeId, step: &Step, job: &Job) -> Value {
    json!({
        "value": step.value, "max": step.max,
        "state": if step.finished { "finished" } else { "running" },
        "node_id": node, "prompt_id": job.id, "display_node_id": node,
        "parent_node_id": null, "real_node_id": node,
    })
}
