//! Holds a graph while operations are tried on it.
//!
//! Everything is checked here before it is done. Prompts and editor files take the result over once
//! all operations are done.

use std::collections::BTreeMap;

use super::error::EditError;
use super::note::Note;
use super::operation::Operation;
use super::outline::{Facts, Outline};
use crate::closest::closest;
use crate::ids::{ClassName, NodeId};
use crate::json::Object;
use crate::prompt::PromptNode;
use crate::schema::{NodeClass, Schema};
use crate::validate::{InputCheck, NodeName};

/// A graph with the operations on it that have been done so far.
#[derive(Debug, Clone)]
pub(super) struct Draft<'s> {
    pub(super) schema: &'s Schema,
    pub(super) form: DraftForm,
    pub(super) outline: Outline,
    pub(super) notes: Vec<Note>,
}

/// Which form the graph will have.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum DraftForm {
    Prompt,
    /// With the highest number ever given to a node, and the hosts that stand for each subgraph in
    /// ids, by the class of the hosts.
    Editor {
        last: i64,
        scopes: BTreeMap<String, NodeId>,
    },
}

pub(super) type Done = Result<(), EditError>;

impl<'s> Draft<'s> {
    pub(super) const fn new(schema: &'s Schema, form: DraftForm, outline: Outline) -> Self {
        Self { schema, form, outline, notes: Vec::new() }
    }

    /// Does `operation`, or leaves all as it is.
    pub(super) fn apply(&mut self, operation: &Operation) -> Done {
        let mut draft = self.clone();
        draft.do_it(operation)?;
        *self = draft;
        Ok(())
    }

    fn do_it(&mut self, operation: &Operation) -> Done {
        match operation {
            Operation::Add(add) => self.add(add).map(|_| ()),
            Operation::Remove(remove) => self.remove(remove),
            Operation::Set(set) => self.set(set),
            Operation::Connect(connect) => self.connect(&connect.from, &connect.to),
            Operation::Disconnect(disconnect) => self.disconnect(disconnect),
            Operation::InsertBetween(insert) => self.insert_between(insert),
            Operation::Replace(replace) => self.replace(replace),
            Operation::Bypass(on) => self.bypass(&on.node),
            Operation::Mute(on) => self.mute(&on.node),
            Operation::Unbypass(on) | Operation::Unmute(on) => self.wake(&on.node),
            Operation::AddLora(lora) => self.add_lora(lora),
            Operation::RemoveLora(lora) => self.remove_lora(lora),
            Operation::Rename(rename) => {
                let node = self.movable(&rename.node)?;
                self.node_mut(&node).rename(&*rename.title);
                Ok(())
            }
        }
    }

    pub(super) fn is_prompt(&self) -> bool {
        self.form == DraftForm::Prompt
    }

    /// The id of the node that `id` names, which may go through any host of a subgraph.
    pub(super) fn find(&self, id: &NodeId) -> Result<NodeId, EditError> {
        if self.outline.prompt.node(id.as_str()).is_some() {
            return Ok(id.clone());
        }
        self.through_other_host(id).ok_or_else(|| {
            let nodes = self.outline.prompt.nodes();
            let nodes = nodes.filter(|(id, _)| !self.outline.is_border(id));
            let nodes = nodes.map(|(id, _)| self.name(id)).collect();
            EditError::NoSuchNode { node: id.clone(), nodes }
        })
    }

    fn through_other_host(&self, id: &NodeId) -> Option<NodeId> {
        let DraftForm::Editor { scopes, .. } = &self.form else { return None };
        let (host, inner) = id.as_str().rsplit_once(':')?;
        let host = self.find_quietly(&NodeId::new(host).ok()?)?;
        let class = self.node(&host).class_type.as_ref()?;
        let scope = scopes.get(class.as_str())?;
        let id = NodeId::new(format!("{scope}:{inner}")).ok()?;
        self.outline.prompt.node(id.as_str()).is_some().then_some(id)
    }

    pub(super) fn find_quietly(&self, id: &NodeId) -> Option<NodeId> {
        let is_there = self.outline.prompt.node(id.as_str()).is_some();
        if is_there { Some(id.clone()) } else { self.through_other_host(id) }
    }

    /// As [`find`](Self::find), without the borders of subgraphs.
    pub(super) fn movable(&self, id: &NodeId) -> Result<NodeId, EditError> {
        let node = self.find(id)?;
        if self.outline.is_border(&node) {
            return Err(EditError::IsBorder { node });
        }
        Ok(node)
    }

    /// A node that is known to be there.
    pub(super) fn node(&self, id: &NodeId) -> &PromptNode {
        self.outline.prompt.node(id.as_str()).expect("BUG: the node was found before")
    }

    pub(super) fn node_mut(&mut self, id: &NodeId) -> &mut PromptNode {
        self.outline.prompt.node_mut(id.as_str()).expect("BUG: the node was found before")
    }

    /// What the file knows of a node; nothing yet, where the node is new.
    pub(super) fn facts_mut(&mut self, id: &NodeId) -> &mut Facts {
        self.outline.facts.entry(id.clone()).or_default()
    }

    pub(super) fn name(&self, id: &NodeId) -> NodeName {
        let node = self.node(id);
        NodeName {
            id: id.as_str().into(),
            class: node.class_type.as_ref().map(|class| class.as_str().into()),
            title: node.title().map(Into::into),
        }
    }

    /// The class of a node; `None` where the schema lacks it or the file itself lists its sockets.
    pub(super) fn class(&self, id: &NodeId) -> Option<&'s NodeClass> {
        if self.outline.sockets(id).is_some() {
            return None;
        }
        self.schema.class(self.node(id).class_type.as_ref()?.as_str())
    }

    pub(super) fn known_class(&self, class: &ClassName) -> Result<&'s NodeClass, EditError> {
        self.schema.class(class.as_str()).ok_or_else(|| {
            let names = self.schema.classes().map(|class| class.name.as_str());
            let closest = closest(class.as_str(), names).into_iter().map(Into::into).collect();
            EditError::UnknownClass { class: class.clone(), closest }
        })
    }

    /// Runs `ask` on the inputs of a node of `class`.
    pub(super) fn checking<T>(
        &self,
        (node, class): (&NodeId, &'s NodeClass),
        ask: impl FnOnce(InputCheck<'_, 's>) -> T,
    ) -> T {
        let given: Object<'_> = self.node(node).inputs_json();
        ask(InputCheck { class, given: &given })
    }

    /// An id that no node of the graph in `scope` has.
    pub(super) fn free_id(&self, scope: Option<&NodeId>) -> NodeId {
        let numbers = self.outline.prompt.nodes().flat_map(|(id, _)| {
            id.as_str().split([':', '.']).filter_map(|part| part.parse::<i64>().ok())
        });
        let last = match &self.form {
            DraftForm::Prompt => 0,
            DraftForm::Editor { last, .. } => *last,
        };
        let number = numbers.fold(last, i64::max).saturating_add(1);
        let id = match scope {
            Some(scope) => format!("{scope}:{number}"),
            None => number.to_string(),
        };
        NodeId::new(id).expect("BUG: a number is not empty")
    }
}
