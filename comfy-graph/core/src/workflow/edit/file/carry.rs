//! Does the changes of a diff to an editor file.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value as Literal;

use super::links::{Ends, Part};
use super::{hosts, make, place, values};
use crate::ids::{ClassName, InputName, NodeId};
use crate::json::{Json, Object};
use crate::prompt::PromptNode;
use crate::schema::{NodeClass, Schema};
use crate::workflow::edit::change::{Change, LinkStart, NodeMode};
use crate::workflow::edit::operation::InputRef;
use crate::workflow::edit::outline::Outline;
use crate::workflow::{
    EditorId, EditorInput, EditorNode, EditorWorkflow, LinkId, Mode, Subgraph, WidgetValues,
};

/// A file while changes are done to it.
pub(super) struct Carry<'c, 'a> {
    workflow: &'c mut EditorWorkflow<'a>,
    before: &'c Outline,
    after: &'c Outline,
    /// The class of the hosts that stand for subgraphs in ids.
    scopes: BTreeMap<&'c NodeId, &'c str>,
    schema: &'c Schema,
    /// The inputs whose values change, by node.
    revalued: BTreeMap<NodeId, BTreeSet<InputName>>,
    added: Vec<NodeId>,
}

impl<'c, 'a> Carry<'c, 'a> {
    pub(super) fn new(
        workflow: &'c mut EditorWorkflow<'a>,
        (before, after): (&'c Outline, &'c Outline),
        scopes: &'c BTreeMap<String, NodeId>,
        schema: &'c Schema,
    ) -> Self {
        let scopes = scopes.iter().map(|(class, scope)| (scope, &**class)).collect();
        let (revalued, added) = (BTreeMap::new(), Vec::new());
        Self { workflow, before, after, scopes, schema, revalued, added }
    }

    pub(super) fn change(&mut self, change: &Change) {
        match change {
            Change::LinkRemoved { from, to } => self.unlink(from, to),
            Change::NodeRemoved(changed) => self.remove(&changed.node),
            Change::NodeAdded(changed) => self.add(&changed.node),
            Change::ClassChanged { node, .. } => self.replace(node),
            Change::InputChanged { node, input, .. } => {
                self.revalued.entry(node.clone()).or_default().insert(input.clone());
            }
            Change::TitleChanged { node, to, .. } => {
                let title = to.clone();
                self.on_node(node, |node| match title {
                    Some(title) => node.title = Some(title.into()),
                    None => {
                        node.title = None;
                        node.rest.remove("title");
                    }
                });
            }
            Change::ModeChanged { node, to, .. } => {
                let mode = match to {
                    NodeMode::Always => Mode::Always,
                    NodeMode::Muted => Mode::Never,
                    NodeMode::Bypassed => Mode::Bypass,
                };
                self.on_node(node, |node| node.mode = mode);
            }
            Change::LinkAdded { from, to } => self.link(from, to),
        }
    }

