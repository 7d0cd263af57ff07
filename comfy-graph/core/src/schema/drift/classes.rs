//! Compares classes with their outputs.

use super::change::{Change, ClassChange, OutputChange};
use super::inputs;
use crate::ids::{ClassName, Slot};
use crate::schema::files::lists_models;
use crate::schema::{Input, InputKind, NodeClass, Output, OutputType, Schema, SocketType};

/// Every change, in the order of the new schema's classes.
pub(super) fn compare(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Vec::new();
    for class in new.classes() {
        match old.class(class.name.as_str()) {
            Some(before) => compare_class(before, class, &mut changes),
            None => changes.push(class_change(&class.name, ClassChange::Added)),
        }
    }
    let gone = old.classes().filter(|class| new.class(class.name.as_str()).is_none());
    changes.extend(gone.map(|class| class_change(&class.name, ClassChange::Removed)));
    changes
}

fn class_change(class: &ClassName, change: ClassChange) -> Change {
    Change::Class { class: class.clone(), change }
}

fn compare_class(old: &NodeClass, new: &NodeClass, changes: &mut Vec<Change>) {
    let (was, is) = (old.flags, new.flags);
    let marks = |class: &NodeClass| {
        let flags = class.flags;
        let previews = flags.has_intermediate_output;
        [flags.deprecated, flags.experimental, flags.dev_only, previews]
    };
    let aspects = [
        (was.output_node != is.output_node, ClassChange::OutputNode),
        (was.is_input_list != is.is_input_list, ClassChange::InputList),
        (was.api_node != is.api_node, ClassChange::Partner),
        (marks(old) != marks(new), ClassChange::Marks),
        (is_reordered(&old.inputs, &new.inputs), ClassChange::InputOrder),
        (old.python_module != new.python_module, ClassChange::Module),
        (old.display_name != new.display_name, ClassChange::DisplayName),
        (old.category != new.category, ClassChange::Category),
        (says_otherwise(old, new), ClassChange::Prose),
    ];
    let changed = aspects.into_iter().filter(|(changed, _)| *changed);
    changes.extend(changed.map(|(_, change)| class_change(&new.name, change)));
    inputs::compare(old, new, changes);
    compare_outputs(old, new, changes);
}

/// Whether inputs that both have changed places among each other.
fn is_reordered(old: &[Input], new: &[Input]) -> bool {
    let names =
        |inputs: &[Input]| -> Vec<_> { inputs.iter().map(|input| input.name.clone()).collect() };
    let (was, is) = (names(old), names(new));
    let kept = was.iter().filter(|name| is.contains(name));
    !kept.eq(is.iter().filter(|name| was.contains(name)))
}

/// Whether words differ that both have; snapshots without prose have none.
fn says_otherwise(old: &NodeClass, new: &NodeClass) -> bool {
    let words = |class: &NodeClass| {
        let mut tooltips = Vec::new();
        collect(&class.inputs, &mut tooltips);
        tooltips.extend(class.outputs.iter().flat_map(|output| output.tooltip.clone()));
        (class.description.clone(), class.search_aliases.clone(), tooltips)
    };
    let (was, is) = (words(old), words(new));
    let silent = |(text, aliases, tooltips): &(_, Vec<_>, Vec<_>)| {
        Option::is_none(text) && aliases.is_empty() && tooltips.is_empty()
    };
    was != is && !silent(&was) && !silent(&is)
}

fn collect(inputs: &[Input], tooltips: &mut Vec<Box<str>>) {
    for input in inputs {
        tooltips.extend(input.tooltip.clone());
        match &input.kind {
            InputKind::DynamicCombo(combo) => {
                combo.options.iter().for_each(|option| collect(&option.inputs, tooltips));
            }
            InputKind::Autogrow(autogrow) => {
                collect(std::slice::from_ref(&*autogrow.element), tooltips);
            }
            InputKind::DynamicSlot(slot) => collect(&slot.inputs, tooltips),
            _ => {}
        }
    }
}

fn compare_outputs(old: &NodeClass, new: &NodeClass, changes: &mut Vec<Change>) {
    for position in 0..old.outputs.len().max(new.outputs.len()) {
        let pair = (old.outputs.get(position), new.outputs.get(position));
        let found = match pair {
            (Some(old), Some(new)) => compare_output(old, new),
            (Some(_), None) => vec![OutputChange::Removed],
            (None, _) => vec![OutputChange::Added],
        };
        let slot = Slot::new(u16::try_from(position).unwrap_or(u16::MAX));
        let class = &new.name;
        let placed = |change| Change::Output { class: class.clone(), slot, change };
        changes.extend(found.into_iter().map(placed));
    }
}

fn compare_output(old: &Output, new: &Output) -> Vec<OutputChange> {
    let mut changes = Vec::new();
    if !gives_same(&old.socket, &new.socket) {
        let text = |socket: &OutputType| match socket {
            OutputType::Fixed(socket) => socket.to_string().into(),
            OutputType::Template(template) => format!("the type of `{template}`").into(),
        };
        changes.push(OutputChange::Type { old: text(&old.socket), new: text(&new.socket) });
    }
    if old.is_list != new.is_list {
        changes.push(OutputChange::List);
    }
    if old.name != new.name {
        changes.push(OutputChange::Renamed { old: old.name.clone(), new: new.name.clone() });
    }
    changes
}

fn gives_same(old: &OutputType, new: &OutputType) -> bool {
    match (old, new) {
        // Lists of files differ from machine to machine; snapshots leave their entries out.
        (
            OutputType::Fixed(SocketType::Choices(old)),
            OutputType::Fixed(SocketType::Choices(new)),
        ) if lists_models(old) || lists_models(new) => true,
        (OutputType::Fixed(old), OutputType::Fixed(new)) => old.takes_same(new),
        (OutputType::Template(old), OutputType::Template(new)) => old == new,
        _ => false,
    }
}
