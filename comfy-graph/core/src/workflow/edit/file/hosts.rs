//! Knows the values that hosts keep for widgets inside their subgraph.
//!
//! Reference E.9: by position over those inputs that lead to a widget or, in older files, by the
//! entries of `proxyWidgets`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::values::held;
use crate::ids::{ClassName, InputName};
use crate::json::Json;
use crate::prompt::Value;
use crate::schema::Schema;
use crate::workflow::edit::values::wrapped;
use crate::workflow::{EditorNode, EditorWorkflow, Port, Subgraph, WidgetValues};

/// An input of hosts that leads to a widget inside.
#[derive(Debug, Clone)]
pub(super) struct Promoted {
    /// The class and the input inside.
    pub(super) stands_for: (ClassName, InputName),
    /// The node inside that is linked first, with its input.
    target: (String, String),
    /// What the widget inside holds.
    default: Option<Json<'static>>,
}

/// How deep hosts may stand within each other: far more than people nest.
const DEEPEST: usize = 32;

/// The inputs of a subgraph that lead to widgets, in order.
pub(super) fn promoted(
    workflow: &EditorWorkflow<'_>,
    subgraph: &Subgraph<'_>,
    schema: &Schema,
) -> IndexMap<String, Promoted> {
    within(workflow, subgraph, (schema, DEEPEST))
}

fn within(
    workflow: &EditorWorkflow<'_>,
    subgraph: &Subgraph<'_>,
    (schema, fuel): (&Schema, usize),
) -> IndexMap<String, Promoted> {
    let ports = subgraph.inputs.iter().filter_map(|port| {
        let found = inner(workflow, (subgraph, port), (schema, fuel.checked_sub(1)?))?;
        Some((port.name.to_string(), found))
    });
    ports.collect()
}

/// The widget inside that `port` leads to first.
fn inner(
    workflow: &EditorWorkflow<'_>,
    (subgraph, port): (&Subgraph<'_>, &Port<'_>),
    (schema, fuel): (&Schema, usize),
) -> Option<Promoted> {
    let graph = &subgraph.graph;
    let link = port.links.iter().find_map(|link| graph.link(*link))?;
    let node = graph.node(&link.target)?;
    let input = node.inputs.iter().find(|input| input.link == Some(link.id))?;
    let target = (node.id.to_string(), input.name.to_string());
    if let Some(nested) = workflow.subgraph(&node.class) {
        let found = within(workflow, nested, (schema, fuel)).shift_remove(&*input.name)?;
        return Some(Promoted { target, ..found });
    }
    let names = (ClassName::new(&*node.class).ok()?, InputName::new(&*input.name).ok()?);
    let Some(class) = schema.class(&node.class) else {
        let is_widget = input.widget.is_some();
        return is_widget.then_some(Promoted { stands_for: names, target, default: None });
    };
    let mut held = held(node, class).into_iter();
    let (_, value) =
        held.find(|(widget, _)| widget.input().is_some() && widget.name == input.name)?;
    let default = value.map(|value| value.into_owned().into_owned());
    Some(Promoted { stands_for: names, target, default })
}

/// What a host gives the widgets inside, by the input that leads there.
pub(super) fn values(
    workflow: &EditorWorkflow<'_>,
    (host, subgraph): (&EditorNode<'_>, &Subgraph<'_>),
    schema: &Schema,
) -> IndexMap<InputName, Value> {
    let promoted = promoted(workflow, subgraph, schema);
    let places = places(host, &promoted);
    let kept = match &host.values {
        WidgetValues::List(values) => &values[..],
        _ => &[],
    };
    let values = places.into_iter().filter_map(|(name, place)| {
        let default = promoted.get(&name).and_then(|inner| inner.default.as_ref());
        let value = kept.get(place).or(default)?;
        Some((InputName::new(name).ok()?, Value::Literal(wrapped(value.to_value()))))
    });
    values.collect()
}

