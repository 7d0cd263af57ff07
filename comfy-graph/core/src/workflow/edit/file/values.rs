//! Knows which of a node's saved values belongs to which widget.
//!
//! Reference E.5: by position mostly, with places that no input has.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use indexmap::IndexMap;

use crate::ids::InputName;
use crate::json::Json;
use crate::schema::NodeClass;
use crate::workflow::widgets::{Given, Held, Role, widgets, without_dummies};
use crate::workflow::{EditorNode, WidgetValues};

/// The widgets of a node, each with what the file gives it.
pub(super) fn held<'w>(node: &'w EditorNode<'_>, class: &'w NodeClass) -> Vec<Held<'w>> {
    match &node.values {
        WidgetValues::Absent => widgets(class, |_| Given::Nothing),
        WidgetValues::List(values) => {
            let mut values = without_dummies(values, class).into_iter();
            widgets(class, |_| {
                values.next().map_or(Given::Nothing, |value| Given::Value(Cow::Borrowed(value)))
            })
        }
        WidgetValues::Named(values) => widgets(class, |widget| {
            let value = values.get(&widget.name);
            value.map_or(Given::Nothing, |value| Given::Value(Cow::Borrowed(value)))
        }),
    }
}

/// Values by widget: the name of the input before, then the widget's own.
type ByWidget = HashMap<(String, String), Json<'static>>;

/// Writes the values of a node anew: those of `changed` as in `after`, all else as it was.
///
/// `before` is the class that the values were written for, `class` the one they are read by.
pub(super) fn rewrite(
    node: &mut EditorNode<'_>,
    (before, class): (Option<&NodeClass>, &NodeClass),
    after: &IndexMap<InputName, Json<'static>>,
    changed: &BTreeSet<InputName>,
) {
    if let WidgetValues::Named(values) = &mut node.values {
        for name in changed {
            match after.get(name) {
                Some(value) => values.insert(name.to_string(), value.clone()),
                None => values.remove(name.as_str()),
            };
        }
        return;
    }
    let (old, surplus) = before.map_or_else(Default::default, |class| by_widget(node, class));
    let mut last_input = String::new();
    let new = widgets(class, |widget| {
        let after = after.get(&*widget.name);
        if matches!(widget.role, Role::Input(_)) {
            last_input = widget.name.to_string();
            let is_changed = changed.contains(&*widget.name);
            if let Some(value) = after.filter(|_| is_changed) {
                return Given::Value(Cow::Owned(value.clone()));
            }
        }
        let key = (last_input.clone(), widget.name.to_string());
        let kept = old.get(&key).or(after).cloned();
        kept.map_or(Given::Nothing, |value| Given::Value(Cow::Owned(value)))
    });
    let saved = new.into_iter().filter(|(widget, _)| widget.saved);
    let mut values: Vec<Json<'static>> = saved
        .map(|(_, value)| value.map_or(Json::Null, |value| value.into_owned().into_owned()))
        .collect();
    values.extend(surplus);
    if !(values.is_empty() && node.values == WidgetValues::Absent) {
        node.values = WidgetValues::List(values);
    }
}

/// What each widget holds, with the values that no widget is there for.
fn by_widget(node: &EditorNode<'_>, class: &NodeClass) -> (ByWidget, Vec<Json<'static>>) {
    let mut last_input = String::new();
    let held = held(node, class);
    let count = held.iter().filter(|(widget, _)| widget.saved).count();
    let old = held.into_iter().filter_map(|(widget, value)| {
        if matches!(widget.role, Role::Input(_)) {
            last_input = widget.name.to_string();
        }
        let key = (last_input.clone(), widget.name.to_string());
        Some((key, value?.into_owned().into_owned()))
    });
    let old = old.collect();
    let surplus = match &node.values {
        WidgetValues::List(values) => {
            let values = without_dummies(values, class).into_iter().skip(count);
            values.map(|value| value.clone().into_owned()).collect()
        }
        _ => Vec::new(),
    };
    (old, surplus)
}
