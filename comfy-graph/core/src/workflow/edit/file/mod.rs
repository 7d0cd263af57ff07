//! Lets operations work on editor files.
//!
//! `read` makes an outline of a file; what operations change in it, `carry` does to the file, so
//! that all else stays as it is. `values` knows where widgets keep what they hold, `hosts` the same
//! of nodes that stand for subgraphs, `place` where new nodes fit.

mod carry;
mod hosts;
mod links;
mod make;
mod place;
mod read;
mod values;

use std::collections::BTreeMap;

use super::change::Change;
use super::diff::Diff;
use super::draft::DraftForm;
use super::note::Note;
use super::outline::Outline;
use crate::ids::NodeId;
use crate::schema::Schema;
use crate::workflow::{EditorGraph, EditorWorkflow};
use carry::Carry;

/// What operations see of `workflow`.
pub(super) fn outline(workflow: &EditorWorkflow<'_>, schema: &Schema) -> (Outline, DraftForm) {
    let scopes = scopes(workflow);
    let outline = read::outline(workflow, &scopes, schema);
    (outline, DraftForm::Editor { last: last_node(workflow), scopes })
}

/// Does to `workflow` what differs between the outlines; tells which subgraphs have several hosts.
pub(super) fn carry_over(
    workflow: &mut EditorWorkflow<'_>,
    (before, after): (&Outline, &Outline),
    diff: &Diff,
    schema: &Schema,
) -> Vec<Note> {
    let promoted = hosts::promoted_names(workflow, schema);
    let scopes = scopes(workflow);
    let mut carry = Carry::new(workflow, (before, after), &scopes, schema);
    diff.changes.iter().for_each(|change| carry.change(change));
    carry.values();
    carry.place();
    hosts::realign(workflow, &promoted, schema);
    shared(workflow, &scopes, diff, (before, after))
}

/// The host that stands for each subgraph in ids: the first that is found, by class.
fn scopes(workflow: &EditorWorkflow<'_>) -> BTreeMap<String, NodeId> {
    let mut scopes = BTreeMap::new();
    let mut open: Vec<(Option<NodeId>, &EditorGraph<'_>)> = vec![(None, &workflow.root)];
    while let Some((scope, graph)) = open.pop() {
        for node in &graph.nodes {
            let Some(subgraph) = workflow.subgraph(&node.class) else { continue };
            if scopes.contains_key(&*node.class) {
                continue;
            }
            let path = path(scope.as_ref(), &node.id.to_string());
            scopes.insert(node.class.to_string(), path.clone());
            open.push((Some(path), &subgraph.graph));
        }
    }
    scopes
}

/// The id in prompts of a node within the graph in `scope`.
fn path(scope: Option<&NodeId>, id: &str) -> NodeId {
    let path = match scope {
        Some(scope) => format!("{scope}:{id}"),
        None => id.to_owned(),
    };
    // An empty id is a malformed one, which no operation can name.
    NodeId::new(path).unwrap_or_else(|_| NodeId::from(0))
}

/// The highest number of any node, or ever given to one.
fn last_node(workflow: &EditorWorkflow<'_>) -> i64 {
    let inner = workflow.subgraphs.iter().map(|subgraph| &subgraph.graph);
    let graphs = std::iter::once(&workflow.root).chain(inner);
    let numbers = graphs.flat_map(|graph| graph.nodes.iter().filter_map(|node| node.id.number()));
    numbers.chain(workflow.last_node).fold(0, i64::max)
}

/// A note for each changed subgraph with several hosts.
fn shared(
    workflow: &EditorWorkflow<'_>,
    scopes: &BTreeMap<String, NodeId>,
    diff: &Diff,
    (before, after): (&Outline, &Outline),
) -> Vec<Note> {
    let mut notes = Vec::new();
    for subgraph in &workflow.subgraphs {
        let Some(scope) = scopes.get(subgraph.id.as_str()) else { continue };
        let is_inside = |change: &Change| {
            let node = change.node();
            let scope_of = |outline: &Outline| outline.scope(node).cloned();
            scope_of(after).or_else(|| scope_of(before)).as_ref() == Some(scope)
        };
        let is_host = |class: Option<&str>| class == Some(subgraph.id.as_str());
        let nodes = after.prompt.nodes();
        let hosts = nodes.filter(|(_, node)| is_host(node.class_type.as_ref().map(AsRef::as_ref)));
        let hosts: Vec<NodeId> = hosts.map(|(id, _)| id.clone()).collect();
        if hosts.len() > 1 && diff.changes.iter().any(is_inside) {
            notes.push(Note::Shared { subgraph: subgraph.name.to_string(), hosts });
        }
    }
    notes
}
