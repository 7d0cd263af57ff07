//! Compares what two inputs of one name take.

use super::change::InputChange;
use crate::schema::facts::is_prose;
use crate::schema::{
    Choice, Combo, ComboForm, FloatWidget, InputKind, IntWidget, MatchType, Number, SocketType,
    TextWidget,
};

/// The changes between two kinds, without those of nested inputs.
pub(super) fn compare(old: &InputKind, new: &InputKind) -> Vec<InputChange> {
    match (old, new) {
        (InputKind::Int(old), InputKind::Int(new)) => int(old, new),
        (InputKind::Float(old), InputKind::Float(new)) => float(old, new),
        (InputKind::Text(old), InputKind::Text(new)) => text(old, new),
        (InputKind::Boolean(old), InputKind::Boolean(new)) => default(*old, *new),
        (InputKind::Combo(old), InputKind::Combo(new)) => combo(old, new),
        (InputKind::MatchType(old), InputKind::MatchType(new)) => match_type(old, new),
        (InputKind::Opaque, InputKind::Opaque) => Vec::new(),
        (old, new) => match (carried(old), carried(new)) {
            (Some(was), Some(is)) => {
                let mut changes = socket(&was, &is);
                changes.extend(default(json_default(old), json_default(new)));
                changes
            }
            _ => vec![InputChange::Kind { old: describe(old), new: describe(new) }],
        },
    }
}

/// Whether an editor has something to start with.
pub(super) fn starts_with_something(kind: &InputKind) -> bool {
    match kind {
        InputKind::Int(widget) => widget.default.is_some(),
        InputKind::Float(widget) => widget.default.is_some(),
        InputKind::Text(widget) => widget.default.is_some(),
        InputKind::Boolean(default) => default.is_some(),
        InputKind::Combo(combo) => combo.initial().is_some(),
        InputKind::Custom(widget) => widget.default.is_some(),
        InputKind::DynamicCombo(combo) => !combo.options.is_empty(),
        InputKind::Autogrow(autogrow) => autogrow.min == 0,
        InputKind::Socket(_)
        | InputKind::MatchType(_)
        | InputKind::DynamicSlot(_)
        | InputKind::Opaque => false,
    }
}

/// The change between two defaults, if any.
pub(super) fn default<T: ToString>(old: Option<T>, new: Option<T>) -> Vec<InputChange> {
    let text = |default: Option<T>| default.map(|default| default.to_string().into_boxed_str());
    let (old, new) = (text(old), text(new));
    if old == new { Vec::new() } else { vec![InputChange::Default { old, new }] }
}

/// What flows into an input that takes one type of value.
///
/// Widgets without rules of their own count as well, since any of them may become a socket.
fn carried(kind: &InputKind) -> Option<SocketType> {
    match kind {
        InputKind::Combo(_) | InputKind::MatchType(_) => None,
        other => other.socket(),
    }
}

fn json_default(kind: &InputKind) -> Option<serde_json::Value> {
    match kind {
        InputKind::Custom(widget) => {
            let default = widget.default.clone();
            let mut default = default.filter(|default| !default.as_str().is_some_and(is_prose));
            // Whether maps keep their order depends on the build; defaults are compared as text.
            default.iter_mut().for_each(serde_json::Value::sort_all_objects);
            default
        }
        InputKind::Int(IntWidget { default: Some(number), .. }) => {
            Some((*number).try_into().map_or(serde_json::Value::Null, i64::into))
        }
        InputKind::Float(widget) => widget.default.map(Into::into),
        InputKind::Text(widget) => widget.default.as_deref().map(Into::into),
        InputKind::Boolean(flag) => flag.map(Into::into),
        _ => None,
    }
}

fn describe(kind: &InputKind) -> Box<str> {
    match carried(kind) {
        Some(socket) => socket.to_string().into(),
        None => format!("a {}", kind.name()).into(),
    }
}

fn socket(old: &SocketType, new: &SocketType) -> Vec<InputChange> {
    if old.takes_same(new) {
        return Vec::new();
    }
    let text = |socket: &SocketType| socket.to_string().into();
    let (was, is) = (text(old), text(new));
    vec![if old.is_within(new) {
        InputChange::Widened { old: was, new: is }
    } else {
        InputChange::Kind { old: was, new: is }
    }]
}

fn int(old: &IntWidget, new: &IntWidget) -> Vec<InputChange> {
    let mut changes = default(old.default, new.default);
    changes.extend(range([old.min, old.max, old.step], [new.min, new.max, new.step]));
    changes
}

fn float(old: &FloatWidget, new: &FloatWidget) -> Vec<InputChange> {
    let mut changes = default(old.default, new.default);
    changes.extend(range([old.min, old.max, old.step], [new.min, new.max, new.step]));
    changes
}

/// Compared by value: `1` and `1.0` are one limit.
fn range(old: [Option<Number>; 3], new: [Option<Number>; 3]) -> Vec<InputChange> {
    let same = |old: &Option<Number>, new: &Option<Number>| match (old, new) {
        (Some(old), Some(new)) => old.partial_cmp(new).is_some_and(|order| order.is_eq()),
        (old, new) => old.is_none() && new.is_none(),
    };
    let kinds = [InputChange::Min, InputChange::Max, InputChange::Step];
    let pairs = old.iter().zip(&new).zip(kinds);
    pairs.filter(|((old, new), _)| !same(old, new)).map(|(_, change)| change).collect()
}

fn text(old: &TextWidget, new: &TextWidget) -> Vec<InputChange> {
    // Snapshots may lack long defaults, so these are no difference.
    let fact = |widget: &TextWidget| widget.default.clone().filter(|text| !is_prose(text));
    let mut changes = default(fact(old), fact(new));
    if (old.multiline, old.dynamic_prompts) != (new.multiline, new.dynamic_prompts) {
        changes.push(InputChange::Looks);
    }
    changes
}

fn combo(old: &Combo, new: &Combo) -> Vec<InputChange> {
    let mut changes = Vec::new();
    // The other way round, only editors notice: `COMBO` takes every link that a list takes.
    if (old.form, new.form) == (ComboForm::Named, ComboForm::List) {
        changes.push(InputChange::Kind { old: "COMBO".into(), new: "a list".into() });
    }
    if old.multiselect != new.multiselect {
        changes.push(InputChange::Multiselect);
    }
    if old.source.is_fixed() != new.source.is_fixed() {
        changes.push(InputChange::Source);
    } else if new.source.is_fixed() {
        changes.extend(choices(old, new));
        changes.extend(default(old.initial(), new.initial()));
    } else if old.choices != new.choices {
        changes.push(InputChange::Files);
    }
    changes
}

fn choices(old: &Combo, new: &Combo) -> Vec<InputChange> {
    let (was, is) = (old.choices.as_slice(), new.choices.as_slice());
    let (removed, added) = (without(was, is), without(is, was));
    let mut changes = Vec::new();
    if !removed.is_empty() {
        changes.push(InputChange::ChoicesRemoved(removed));
    }
    if !added.is_empty() {
        changes.push(InputChange::ChoicesAdded(added));
    }
    changes
}

fn without(choices: &[Choice], others: &[Choice]) -> Vec<Choice> {
    choices.iter().filter(|choice| !others.contains(choice)).cloned().collect()
}

fn match_type(old: &MatchType, new: &MatchType) -> Vec<InputChange> {
    let mut changes = socket(&old.allowed, &new.allowed);
    if old.template != new.template {
        changes.push(InputChange::Template);
    }
    changes
}
