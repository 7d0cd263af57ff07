//! Keeps in a node's properties what its widgets and links cannot hold.
//!
//! Drawing writes it, helpful conversion gives it back; editors carry it along without reading it.

use std::collections::HashMap;

use serde_json::{Map, Value as Literal};

use super::editor::{EditorNode, EditorWorkflow};
use super::{Loss, LossReason};
use crate::ids::InputName;
use crate::json::{Json, Object};
use crate::prompt::{Prompt, Value};

/// What editors call the values of a class they lack; drawn nodes without a class are called so.
pub(super) const CLASSLESS: &str = "UNKNOWN";

/// The property of nodes that holds it.
const PROPERTY: &str = "comfy-graph";
/// Literals by input.
const INPUTS: &str = "inputs";
/// Inputs that were not given.
const ABSENT: &str = "absent";
/// Set on nodes that are only there to give a literal.
const LITERAL: &str = "literal";

/// Notes on the nodes of a drawn prompt what an editor would lose of them.
pub(super) fn keep(workflow: &mut EditorWorkflow<'static>, prompt: &Prompt, losses: &[Loss]) {
    if losses.is_empty() {
        return;
    }
    let nodes = workflow.root.nodes.iter().enumerate();
    let places: HashMap<String, usize> =
        nodes.map(|(place, node)| (node.id.to_string(), place)).collect();
    for Loss { node, input, reason } in losses {
        let literal = |input: &InputName| {
            let value = prompt.node(node.as_str())?.inputs.get(input)?;
            value.as_literal().map(|literal| Json::from(literal).into_owned())
        };
        let (id, key, value) = match (input, reason) {
            (Some(input), LossReason::Undeclared | LossReason::SocketOnly) => {
                let Some(literal) = literal(input) else { continue };
                let member = (input.to_string(), literal);
                (node, INPUTS, Json::from(Object::from_iter([member])))
            }
            (Some(input), LossReason::FilledIn(_)) => {
                (node, ABSENT, Json::from(vec![Json::from(input.to_string())]))
            }
            (Some(_), LossReason::Moved(stand_in)) => (stand_in, LITERAL, Json::Bool(true)),
            _ => continue,
        };
        if let Some(place) = places.get(id.as_str()) {
            add(&mut workflow.root.nodes[*place], key, value);
        }
    }
}

/// Adds to what is kept under `key` already.
fn add(node: &mut EditorNode<'static>, key: &'static str, value: Json<'static>) {
    if !node.properties.contains(PROPERTY) {
        node.properties.insert(PROPERTY, Object::new());
    }
    let Some(Json::Object(kept)) = node.properties.get_mut(PROPERTY) else { return };
    match (kept.get_mut(key), value) {
        (Some(Json::Object(members)), Json::Object(new)) => {
            for (name, value) in new {
                members.insert(name, value);
            }
        }
        (Some(Json::List(items)), Json::List(new)) => items.extend(new),
        (_, value) => {
            kept.insert(key, value);
        }
    }
}

/// What a node keeps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'n>(&'n Object<'n>);

impl<'n> Kept<'n> {
    /// What `node` keeps, if anything.
    pub(super) fn of(node: &'n EditorNode<'_>) -> Option<Self> {
        node.properties.get(PROPERTY)?.as_object().map(Self)
    }

    /// The literals that no widget holds.
    pub(super) fn inputs(self) -> impl Iterator<Item = (InputName, Value)> {
        let inputs = self.0.get(INPUTS).and_then(Json::as_object);
        let members = inputs.into_iter().flat_map(Object::iter);
        members.filter_map(|(name, value)| {
            Some((InputName::new(name).ok()?, Value::Literal(value.to_value())))
        })
    }

    /// Whether the input was not given.
    pub(super) fn is_absent(self, input: &str) -> bool {
        let names = self.0.get(ABSENT).and_then(Json::as_list).unwrap_or_default();
        names.iter().any(|name| name.as_text() == Some(input))
    }

    /// Whether the node only gives a literal to others.
    pub(super) fn is_literal(self) -> bool {
        self.0.get(LITERAL) == Some(&Json::Bool(true))
    }
}

/// Puts the literals of such nodes where they are linked, and drops the nodes.
pub(super) fn inline(prompt: &mut Prompt, stand_ins: &Map<String, Literal>) {
    let ids: Vec<_> = prompt.nodes().map(|(id, _)| id.clone()).collect();
    for id in ids {
        let Some(node) = prompt.node_mut(id.as_str()) else { continue };
        for value in node.inputs.values_mut() {
            let literal = value.as_link().and_then(|link| stand_ins.get(link.node.as_str()));
            if let Some(literal) = literal.cloned() {
                *value = Value::Literal(literal);
            }
        }
    }
    for id in stand_ins.keys() {
        prompt.remove(id);
    }
}
