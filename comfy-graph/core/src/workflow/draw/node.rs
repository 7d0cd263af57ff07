//! Sketches one node: its widgets with what they hold, its inputs in the editor's order.
//!
//! Links get their numbers, outputs their types later, when all nodes are sketched.

use std::borrow::Cow;
use std::collections::HashSet;

use foldhash::fast::RandomState;
use serde_json::Value as Literal;

use super::loss::{LossReason, Losses};
use super::sockets::{Socket, sockets};
use super::values;
use crate::json::{Json, Object};
use crate::prompt::{PromptNode, Value};
use crate::schema::{NodeClass, Pack, Presence};
use crate::workflow::kept::CLASSLESS;
use crate::workflow::widgets::{Given, Held, Role, Widget, widgets, without_dummies};

/// A node of a prompt, half way to one of the editor.
pub(super) struct Sketch<'p> {
    pub(super) node: &'p PromptNode,
    /// Nothing where the schema lacks the class.
    pub(super) class: Option<&'p NodeClass>,
    pub(super) widgets: Vec<Held<'p>>,
    pub(super) sockets: Vec<Socket<'p>>,
}

impl<'p> Sketch<'p> {
    /// Sketches a node whose class is known.
    pub(super) fn known(
        class: &'p NodeClass,
        node: &'p PromptNode,
        losses: &mut Losses<'_>,
    ) -> Self {
        let widgets = widgets(class, |widget| give(class, node, widget, losses));
        missing(node, &widgets, losses);
        let sockets = sockets(class, node, &widgets);
        homeless(node, &widgets, &sockets, losses);
        Self { node, class: Some(class), widgets, sockets }
    }

    /// Sketches a node whose class the schema lacks, or which has none.
    pub(super) fn unknown(node: &'p PromptNode, losses: &mut Losses<'_>) -> Self {
        match &node.class_type {
            Some(class) => losses.of_node(LossReason::UnknownClass(class.clone())),
            None => nameless(node, losses),
        }
        let sockets = node.links().map(|(name, _)| Socket {
            name: name.as_str().into(),
            kind: None,
            presence: Presence::Required,
            widget: false,
        });
        Self { node, class: None, widgets: Vec::new(), sockets: sockets.collect() }
    }

    /// The class; for a node without one, a name that no class has.
    pub(super) fn class_name(&self) -> &'p str {
        self.node.class_type.as_ref().map_or(CLASSLESS, |class| class.as_str())
    }

    /// The values of its widgets by position.
    pub(super) fn values(&self) -> Vec<Json<'static>> {
        let Some(class) = self.class else { return self.unnamed_values() };
        let saved = self.widgets.iter().filter(|(widget, _)| widget.saved);
        let value = |held: &Option<Cow<'_, Json<'_>>>| {
            held.as_deref().map_or(Json::Null, |held| held.clone().into_owned())
        };
        let mut values: Vec<_> = saved.map(|(_, held)| value(held)).collect();
        if without_dummies(&values, class).len() < values.len() {
            // One more value tells it from the list of an old file.
            values.push(Json::Null);
        }
        values
    }

    /// The values of a node whose class nobody knows, as its pack will most likely read them.
    fn unnamed_values(&self) -> Vec<Json<'static>> {
        let mut values = Vec::new();
        for (name, literal) in self.literals() {
            values.push(Json::from(literal).into_owned());
            // Unless a class says otherwise, editors show a mode behind these.
            if literal.is_number() && matches!(name, "seed" | "noise_seed") {
                values.push(Json::from(FIXED));
            }
        }
        values
    }

    /// The values by name, for editors that are set to go by it.
    pub(super) fn named_values(&self) -> Option<Object<'static>> {
        let is_foreign = self.class.is_none() && self.node.class_type.is_some();
        let values = || self.literals().map(|(name, literal)| (name.to_owned(), literal));
        let owned = |(name, literal): (String, &Literal)| (name, Json::from(literal).into_owned());
        is_foreign.then(|| values().map(owned).collect())
    }

    fn literals(&self) -> impl Iterator<Item = (&'p str, &'p Literal)> {
        let inputs = self.node.inputs.iter();
        inputs.filter_map(|(name, value)| Some((name.as_str(), value.as_literal()?)))
    }

    /// The title, where people chose one.
    pub(super) fn title(&self) -> Option<&'p str> {
        let given = self.node.title()?;
        let own = self.class.map_or_else(|| self.class_name(), |class| &class.display_name);
        (given != own).then_some(given)
    }

    /// Which class it is of, for editors; that of a pack is not known by its name in registries.
    pub(super) fn properties(&self) -> Object<'static> {
        let mut properties = Object::new();
        properties.insert("Node name for S&R", self.class_name().to_owned());
        if self.class.is_some_and(|class| class.pack() == Pack::Core) {
            properties.insert("cnr_id", "comfy-core");
        }
        properties
    }
}

