//! Turns graphs into prompts, and prompts into graphs; nothing is lost either way.

use std::collections::{HashMap, HashSet};
use std::panic::Location;

use indexmap::IndexMap;
use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::node::{ClassOf, IdOf};
use super::output::{Handle, OutputRef};
use super::value::Given;
use super::{Graph, GraphProblems, NodeRef, Placed, RawNode, Titles};
use crate::ids::{ClassName, InputName, NodeId};
use crate::prompt::{Link, Object, Prompt, PromptNode, Value};

/// The id of each node, by position.
type Ids = Vec<NodeId>;

impl Graph {
    /// The id that the node of `handle` has in prompts: its own, else the next free number.
    ///
    /// Numbers are given in the order of adding, from 1; ids that are set later push them on.
    ///
    /// # Panics
    ///
    /// If the node belongs to another graph.
    #[must_use]
    #[track_caller]
    pub fn id(&self, handle: impl Handle) -> NodeId {
        let node = handle.node();
        assert_eq!(node.graph, self.tag, "the node belongs to another graph");
        self.ids().swap_remove(node.index as usize)
    }

    /// The node that has `id` in prompts.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeRef> {
        let position = self.ids().iter().position(|known| known.as_str() == id)?;
        self.nodes().nth(position).map(|(node, _)| node)
    }

    /// The lines that added the nodes, by the ids that prompts have.
    #[must_use]
    pub fn origins(&self) -> IndexMap<NodeId, &'static Location<'static>> {
        self.ids().into_iter().zip(self.nodes.iter().map(|placed| placed.at)).collect()
    }

    /// The prompt that a server takes; every node has a title, defaults are filled in.
    ///
    /// # Errors
    ///
    /// [`GraphProblems`] where [`Graph::check`] finds any.
    pub fn to_prompt(&self) -> Result<Prompt, GraphProblems> {
        self.check()?;
        let ids = self.ids();
        let nodes = ids.iter().zip(&self.nodes);
        let node = |placed: &Placed| placed.to_prompt_node(&ids, self.titles);
        Ok(nodes.map(|(id, placed)| (id.clone(), node(placed))).collect())
    }

    /// The graph of `prompt`, made of raw nodes with the same ids, titles and inputs.
    #[must_use]
    #[track_caller]
    pub fn from_prompt(prompt: &Prompt) -> Self {
        let at = Location::caller();
        let mut graph = Self::new();
        let positions: HashMap<&NodeId, u32> = prompt.nodes().map(|(id, _)| id).zip(0..).collect();
        for (id, node) in prompt.nodes() {
            let node = graph.raw_node(id, node, &positions);
            graph.place(node, at);
        }
        graph
    }

    fn raw_node(
        &self,
        id: &NodeId,
        node: &PromptNode,
        positions: &HashMap<&NodeId, u32>,
    ) -> RawNode {
        let class = node.class_type.clone();
        let class = class.map_or(ClassOf::Unknown, |class| ClassOf::Named(Some(class)));
        let mut raw = RawNode::bare(class);
        raw.id = IdOf::Own(id.clone());
        raw.meta = node.meta.clone();
        raw.foreign = node.foreign.clone();
        for (name, value) in &node.inputs {
            let given = match value {
                Value::Literal(literal) => Given::Literal(literal.clone()),
                Value::Link(link) => self.given_link(link, positions),
            };
            raw.inputs.set(name.to_string(), given);
        }
        raw
    }

    /// A link to a missing node stays the list it is in JSON.
    fn given_link(&self, link: &Link, positions: &HashMap<&NodeId, u32>) -> Given {
        match positions.get(&link.node) {
            Some(&index) => {
                let slot = link.slot.position();
                Given::Link(OutputRef { graph: self.tag, slot, index })
            }
            None => Given::Literal(Json::from(vec![
                Json::from(link.node.as_str()),
                Json::from(link.slot.position()),
            ])),
        }
    }

    fn ids(&self) -> Ids {
        let set = self.nodes.iter().filter_map(|placed| placed.node.id.own().cloned());
        // A number that a broken link names would mend it with whatever node gets it.
        let broken = self.nodes.iter().flat_map(|placed| placed.node.inputs().broken_links());
        let taken: HashSet<NodeId> = set.chain(broken.map(|link| link.node)).collect();
        let mut free = (1_u32..).map(NodeId::from).filter(|id| !taken.contains(id));
        let mut next = || free.next().expect("BUG: no number is free");
        let id = |placed: &Placed| placed.node.id.own().cloned().unwrap_or_else(&mut next);
        self.nodes.iter().map(id).collect()
    }
}