    /// The graph that a node is in.
    fn scope(&self, node: &NodeId) -> Option<&'c NodeId> {
        self.after.scope(node).or_else(|| self.before.scope(node))
    }

    /// The id of a node within its graph.
    fn local<'n>(&self, node: &'n NodeId) -> &'n str {
        let text = node.as_str();
        self.scope(node).map_or(text, |scope| text.get(scope.as_str().len() + 1..).unwrap_or(text))
    }

    fn part(&mut self, scope: Option<&NodeId>) -> Option<Part<'_, 'a>> {
        let Some(scope) = scope else {
            let EditorWorkflow { root: graph, rest, .. } = &mut *self.workflow;
            return Some(Part { graph, inputs: &mut [], outputs: &mut [], rest });
        };
        let class = *self.scopes.get(scope)?;
        let mut subgraphs = self.workflow.subgraphs.iter_mut();
        let subgraph = subgraphs.find(|subgraph| subgraph.id.as_str() == class)?;
        let Subgraph { graph, inputs, outputs, rest, .. } = subgraph;
        Some(Part { graph, inputs, outputs, rest })
    }

    fn on_node(&mut self, node: &NodeId, change: impl FnOnce(&mut EditorNode<'a>)) {
        let (scope, id) = (self.scope(node), self.local(node));
        if let Some(mut part) = self.part(scope)
            && let Some(node) = part.node_mut(id)
        {
            change(node);
        }
    }

    fn unlink(&mut self, from: &LinkStart, to: &InputRef) {
        let scope = self.scope(&to.node);
        let from = (self.local(&from.node), from.slot);
        let to = (self.local(&to.node), to.input.as_str());
        if let Some(mut part) = self.part(scope) {
            part.unlink(&Ends { from, to });
        }
    }

    fn link(&mut self, from: &LinkStart, to: &InputRef) {
        let scope = self.scope(&to.node);
        let class = self.class_of(self.after, &from.node);
        let given = self.given(&to.node);
        let input = make::input(to.input.as_str(), self.class_of(self.after, &to.node), &given);
        let ends = Ends {
            from: (self.local(&from.node), from.slot),
            to: (self.local(&to.node), to.input.as_str()),
        };
        let last = self.workflow.last_link.filter(|_| scope.is_none()).map_or(0, LinkId::number);
        let Some(mut part) = self.part(scope) else { return };
        let id = LinkId::new(part.last_link().max(last) + 1);
        part.link(id, &ends, (class, input));
        note_last(part.rest, "lastLinkId", id.number());
        if scope.is_none() {
            self.workflow.last_link = Some(id);
        }
    }

    fn remove(&mut self, node: &NodeId) {
        let (scope, id) = (self.scope(node), EditorId::Text(self.local(node).into()));
        let Some(part) = self.part(scope) else { return };
        let mut part = part;
        part.graph.nodes.retain(|node| !node.id.is(&id));
        // Such as links from nodes that are missing, which no outline shows.
        let links = part.graph.links.iter();
        let stale = links.filter(|link| link.origin.is(&id) || link.target.is(&id));
        let stale: Vec<LinkId> = stale.map(|link| link.id).collect();
        stale.into_iter().for_each(|link| part.forget(link));
    }

    fn add(&mut self, node: &NodeId) {
        let Some(class) = self.class_of(self.after, node) else { return };
        let (scope, id) = (self.scope(node), self.local(node));
        let mut made = make::node(id, class, &self.given(node));
        let outlined = self.after.prompt.node(node.as_str());
        made.title = outlined.and_then(|node| Some(node.title()?.to_owned().into()));
        if let Some(number) = made.id.number() {
            self.workflow.last_node =
                Some(self.workflow.last_node.map_or(number, |l| l.max(number)));
            if let Some(part) = self.part(scope) {
                note_last(part.rest, "lastNodeId", number);
            }
        }
        if let Some(part) = self.part(scope) {
            part.graph.nodes.push(made);
        }
        self.added.push(node.clone());
        self.revalue_all(node);
    }

    /// Makes a node one of its new class; links that stay keep their inputs and outputs.
    fn replace(&mut self, node: &NodeId) {
        let Some(class) = self.class_of(self.after, node) else { return };
        let before =
            self.before.prompt.node(node.as_str()).and_then(|node| node.class_type.clone());
        let sockets = make::sockets(class, &self.given(node));
        let linked = self.linked(node, class);
        let (scope, id) = (self.scope(node), self.local(node));
        let Some(mut part) = self.part(scope) else { return };
        let Some(changed) = part.node_mut(id) else { return };
        let named = changed.properties.get("Node name for S&R").and_then(Json::as_text);
        if named.is_some() && named == before.as_ref().map(ClassName::as_str) {
            changed.properties.insert("Node name for S&R", class.name.to_string());
        }
        changed.class = class.name.to_string().into();
        let mut old = std::mem::take(&mut changed.inputs);
        let new = sockets.into_iter().chain(linked).map(|mut input| {
            let same = old.iter_mut().find(|old| old.name == input.name);
            input.link = same.and_then(|same| same.link.take());
            input
        });
        changed.inputs = new.collect();
        let stale = old.into_iter().filter_map(|input| input.link);
        let mut stale: Vec<LinkId> = stale.collect();
        let outputs = std::mem::take(&mut changed.outputs);
        let mut links = outputs.into_iter().map(|output| output.links);
        changed.outputs = make::outputs(class);
        for output in &mut changed.outputs {
            output.links = links.next().unwrap_or_default();
        }
        stale.extend(links.flatten());
        let id = changed.id.clone();
        stale.into_iter().for_each(|link| part.forget(link));
        part.renumber(&id);
        self.revalue_all(node);
    }

    /// The inputs with widgets that are linked all the same.
    fn linked(&self, node: &NodeId, class: &NodeClass) -> Vec<EditorInput<'static>> {
        let given = self.given(node);
        let links = self.after.prompt.node(node.as_str()).into_iter().flat_map(|node| node.links());
        let made = links.map(|(name, _)| make::input(name.as_str(), Some(class), &given));
        made.filter(|input| input.widget.is_some()).collect()
    }

    fn given(&self, node: &NodeId) -> Object<'c> {
        let node = self.after.prompt.node(node.as_str());
        node.map_or_else(Object::new, PromptNode::inputs_json)
    }

    fn revalue_all(&mut self, node: &NodeId) {
        let names = self.kept(node).into_keys();
        self.revalued.entry(node.clone()).or_default().extend(names);
    }

    /// What the widgets of a node hold after the edit, also under links.
    fn kept(&self, node: &NodeId) -> IndexMap<InputName, Json<'static>> {
        let held = self.after.facts.get(node).into_iter().flat_map(|facts| &facts.held);
        let inputs = self.after.prompt.node(node.as_str()).into_iter().flat_map(|n| &n.inputs);
        let literals = inputs.filter_map(|(name, value)| Some((name, value.as_literal()?)));
        let kept = held.chain(literals);
        kept.map(|(name, value)| (name.clone(), unwrapped(value))).collect()
    }

    /// Writes down the values that change.
    pub(super) fn values(&mut self) {
        for (node, changed) in std::mem::take(&mut self.revalued) {
            let kept = self.kept(&node);
            let class = self.class_of(self.after, &node);
            let before = self.class_of(self.before, &node);
            match class {
                Some(class) => {
                    self.on_node(&node, |node| {
                        values::rewrite(node, (before, class), &kept, &changed);
                    });
                }
                None => self.host_values(&node, &kept, &changed),
            }
        }
    }

    fn host_values(
        &mut self,
        node: &NodeId,
        kept: &IndexMap<InputName, Json<'static>>,
        changed: &BTreeSet<InputName>,
    ) {
        let (scope, id) = (self.scope(node), EditorId::Text(self.local(node).into()));
        let graph = match scope.and_then(|scope| self.scopes.get(scope)) {
            Some(class) => self.workflow.subgraph(class).map(|subgraph| &subgraph.graph),
            None => Some(&self.workflow.root),
        };
        let changes =
            changed.iter().filter_map(|name| Some((name.clone(), kept.get(name)?.clone())));
        let changes: Vec<_> = changes.collect();
        let host = graph.and_then(|graph| graph.node(&id));
        let values = host.and_then(|host| hosts::set(self.workflow, host, &changes, self.schema));
        if let (Some(values), false) = (values, changes.is_empty()) {
            self.on_node(node, |node| node.values = WidgetValues::List(values));
        }
    }

    /// Finds room for new nodes.
    pub(super) fn place(&mut self) {
        for node in std::mem::take(&mut self.added) {
            let Some(class) = self.class_of(self.after, &node) else { continue };
            let (scope, id) = (self.scope(&node), EditorId::Text(self.local(&node).into()));
            if let Some(part) = self.part(scope) {
                place::place(part.graph, &id, class);
            }
        }
    }

    fn class_of(&self, outline: &Outline, node: &NodeId) -> Option<&'c NodeClass> {
        if outline.sockets(node).is_some() {
            return None;
        }
        self.schema.class(outline.prompt.node(node.as_str())?.class_type.as_ref()?.as_str())
    }
}

/// Widgets hold lists as they are.
fn unwrapped(value: &Literal) -> Json<'static> {
    let inner = value.as_object().and_then(|object| object.get("__value__"));
    Json::from(inner.unwrap_or(value)).into_owned()
}

/// Raises the last number in the `state` of a graph, where it has one.
fn note_last(rest: &mut Object<'_>, key: &'static str, number: i64) {
    let Some(Json::Object(state)) = rest.get_mut("state") else { return };
    let last = match state.get(key) {
        Some(Json::Int(last)) => (*last).max(number.into()),
        _ => number.into(),
    };
    state.insert(key, last);
}
