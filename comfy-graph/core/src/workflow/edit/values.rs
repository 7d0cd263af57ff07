//! Gives inputs values, once the schema takes them.

use std::borrow::Cow;

use serde_json::{Value as Literal, json};

use super::draft::{Done, Draft};
use super::error::EditError;
use super::note::Note;
use super::operation::{Given, InputRef, Set};
use super::target::{FoundInput, Target};
use crate::ids::{ClassName, InputName, NodeId};
use crate::json::{Json, Object};
use crate::prompt::Value;
use crate::schema::{DynamicCombo, Input, InputKind, NodeClass, SocketType};
use crate::validate::{InputCheck, Place};
use crate::workflow::widgets::{Given as Holds, Role, has_widget, widgets};

impl<'s> Draft<'s> {
    pub(super) fn set(&mut self, set: &Set) -> Done {
        let node = self.movable(&set.node)?;
        self.give(&node, &set.input, &set.value)
    }

    /// Gives an input a value or a link.
    pub(super) fn give(&mut self, node: &NodeId, input: &InputName, given: &Given) -> Done {
        match given {
            Given::Link(from) => {
                let to = InputRef { node: node.clone(), input: input.clone() };
                self.connect(from, &to)
            }
            Given::Literal(literal) => {
                let found = self.input(node, input)?;
                let literal = self.checked((node, &found), literal)?;
                self.put_literal(node, &found, literal);
                Ok(())
            }
        }
    }