impl Placed {
    fn to_prompt_node(&self, ids: &Ids, titles: Titles) -> PromptNode {
        let mut inputs = IndexMap::new();
        let insert = &mut |name: &str, given: &Given| -> Result<(), std::convert::Infallible> {
            match prompt_value(given, ids) {
                Some(value) => {
                    let name = InputName::new(name).expect("BUG: an input has no name");
                    inputs.insert(name, value);
                }
                // Of a dynamic input's own inputs, which came before.
                None => drop(inputs.shift_remove(name)),
            }
            Ok(())
        };
        let Ok(()) = self.node.inputs().each(&mut String::new(), insert);
        PromptNode {
            class_type: self.node.class_name().and_then(|name| ClassName::new(name).ok()),
            inputs,
            meta: self.meta(titles),
            foreign: self.node.foreign.clone(),
        }
    }

    fn meta(&self, titles: Titles) -> Object {
        let mut meta = self.node.meta.clone();
        if let Some(title) = self.node.title().filter(|_| titles == Titles::All) {
            // Servers that replace old classes answer 500 to nodes without a title.
            meta.entry("title").or_insert_with(|| Json::from(title));
        }
        meta
    }
}

fn prompt_value(given: &Given, ids: &Ids) -> Option<Value> {
    match given {
        Given::Link(output) => {
            let node = ids[output.index as usize].clone();
            Some(Value::Link(Link { node, slot: output.slot() }))
        }
        Given::Literal(literal) | Given::Raw(literal) => match Link::from_json(literal) {
            Some(link) => Some(Value::Link(link)),
            None => Some(Value::Literal(literal.clone())),
        },
        Given::Nothing => None,
        Given::Chosen(..) | Given::Elements(_) => unreachable!("BUG: inputs come flattened"),
    }
}

/// Writes the prompt without making it first; what [`Graph::check`] refuses is an error here too.
impl Serialize for Graph {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.check().map_err(S::Error::custom)?;
        let ids = self.ids();
        let mut nodes = serializer.serialize_map(Some(self.nodes.len()))?;
        for (id, placed) in ids.iter().zip(&self.nodes) {
            nodes.serialize_entry(id, &Entry { placed, ids: &ids, titles: self.titles })?;
        }
        nodes.end()
    }
}

struct Entry<'g> {
    placed: &'g Placed,
    ids: &'g Ids,
    titles: Titles,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = &self.placed.node;
        if raw.inputs().may_repeat() {
            return self.placed.to_prompt_node(self.ids, self.titles).serialize(serializer);
        }
        let mut node = serializer.serialize_map(None)?;
        if let Some(class) = raw.class_name() {
            node.serialize_entry("class_type", class)?;
        }
        node.serialize_entry("inputs", &EntryInputs(self))?;
        match raw.title().filter(|_| self.titles == Titles::All) {
            Some(title) if raw.meta.is_empty() => {
                node.serialize_entry("_meta", &Title { title })?
            }
            _ if raw.meta.is_empty() => {}
            _ => node.serialize_entry("_meta", &self.placed.meta(self.titles))?,
        }
        for (key, value) in &raw.foreign {
            node.serialize_entry(key, value)?;
        }
        node.end()
    }
}

#[derive(Serialize)]
struct Title<'g> {
    title: &'g str,
}

struct EntryInputs<'e, 'g>(&'e Entry<'g>);

impl Serialize for EntryInputs<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut inputs = serializer.serialize_map(None)?;
        let entry = self.0;
        entry.placed.node.inputs().each(&mut String::new(), &mut |name, given| match given {
            Given::Link(output) => {
                let node = &entry.ids[output.index as usize];
                inputs.serialize_entry(name, &(node, output.slot()))
            }
            Given::Literal(literal) | Given::Raw(literal) => inputs.serialize_entry(name, literal),
            Given::Nothing => Ok(()),
            Given::Chosen(..) | Given::Elements(_) => unreachable!("BUG: inputs come flattened"),
        })?;
        inputs.end()
    }
}
