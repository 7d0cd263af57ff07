//! Finds required inputs that an edit leaves open.

use super::draft::Draft;
use super::note::Note;
use super::outline::Outline;
use crate::ids::{InputName, NodeId};
use crate::schema::Presence;

/// A note for each required input of the draft that is open now, but was not before.
pub(super) fn notes(draft: &Draft<'_>, before: &Outline) -> Vec<Note> {
    let nodes = draft.outline.prompt.nodes();
    let changed = nodes.filter(|(id, node)| before.prompt.node(id.as_str()) != Some(*node));
    let notes = changed.flat_map(|(id, _)| {
        let was_there = |input: &InputName| {
            let node = before.prompt.node(id.as_str());
            node.is_some_and(|node| node.inputs.contains_key(input))
        };
        let is_new = before.prompt.node(id.as_str()).map(|node| &node.class_type)
            != Some(&draft.node(id).class_type);
        let open = open(draft, id).into_iter();
        let open = open.filter(move |input| is_new || was_there(input));
        open.filter_map(|input| {
            let class = draft.node(id).class_type.clone()?;
            Some(Note::Open { node: id.clone(), class, input })
        })
    });
    notes.collect()
}

/// The required inputs of a node that have neither value nor link.
fn open(draft: &Draft<'_>, node: &NodeId) -> Vec<InputName> {
    let Some(class) = draft.class(node) else { return Vec::new() };
    draft.checking((node, class), |check| {
        let open = check.slots().filter(|slot| {
            slot.presence == Presence::Required && !check.given.contains(&slot.name)
        });
        open.filter_map(|slot| InputName::new(slot.name).ok()).collect()
    })
}