    /// The value as the graph keeps it.
    pub(super) fn checked(
        &mut self,
        (node, found): (&NodeId, &FoundInput<'s>),
        literal: &Literal,
    ) -> Result<Literal, EditError> {
        match &found.target {
            Target::Declared(input) => self.checked_declared((node, found), input, literal),
            Target::Listed(_, Some(inner)) => self.checked_inside((node, found), inner, literal),
            Target::Listed(_, None) => Err(self.takes_link(node, found)),
            Target::Unknown => {
                let (node, input) = (node.clone(), found.name.clone());
                self.notes.push(Note::Unchecked { node, input });
                Ok(wrapped(literal.clone()))
            }
        }
    }

    fn checked_declared(
        &self,
        (node, found): (&NodeId, &FoundInput<'s>),
        input: &Input,
        literal: &Literal,
    ) -> Result<Literal, EditError> {
        if !self.takes_literal(input) {
            return Err(self.takes_link(node, found));
        }
        let class = self.class(node).expect("BUG: what declares an input is a class");
        if !self.is_prompt() && is_unsaved(class, &found.name) {
            return Err(EditError::NotKept { node: self.name(node), input: found.name.clone() });
        }
        let given = self.node(node).inputs_json();
        let check = InputCheck { class, given: &given };
        self.valid((node, &found.name), (check, found.name.as_str(), input), literal)
    }

    /// The value of an input of a host, which `inner` takes.
    fn checked_inside(
        &self,
        (node, found): (&NodeId, &FoundInput<'s>),
        (class, inner): &(ClassName, InputName),
        literal: &Literal,
    ) -> Result<Literal, EditError> {
        if !self.keeps(node, &found.name) {
            return Err(EditError::NotKept { node: self.name(node), input: found.name.clone() });
        }
        let Some(class) = self.schema.class(class.as_str()) else {
            return Ok(wrapped(literal.clone()));
        };
        let given = Object::new();
        let check = InputCheck { class, given: &given };
        match check.place(inner.as_str()) {
            Place::Declared(input, _) => {
                self.valid((node, &found.name), (check, inner.as_str(), input), literal)
            }
            _ => Ok(wrapped(literal.clone())),
        }
    }

    /// Whether the file has a place for the value of an input that it lists itself.
    fn keeps(&self, node: &NodeId, input: &InputName) -> bool {
        let is_held = self.outline.held(node, input).is_some();
        is_held || matches!(self.node(node).inputs.get(input), Some(Value::Literal(_)))
    }

    fn takes_link(&self, node: &NodeId, found: &FoundInput<'_>) -> EditError {
        let wanted = found.target.socket();
        let producers = self.producers(&wanted, None);
        EditError::TakesLink { node: self.name(node), input: found.name.clone(), wanted, producers }
    }

    fn takes_literal(&self, input: &Input) -> bool {
        if !self.is_prompt() {
            return has_widget(input);
        }
        match input.kind.socket() {
            _ if has_widget(input) => true,
            Some(SocketType::Any) | None => true,
            Some(SocketType::Choices(_)) => true,
            Some(socket) => socket.names().iter().any(|name| VALUES.contains(&name.as_str())),
        }
    }

    /// The value as the graph keeps it, if `input` takes it.
    fn valid(
        &self,
        (node, name): (&NodeId, &InputName),
        (check, declared, input): (InputCheck<'_, '_>, &str, &Input),
        literal: &Literal,
    ) -> Result<Literal, EditError> {
        if let InputKind::DynamicCombo(combo) = &input.kind {
            self.check_key((node, name), combo, literal)?;
        }
        let Some(literal) = of_kind(&input.kind, literal) else {
            return Err(EditError::WrongKind {
                node: self.name(node),
                input: name.clone(),
                expected: expected(&input.kind),
                received: Json::from(literal).into_owned(),
            });
        };
        let violation = check.literal((declared, input), &Json::from(&literal), self.schema);
        let Some(violation) = violation else { return Ok(literal) };
        let mut subject = self.name(node);
        subject.class = Some(check.class.name.as_str().into());
        let advice = Box::new(violation.advice(&subject, self.schema));
        let (node, violation) = (self.name(node), Box::new(violation));
        Err(EditError::Refused { node, violation, advice })
    }

    fn check_key(
        &self,
        (node, input): (&NodeId, &InputName),
        combo: &DynamicCombo,
        key: &Literal,
    ) -> Done {
        let keys = || combo.options.iter().map(|option| &*option.key);
        if keys().any(|known| key.as_str() == Some(known)) {
            return Ok(());
        }
        Err(EditError::UnknownKey {
            node: self.name(node),
            input: input.clone(),
            received: Json::from(key).into_owned(),
            keys: keys().map(Into::into).collect(),
        })
    }

    /// Sets a value that was checked; under another key, other inputs follow.
    pub(super) fn put_literal(&mut self, node: &NodeId, found: &FoundInput<'s>, literal: Literal) {
        let inputs = &mut self.node_mut(node).inputs;
        inputs.insert(found.name.clone(), Value::Literal(literal));
        if let Target::Declared(Input { kind: InputKind::DynamicCombo(_), .. }) = found.target {
            self.drop_undeclared_below(node, &found.name);
            self.fill(node);
        }
    }

    /// Drops what the chosen option of `selector` does not bring, or brings with other limits.
    fn drop_undeclared_below(&mut self, node: &NodeId, selector: &InputName) {
        let prefix = format!("{selector}.");
        let below: Vec<InputName> = self.node(node).inputs.keys().cloned().collect();
        for name in below.into_iter().filter(|name| name.as_str().starts_with(&prefix)) {
            let value = self.node(node).inputs.get(&name).cloned();
            let stays = match (self.input(node, &name), value) {
                (Ok(found), _) if found.name != name => false,
                (Ok(found), Some(Value::Literal(literal))) => {
                    self.checked((node, &found), &literal).is_ok()
                }
                (Ok(found), Some(Value::Link(link))) => found.target.takes(&self.link_type(&link)),
                _ => false,
            };
            if !stays {
                self.node_mut(node).inputs.shift_remove(&name);
                self.forget(node, &name);
            }
        }
    }

    fn forget(&mut self, node: &NodeId, input: &InputName) {
        if let Some(facts) = self.outline.facts.get_mut(node) {
            facts.held.shift_remove(input);
        }
    }

    /// Gives each widget without a value the one that an editor starts with.
    pub(super) fn fill(&mut self, node: &NodeId) {
        let Some(class) = self.class(node) else { return };
        for (name, value) in self.initials(node, class) {
            match self.node(node).inputs.get(&name) {
                None => {
                    self.node_mut(node).inputs.insert(name, Value::Literal(value));
                }
                Some(Value::Link(_)) if !self.is_prompt() => {
                    self.facts_mut(node).held.entry(name).or_insert(value);
                }
                Some(_) => {}
            }
        }
    }

    /// What an editor starts an input with, where it has a widget.
    pub(super) fn initial(&self, node: &NodeId, input: &InputName) -> Option<Literal> {
        let class = self.class(node)?;
        let mut initials = self.initials(node, class).into_iter();
        initials.find(|(name, _)| name == input).map(|(_, value)| value)
    }

    /// What the widgets of a node start with, for the options that are chosen.
    fn initials(&self, node: &NodeId, class: &'s NodeClass) -> Vec<(InputName, Literal)> {
        let node = self.node(node);
        let held = widgets(class, |widget| {
            let literal = node.inputs.get(&*widget.name).and_then(Value::as_literal);
            match (widget.input().map(|input| &input.kind), literal) {
                (Some(InputKind::DynamicCombo(_)), Some(key)) => {
                    Holds::Value(Cow::Owned(Json::from(key).into_owned()))
                }
                _ => Holds::Nothing,
            }
        });
        let inputs = held
            .into_iter()
            .filter(|(widget, _)| widget.sent && matches!(widget.role, Role::Input(_)));
        let start = inputs.filter_map(|(widget, held)| {
            let name = InputName::new(widget.name).ok()?;
            Some((name, wrapped(held?.to_value())))
        });
        start.collect()
    }
}

/// Whether editors show a widget for an input, but do not save what it holds.
fn is_unsaved(class: &NodeClass, input: &InputName) -> bool {
    let shown = widgets(class, |_| Holds::Nothing);
    shown.iter().any(|(widget, _)| !widget.saved && widget.name == input.as_str())
}

/// Types whose values can be written down.
const VALUES: [&str; 5] = ["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"];

/// The value, if it is of the kind, as the graph keeps it.
///
/// The server takes more, such as `"false"` for true, which nobody means.
fn of_kind(kind: &InputKind, literal: &Literal) -> Option<Literal> {
    match (kind, literal) {
        (InputKind::Int(_), Literal::Number(number)) => {
            let whole = number.as_i128().is_some();
            let rounded = number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 1e15);
            if whole { Some(literal.clone()) } else { rounded.map(|n| Literal::from(n as i64)) }
        }
        (InputKind::Float(_), Literal::Number(_))
        | (InputKind::Text(_), Literal::String(_))
        | (InputKind::Boolean(_), Literal::Bool(_)) => Some(literal.clone()),
        (InputKind::Int(_) | InputKind::Float(_) | InputKind::Text(_), _)
        | (InputKind::Boolean(_), _) => None,
        // Some classes look choices up themselves, and fail on anything but text.
        (InputKind::Combo(combo), literal) if combo.choices.is_text() => {
            let is_list = combo.multiselect && literal.is_array();
            (literal.is_string() || is_list).then(|| wrapped(literal.clone()))
        }
        _ => Some(wrapped(literal.clone())),
    }
}

fn expected(kind: &InputKind) -> &'static str {
    match kind {
        InputKind::Int(_) => "a whole number",
        InputKind::Float(_) => "a number",
        InputKind::Text(_) => "text",
        InputKind::Combo(_) => "one of its choices",
        _ => "`true` or `false`",
    }
}

/// Lists are wrapped in prompts, since a bare list is a link there.
pub(super) fn wrapped(literal: Literal) -> Literal {
    if literal.is_array() { json!({ "__value__": literal }) } else { literal }
}
