//! Calls node functions once, or once an element where inputs are lists.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::{Link, Prompt, PromptNode, Value as Given};
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::cache::Record;
use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;
use super::{find, logic};
use crate::schema::Class;
use crate::server::Shared;

type Results = HashMap<NodeId, Arc<Record>>;

/// What a node needs for its calls.
#[derive(Debug)]
pub(crate) struct Gathered<'a> {
    pub(crate) class_name: &'a str,
    class: Class<'a>,
    node: &'a PromptNode,
    run: Run,
    // Each input is a list; most have one element.
    inputs: IndexMap<String, Vec<Data>>,
}

impl<'a> Gathered<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        (prompt, id): (&'a Prompt, &NodeId),
        results: &Results,
    ) -> Result<Self, Failure> {
        let node = prompt.node(id.as_str()).ok_or_else(|| Failure::value("no such node"))?;
        let class_name = node.class_type.as_ref().map_or("", |class| class.as_str());
        let unsupported = || Failure::Unsupported { class: class_name.to_owned() };
        let class = shared.schema.class(class_name).ok_or_else(unsupported)?;
        let run = find(class_name).ok_or_else(unsupported)?;
        let known: Vec<_> = class.inputs(node).into_iter().map(|input| input.name).collect();
        let mut inputs = IndexMap::new();
        for (name, given) in &node.inputs {
            let name = name.as_str();
            match given {
                Given::Literal(literal) => {
                    inputs.insert(name.to_owned(), vec![Data::from_json(literal)]);
                }
                Given::Link(_) if !known.iter().any(|known| known == name) => {
                    let message = format!("got an unexpected keyword argument '{name}'");
                    return Err(Failure::kind_of(message));
                }
                Given::Link(link) => {
                    if let Some(list) = linked(link, results)? {
                        inputs.insert(name.to_owned(), list);
                    }
                }
            }
        }
        Ok(Self { class_name, class, node, run, inputs })
    }

    /// The nodes whose results the node wants and does not have.
    pub(crate) fn lazily_needed(&self, results: &Results) -> Vec<NodeId> {
        let wanted = logic::lazy_inputs(self.class_name, &self.first_inputs());
        let link =
            |name: &&str| self.node.inputs.get(*name)?.as_link().map(|link| link.node.clone());
        wanted.iter().filter_map(link).filter(|node| !results.contains_key(node)).collect()
    }

    /// The inputs as error messages show them.
    pub(crate) fn describe(&self) -> Value {
        let shown = |(name, list): (&String, &Vec<Data>)| {
            (name.clone(), json!(list.iter().map(Data::describe).collect::<Vec<_>>()))
        };
        Value::Object(self.inputs.iter().map(shown).collect())
    }

    fn first_inputs(&self) -> Inputs {
        let first =
            |(name, list): (&String, &Vec<Data>)| Some((name.clone(), list.first()?.clone()));
        Inputs { values: self.inputs.iter().filter_map(first).collect() }
    }

    // One element of each input; shorter lists repeat their last.
    fn element(&self, position: usize) -> Inputs {
        let pick = |(name, list): (&String, &Vec<Data>)| {
            Some((name.clone(), list.get(position).or(list.last())?.clone()))
        };
        Inputs { values: self.inputs.iter().filter_map(pick).collect() }
    }

    fn all(&self) -> Inputs {
        let whole = |(name, list): (&String, &Vec<Data>)| (name.clone(), Data::List(list.clone()));
        Inputs { values: self.inputs.iter().map(whole).collect() }
    }

    fn calls(&self) -> usize {
        self.inputs.values().map(Vec::len).max().unwrap_or(1)
    }
}

// Nothing for a lazy input that has not run.
fn linked(link: &Link, results: &Results) -> Result<Option<Vec<Data>>, Failure> {
    let Some(record) = results.get(&link.node) else { return Ok(None) };
    let slot = usize::from(link.slot.position());
    let list = record.slots.get(slot).cloned();
    list.map(Some).ok_or_else(|| Failure::Raised {
        kind: "IndexError",
        message: format!("node '{}' has no output {slot}", link.node),
    })
}

/// Runs the node on everything gathered.
pub(crate) fn call(gathered: &Gathered<'_>, call: &mut Call<'_>) -> Result<Record, Failure> {
    let mut record = Record::default();
    record.slots.resize(gathered.class.slots(), Vec::new());
    let mut shown = Vec::new();
    if gathered.class.takes_lists() {
        shown.extend(collect(run_once(gathered, &gathered.all(), call)?, gathered, &mut record));
    } else {
        for position in 0..gathered.calls() {
            let outputs = run_once(gathered, &gathered.element(position), call)?;
            shown.extend(collect(outputs, gathered, &mut record));
        }
    }
    record.ui = merged(shown);
    Ok(record)
}

// A bug in a node function fails the node, not the server that runs under somebody's tests.
fn run_once(
    gathered: &Gathered<'_>,
    inputs: &Inputs,
    call: &mut Call<'_>,
) -> Result<Outputs, Failure> {
    call.shared.queue.check()?;
    let run = gathered.run;
    catch_unwind(AssertUnwindSafe(|| run(inputs, call))).unwrap_or_else(|_| {
        let message = format!("node class `{}` broke the sandbox; report it", gathered.class_name);
        Err(Failure::Raised { kind: "SandboxBug", message })
    })
}

fn collect(outputs: Outputs, gathered: &Gathered<'_>, record: &mut Record) -> Option<Value> {
    for (slot, data) in outputs.slots.into_iter().enumerate() {
        let Some(list) = record.slots.get_mut(slot) else { continue };
        match data {
            Data::List(items) if gathered.class.gives_list(slot) => list.extend(items),
            data => list.push(data),
        }
    }
    outputs.ui
}

// The calls' lists one after another, under the keys of the first.
fn merged(shown: Vec<Value>) -> Option<Value> {
    let keys = shown.first()?.as_object()?.keys().cloned().collect::<Vec<_>>();
    let of_key = |key: &String| {
        let lists = shown.iter().filter_map(|ui| ui.get(key)?.as_array());
        (key.clone(), json!(lists.flatten().collect::<Vec<_>>()))
    };
    Some(Value::Object(keys.iter().map(of_key).collect::<Map<_, _>>()))
}