/// The mode of widgets whose value stays after a run.
const FIXED: &str = "fixed";

fn give<'p>(
    class: &'p NodeClass,
    node: &'p PromptNode,
    widget: &Widget<'p>,
    losses: &mut Losses<'_>,
) -> Given<'p> {
    if widget.role == Role::Control && widget.name == "control_after_generate" {
        // Another mode would change the value after the first run.
        return Given::Value(Cow::Owned(Json::from(FIXED)));
    }
    let literal = node.inputs.get(&*widget.name).and_then(Value::as_literal);
    let Some(literal) = literal.filter(|_| widget.sent) else { return Given::Nothing };
    let (held, loss) = values::held(class, widget, literal);
    if let Some(loss) = loss {
        losses.of_input(&widget.name, loss);
    }
    held.map_or(Given::Nothing, |held| Given::Value(Cow::Owned(held)))
}

/// Tells of inputs that editors will send although the prompt has none, or another value.
fn missing(node: &PromptNode, widgets: &[Held<'_>], losses: &mut Losses<'_>) {
    for (widget, held) in widgets.iter().filter(|(widget, _)| widget.sent) {
        let Some(held) = held else { continue };
        match node.inputs.get(&*widget.name) {
            None => losses.of_input(&widget.name, LossReason::FilledIn(held.to_value())),
            Some(Value::Literal(literal)) if !widget.saved => {
                let list = literal.get("__value__").unwrap_or(literal);
                if *list != held.to_value() {
                    losses.of_input(&widget.name, LossReason::Replaced(held.to_value()));
                }
            }
            Some(_) => {}
        }
    }
}

/// Tells of literals that no widget holds.
fn homeless(
    node: &PromptNode,
    widgets: &[Held<'_>],
    sockets: &[Socket<'_>],
    losses: &mut Losses<'_>,
) {
    let sent = widgets.iter().filter(|(widget, _)| widget.sent);
    let held: HashSet<&str, RandomState> = sent.map(|(widget, _)| &*widget.name).collect();
    let shown: HashSet<&str, RandomState> = sockets.iter().map(|socket| &*socket.name).collect();
    for (name, value) in &node.inputs {
        let name = name.as_str();
        if value.as_literal().is_some() && !held.contains(name) {
            let is_socket = shown.contains(name);
            let reason = if is_socket { LossReason::SocketOnly } else { LossReason::Undeclared };
            losses.of_input(name, reason);
        }
    }
}

/// Tells of literals that have another name than the editor will give them.
fn nameless(node: &PromptNode, losses: &mut Losses<'_>) {
    let literals = node.inputs.iter().filter(|(_, value)| value.as_literal().is_some());
    for (place, (name, _)) in literals.enumerate() {
        let expected = match place {
            0 => CLASSLESS.to_owned(),
            place => format!("{CLASSLESS}_{place}"),
        };
        if name.as_str() != expected {
            losses.of_input(name.as_str(), LossReason::Undeclared);
        }
    }
}