/// Where in its values a host keeps that of each input.
fn places(host: &EditorNode<'_>, promoted: &IndexMap<String, Promoted>) -> Vec<(String, usize)> {
    let entries = host.properties.get("proxyWidgets").and_then(Json::as_list).unwrap_or_default();
    if entries.is_empty() {
        return promoted.keys().cloned().zip(0..).collect();
    }
    let mut places: Vec<(String, usize)> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let parts = entry.as_list().unwrap_or_default();
        let mut parts =
            parts.iter().map(|part| part.as_text().map_or_else(|| part.to_string(), str::to_owned));
        let (Some(node), Some(widget)) = (parts.next(), parts.next()) else { continue };
        let named = promoted.iter().find(|(name, inner)| {
            let is_inner = inner.target == (node.clone(), widget.clone());
            is_inner || (node == "-1" && **name == widget)
        });
        if let Some((name, _)) = named
            && !places.iter().any(|(known, _)| known == name)
        {
            places.push((name.clone(), place));
        }
    }
    places
}

/// Sets the value that a host gives the widget behind its input `name`.
pub(super) fn set(
    workflow: &EditorWorkflow<'_>,
    host: &EditorNode<'_>,
    changes: &[(InputName, Json<'static>)],
    schema: &Schema,
) -> Option<Vec<Json<'static>>> {
    let promoted = promoted(workflow, workflow.subgraph(&host.class)?, schema);
    let places = places(host, &promoted);
    let mut values: Vec<Json<'static>> = match &host.values {
        WidgetValues::List(values) => values.iter().cloned().map(Json::into_owned).collect(),
        _ => Vec::new(),
    };
    for (name, place) in &places {
        let change = changes.iter().find(|(changed, _)| changed.as_str() == name);
        let default = || promoted.get(name)?.default.clone();
        if *place >= values.len()
            && changes.iter().any(|(changed, _)| {
                places.iter().any(|(other, at)| other == changed.as_str() && at >= place)
            })
        {
            values.resize(place + 1, Json::Null);
            values[*place] = default().unwrap_or(Json::Null);
        }
        if let Some((_, value)) = change {
            values[*place] = value.clone();
        }
    }
    Some(values)
}

/// The inputs that lead to widgets, by subgraph.
pub(super) fn promoted_names(
    workflow: &EditorWorkflow<'_>,
    schema: &Schema,
) -> BTreeMap<String, Vec<String>> {
    let names = workflow.subgraphs.iter().map(|subgraph| {
        let promoted = promoted(workflow, subgraph, schema);
        (subgraph.id.as_str().to_owned(), promoted.into_keys().collect())
    });
    names.collect()
}

/// Where a value was before, and what stands in for it.
type Source = (Option<usize>, Option<Json<'static>>);

/// Keeps the values of hosts with their inputs, where other inputs lead to widgets than `before`.
pub(super) fn realign(
    workflow: &mut EditorWorkflow<'_>,
    before: &BTreeMap<String, Vec<String>>,
    schema: &Schema,
) {
    let mut moved: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for subgraph in &workflow.subgraphs {
        let Some(names) = before.get(subgraph.id.as_str()) else { continue };
        let now = promoted(workflow, subgraph, schema);
        if now.keys().eq(names) {
            continue;
        }
        let sources = now
            .into_iter()
            .map(|(name, inner)| (names.iter().position(|known| *known == name), inner.default));
        moved.insert(subgraph.id.as_str().to_owned(), sources.collect());
    }
    let inner = workflow.subgraphs.iter_mut().map(|subgraph| &mut subgraph.graph);
    for graph in std::iter::once(&mut workflow.root).chain(inner) {
        for host in &mut graph.nodes {
            let Some(sources) = moved.get(&*host.class) else { continue };
            let proxies = host.properties.get("proxyWidgets").and_then(Json::as_list);
            let is_by_entry = proxies.is_some_and(|proxies| !proxies.is_empty());
            if let (WidgetValues::List(values), false) = (&mut host.values, is_by_entry) {
                let old = std::mem::take(values);
                let kept = sources.iter().map(|(place, default)| {
                    let kept = place.and_then(|place| old.get(place)).cloned();
                    kept.or_else(|| default.clone()).unwrap_or(Json::Null)
                });
                let count = before.get(&*host.class).map_or(0, Vec::len);
                *values = kept.chain(old.iter().skip(count).cloned()).collect();
            }
        }
    }
}
