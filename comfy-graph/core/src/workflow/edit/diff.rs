//! Lists the differences between two states of a graph.

use std::fmt;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value as Literal;

use super::change::{Change, ChangedNode, LinkStart};
use super::operation::InputRef;
use super::outline::Outline;
use crate::ids::{InputName, NodeId};
use crate::prompt::{Link, Prompt, PromptNode, Value};

/// What differs, in an order in which one state can be made of the other: links go before their
/// nodes, nodes come before their links.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Diff {
    /// The changes.
    pub changes: Vec<Change>,
}

/// Writes a line for each change.
impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            return f.write_str("nothing changes");
        }
        let lines: Vec<_> = self.changes.iter().map(Change::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// What differs between two prompts: nodes, classes, titles, values, links.
///
/// Neither the order of nodes counts, nor what servers or editors keep beside those.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::workflow::edit::diff;
///
/// let before: Prompt = serde_json::from_str(r#"{"1":{"class_type":"A","inputs":{"n":1}}}"#)?;
/// let after: Prompt = serde_json::from_str(r#"{"1":{"class_type":"A","inputs":{"n":2}}}"#)?;
///
/// assert_eq!(diff(&before, &after).to_string(), "~ node `1` (A): `n` `1` → `2`");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn diff(before: &Prompt, after: &Prompt) -> Diff {
    let changes = Comparison { before, after }.changes();
    Diff { changes }
}

/// The differences between two outlines, modes included.
pub(super) fn of_outlines(before: &Outline, after: &Outline) -> Diff {
    let mut diff = diff(&before.prompt, &after.prompt);
    let modes = after.prompt.nodes().filter_map(|(id, _)| {
        let from = if before.prompt.node(id.as_str()).is_some() {
            before.mode(id)
        } else {
            super::change::NodeMode::Always
        };
        let to = after.mode(id);
        (from != to).then(|| Change::ModeChanged { node: id.clone(), from, to })
    });
    diff.changes.extend(modes);
    diff
}

struct Comparison<'p> {
    before: &'p Prompt,
    after: &'p Prompt,
}

impl<'p> Comparison<'p> {
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (to, link) in links_missing_in(self.before, self.after) {
            changes.push(Change::LinkRemoved { from: LinkStart::from(link), to });
        }
        changes.extend(nodes_missing_in(self.before, self.after).map(Change::NodeRemoved));
        changes.extend(nodes_missing_in(self.after, self.before).map(Change::NodeAdded));
        for (id, after) in self.after.nodes() {
            if let Some(before) = self.before.node(id.as_str()) {
                node_changes(id, (before, after), &mut changes);
            }
        }
        for (to, link) in links_missing_in(self.after, self.before) {
            changes.push(Change::LinkAdded { from: LinkStart::from(link), to });
        }
        changes
    }
}

/// The links of `prompt` that `other` has not at the same input.
fn links_missing_in<'p>(
    prompt: &'p Prompt,
    other: &'p Prompt,
) -> impl Iterator<Item = (InputRef, &'p Link)> {
    prompt.nodes().flat_map(move |(id, node)| {
        let there = other.node(id.as_str());
        node.links().filter_map(move |(input, link)| {
            let same = there.and_then(|there| there.inputs.get(input)?.as_link());
            let to = || InputRef { node: id.clone(), input: input.clone() };
            (same != Some(link)).then(|| (to(), link))
        })
    })
}

fn nodes_missing_in<'p>(
    prompt: &'p Prompt,
    other: &'p Prompt,
) -> impl Iterator<Item = ChangedNode> {
    let missing = prompt.nodes().filter(|(id, _)| other.node(id.as_str()).is_none());
    missing.map(|(id, node)| ChangedNode {
        node: id.clone(),
        class: node.class_type.clone(),
        title: node.title().map(str::to_owned),
        values: literals(node).map(|(name, value)| (name.clone(), value.clone())).collect(),
    })
}

fn literals(node: &PromptNode) -> impl Iterator<Item = (&InputName, &Literal)> {
    node.inputs.iter().filter_map(|(name, value)| Some((name, value.as_literal()?)))
}

fn node_changes(id: &NodeId, (before, after): (&PromptNode, &PromptNode), to: &mut Vec<Change>) {
    if before.class_type != after.class_type {
        let (from, class) = (before.class_type.clone(), after.class_type.clone());
        to.push(Change::ClassChanged { node: id.clone(), from, to: class });
    }
    // In the order of the inputs, those that are gone at the end.
    let mut names: IndexMap<&InputName, ()> = literals(after).map(|(name, _)| (name, ())).collect();
    names.extend(literals(before).map(|(name, _)| (name, ())));
    for name in names.into_keys() {
        let held = |node: &PromptNode| node.inputs.get(name).and_then(Value::as_literal).cloned();
        let (from, value) = (held(before), held(after));
        if from != value {
            let (node, class) = (id.clone(), after.class_type.clone());
            to.push(Change::InputChanged { node, class, input: name.clone(), from, to: value });
        }
    }
    if before.title() != after.title() {
        let title = |node: &PromptNode| node.title().map(str::to_owned);
        let (from, title) = (title(before), title(after));
        to.push(Change::TitleChanged { node: id.clone(), from, to: title });
    }
}
