//! Keeps results for nodes that come again unchanged.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::{Prompt, PromptNode, Value as Given};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::value::Data;
use crate::server::Shared;

/// How many node signatures are told apart before all is forgotten.
const MOST_SIGNATURES: usize = 200_000;

/// What a node gave: a list of values a slot, and what clients were shown.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) slots: Vec<Vec<Data>>,
    pub(crate) ui: Option<Value>,
}

impl Record {
    /// About how many bytes the record keeps.
    pub(crate) fn weight(&self) -> usize {
        256 + self.slots.iter().flatten().map(Data::weight).sum::<usize>()
    }
}

/// Results of the last job, by what made them.
///
/// Seen on the real server: what one job does not have is gone for the next.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    // Equal nodes get equal numbers; interning whole signatures cannot collide as a hash could.
    numbers: HashMap<String, u64>,
    records: HashMap<u64, Arc<Record>>,
    unique: u64,
}

impl Cache {
    /// A number a node of `prompt`, equal for equal class, literals and ancestors.
    pub(crate) fn sign(&mut self, shared: &Shared, prompt: &Prompt) -> IndexMap<NodeId, u64> {
        if self.numbers.len() > MOST_SIGNATURES {
            *self = Self { unique: self.unique, ..Self::default() };
        }
        let mut signed = IndexMap::new();
        for id in prompt.topological_order().unwrap_or_default() {
            if let Some(node) = prompt.node(id.as_str()) {
                let number = self.sign_node(shared, (id, node), &signed);
                signed.insert(id.clone(), number);
            }
        }
        signed
    }

    fn sign_node(
        &mut self,
        shared: &Shared,
        (id, node): (&NodeId, &PromptNode),
        signed: &IndexMap<NodeId, u64>,
    ) -> u64 {
        let class = node.class_type.as_ref().map_or("", |class| class.as_str());
        let mut inputs: Vec<_> = node.inputs.iter().collect();
        inputs.sort_by_key(|(name, _)| *name);
        let input = |given: &Given| match given {
            Given::Link(link) => json!([signed.get(&link.node), link.slot]),
            Given::Literal(literal) => json!({"is": literal}),
        };
        let inputs: Vec<_> =
            inputs.iter().map(|(name, given)| json!([name, input(given)])).collect();
        let knows_id = shared.schema.class(class).is_some_and(|class| class.knows_its_id());
        let own_id = knows_id.then_some(id);
        // The real server's classes say themselves when to run again; this one always does.
        let once = (class == "SaveImageWebsocket").then(|| {
            self.unique += 1;
            self.unique
        });
        let changed = node.foreign.get("is_changed");
        let signature = json!([class, inputs, own_id, once, changed]).to_string();
        let next = self.numbers.len() as u64;
        *self.numbers.entry(signature).or_insert(next)
    }

    /// Forgets every result but those with a number in `signed`.
    pub(crate) fn retain(&mut self, signed: &IndexMap<NodeId, u64>) {
        let wanted: HashSet<u64> = signed.values().copied().collect();
        self.records.retain(|number, _| wanted.contains(number));
    }

    pub(crate) fn get(&self, number: u64) -> Option<Arc<Record>> {
        self.records.get(&number).cloned()
    }

    pub(crate) fn keep(&mut self, number: u64, record: Arc<Record>) {
        self.records.insert(number, record);
    }
}

/// Writes into every loader what its file is now, as the real server does before it runs a prompt.
pub(crate) fn note_files(shared: &Shared, prompt: &mut Prompt) {
    let loaders =
        prompt.nodes().filter_map(|(id, node)| Some((id.clone(), changed(shared, node)?)));
    for (id, changed) in loaders.collect::<Vec<_>>() {
        if let Some(node) = prompt.node_mut(id.as_str()) {
            // A key that came with the prompt is believed, stale or not.
            node.foreign.entry("is_changed").or_insert(changed);
        }
    }
}

fn changed(shared: &Shared, node: &PromptNode) -> Option<Value> {
    let class = node.class_type.as_ref()?.as_str();
    if !matches!(class, "LoadImage" | "LoadImageMask" | "LoadImageOutput") {
        return None;
    }
    let name = node.inputs.get("image")?.as_literal()?.as_str()?;
    let bytes = fs::read(shared.folders.annotated(name)?).ok()?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Some(json!([format!("{:016x}", hasher.finish())]))
}
