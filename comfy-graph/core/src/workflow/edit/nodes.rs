//! Adds, removes, stops nodes.

use indexmap::IndexMap;

use super::change::NodeMode;
use super::draft::{Done, Draft, DraftForm};
use super::error::EditError;
use super::note::Note;
use super::operation::{Add, Given, InputRef, Remove, Rewire};
use super::passage::Passed;
use crate::ids::{ClassName, InputName, NodeId};
use crate::prompt::{Link, PromptNode};

impl Draft<'_> {
    /// Adds a node, whose id comes back.
    pub(super) fn add(&mut self, add: &Add) -> Result<NodeId, EditError> {
        self.known_class(&add.class)?;
        let scope = match &add.graph {
            Some(graph) => Some(self.graph(graph)?),
            None => None,
        };
        let id = self.new_id(add.id.as_ref(), scope)?;
        let mut node = PromptNode::new(add.class.clone());
        if let Some(title) = &add.title {
            node.rename(&**title);
        }
        self.outline.prompt.insert(id.clone(), node);
        self.give_all(&id, &add.inputs)?;
        self.fill(&id);
        Ok(id)
    }

    /// Adds a node of `class` with what an editor starts it with.
    pub(super) fn add_plain(
        &mut self,
        class: &ClassName,
        id: Option<&NodeId>,
        near: &NodeId,
    ) -> Result<NodeId, EditError> {
        let scope = self.outline.scope(near).cloned();
        let (class, id, inputs) = (class.clone(), id.cloned(), IndexMap::new());
        self.add(&Add { class, id, title: None, inputs, graph: scope })
    }

    /// Gives a node several inputs; the keys of dynamic combos before what they bring.
    pub(super) fn give_all(&mut self, node: &NodeId, inputs: &IndexMap<InputName, Given>) -> Done {
        let mut inputs: Vec<_> = inputs.iter().collect();
        inputs.sort_by_key(|(name, _)| name.as_str().matches('.').count());
        inputs.into_iter().try_for_each(|(name, given)| self.give(node, name, given))
    }

    /// The host that stands for the subgraph of `graph` in ids.
    fn graph(&self, graph: &NodeId) -> Result<NodeId, EditError> {
        let DraftForm::Editor { scopes, .. } = &self.form else {
            return Err(EditError::NoSuchGraph { graph: graph.clone(), hosts: Vec::new() });
        };
        let host = self.find(graph)?;
        let class = self.node(&host).class_type.as_ref();
        let scope = class.and_then(|class| scopes.get(class.as_str()));
        scope.cloned().ok_or_else(|| EditError::NoSuchGraph {
            graph: graph.clone(),
            hosts: scopes.values().cloned().collect(),
        })
    }

    /// The id of a node to be added, which may itself name the subgraph.
    fn new_id(&mut self, id: Option<&NodeId>, scope: Option<NodeId>) -> Result<NodeId, EditError> {
        let (scope, id) = match (id, self.is_prompt()) {
            (None, _) => (scope.clone(), self.free_id(scope.as_ref())),
            (Some(id), true) => (None, id.clone()),
            (Some(id), false) => self.editor_id(id, scope)?,
        };
        if self.find_quietly(&id).is_some() {
            return Err(EditError::IdTaken { id, free: self.free_id(scope.as_ref()) });
        }
        if scope.is_some() {
            self.facts_mut(&id).scope = scope;
        }
        Ok(id)
    }

    /// The subgraph that an id names, with the id in its one spelling.
    fn editor_id(
        &self,
        id: &NodeId,
        scope: Option<NodeId>,
    ) -> Result<(Option<NodeId>, NodeId), EditError> {
        let (scope, number) = match id.as_str().rsplit_once(':') {
            Some((host, number)) => {
                let host = NodeId::new(host).map_err(|_| self.odd_id(id))?;
                (Some(self.graph(&host)?), number)
            }
            None => (scope, id.as_str()),
        };
        let is_number = number.parse::<u32>().is_ok_and(|found| found.to_string() == number);
        if !is_number {
            return Err(self.odd_id(id));
        }
        let path = match &scope {
            Some(scope) => format!("{scope}:{number}"),
            None => number.to_owned(),
        };
        Ok((scope, NodeId::new(path).map_err(|_| self.odd_id(id))?))
    }

    fn odd_id(&self, id: &NodeId) -> EditError {
        EditError::OddId { id: id.clone(), free: self.free_id(None) }
    }

    pub(super) fn remove(&mut self, remove: &Remove) -> Done {
        let node = self.movable(&remove.node)?;
        match remove.rewire {
            Rewire::ByType => self.take_out(&node, Passed::Linked),
            Rewire::Never => self.take_out(&node, Passed::Nothing),
        }
        Ok(())
    }

    /// Removes a node; its consumers get what passes through it.
    pub(super) fn take_out(&mut self, node: &NodeId, passed: Passed) {
        for (InputRef { node: consumer, input }, slot) in self.consumers(node) {
            let link = Link { node: node.clone(), slot };
            let source = self.passes(&link, (&consumer, &input), passed);
            let source = source.filter(|source| source.node != *node);
            match source {
                Some(source) => self.put_link(&consumer, input, source),
                None => {
                    self.cut(&consumer, &input);
                    if consumer != *node {
                        self.notes.push(Note::ConsumerCut { node: consumer, input });
                    }
                }
            }
        }
        self.outline.prompt.remove(node.as_str());
        self.outline.facts.shift_remove(node);
    }

    pub(super) fn bypass(&mut self, node: &NodeId) -> Done {
        let node = self.movable(node)?;
        if self.is_prompt() {
            self.take_out(&node, Passed::Bypass);
        } else {
            self.facts_mut(&node).mode = NodeMode::Bypassed;
        }
        Ok(())
    }

    pub(super) fn mute(&mut self, node: &NodeId) -> Done {
        let node = self.movable(node)?;
        if self.is_prompt() {
            self.take_out(&node, Passed::Nothing);
        } else {
            self.facts_mut(&node).mode = NodeMode::Muted;
        }
        Ok(())
    }

    /// Ends a bypass or a mute.
    pub(super) fn wake(&mut self, node: &NodeId) -> Done {
        if self.is_prompt() {
            return Err(EditError::NoModes { node: node.clone() });
        }
        let node = self.movable(node)?;
        self.facts_mut(&node).mode = NodeMode::Always;
        Ok(())
    }
}
