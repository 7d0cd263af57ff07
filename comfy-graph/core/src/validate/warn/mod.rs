//! Looks for what the server accepts although it goes wrong later.
//!
//! Reference C.7. One pass over the nodes that the server would run, after the verdict; what a
//! violation says already is not said again.

mod levels;
mod literals;
mod place;
mod reach;
mod templates;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::literals::unwrapped;
use super::nodes::{Node, Nodes, Targets};
use super::own::{self, OwnCheck};
use super::problem::Problem;
use super::producers::producers;
use super::report::Violation;
use super::walk::Walk;
use super::warning::{Concern, Meant, Warning};
use crate::json::Json;
use crate::schema::{Input, InputKind, Presence, Schema, SocketType};
pub(crate) use place::Place;
pub(super) use place::{Places, closest_names, declared};
use templates::Types;

/// How many nodes may each need the next: 200 were seen to pass, 1,500 to fail.
const SAFE_CHAIN: usize = 300;

/// The pass over one prompt.
pub(super) struct Inspection<'w, 'p, 's> {
    walk: &'w Walk<'w, 'p, 's>,
    nodes: &'w Nodes<'p, 's>,
    schema: &'s Schema,
    types: Types<'w, 'p, 's>,
    /// Classes that give a type, by what messages call it.
    producers: HashMap<String, Vec<Box<str>>>,
    warnings: Vec<Warning>,
}

/// One node of the pass.
#[derive(Clone, Copy)]
struct Inspected<'w, 'p, 's> {
    node: &'w Node<'p, 's>,
    /// What the server found; `None` where it runs the node without a check.
    reasons: Option<&'w [Violation]>,
}

impl<'w, 'p, 's> Inspection<'w, 'p, 's> {
    pub(super) fn new(walk: &'w Walk<'w, 'p, 's>) -> Self {
        let nodes = walk.nodes;
        Self {
            walk,
            nodes,
            schema: walk.validator.schema,
            types: Types::new(nodes),
            producers: HashMap::new(),
            warnings: Vec::new(),
        }
    }

    /// The warnings in the order of the prompt, where `roots` are the output nodes it asks for.
    pub(super) fn warnings(mut self, roots: &[usize], targets: &Targets<'_>) -> Vec<Warning> {
        let needed = reach::needed(self.walk, roots);
        let longest = roots.iter().max_by_key(|root| self.walk.chain(**root)).copied();
        for (position, node) in self.nodes.iter().enumerate() {
            let reasons = self.walk.reasons(position);
            let inspected = Inspected { node, reasons };
            if needed.as_ref().is_none_or(|needed| needed[position]) {
                self.node(inspected, position);
            } else if matches!(targets, Targets::All) {
                self.warn(inspected, None, Concern::DeadNode);
            }
            let length = self.walk.chain(position);
            if longest == Some(position) && length > SAFE_CHAIN {
                self.warn(inspected, None, Concern::DeepChain { length });
            }
        }
        self.warnings
    }

    fn node(&mut self, inspected: Inspected<'w, 'p, 's>, position: usize) {
        let (class, Some(given)) = (inspected.node.class, inspected.node.inputs) else { return };
        let mut places = Places::new(&class.inputs, given);
        for (name, value) in given.iter() {
            match places.find(name) {
                Place::Declared(input, presence) => {
                    self.declared(inspected, (name, value), (input, presence));
                }
                place => self.undeclared(inspected, (name, value), &place),
            }
        }
        if class.inputs.iter().any(|input| is_dynamic(&input.kind)) {
            levels::concerns(&class.inputs, given, &mut |input, concern| {
                self.warn(inspected, Some(input), concern);
            });
            let mixed = self.types.concerns(position);
            for (input, concern) in mixed {
                self.warn(inspected, Some(&input), concern);
            }
        }
    }

    /// An input that the server looks at, if it looks at the node.
    fn declared(
        &mut self,
        inspected: Inspected<'w, 'p, 's>,
        (name, value): (&str, &'p Json<'p>),
        (input, presence): (&'s Input, Presence),
    ) {
        let is_selector = matches!(input.kind, InputKind::DynamicCombo(_));
        if value.as_list().is_some() {
            if is_selector || inspected.reasons.is_none() {
                self.dangling(inspected, (name, value));
            }
            return;
        }
        let literal = unwrapped(value);
        let concern = match &input.kind {
            // Its keys are looked at by level.
            InputKind::DynamicCombo(_) => None,
            kind if own::is_link(literal) && !literals::is_converted(kind) => self.wrapped(literal),
            kind if literals::takes_links_only(kind) => {
                self.in_socket(literal, &input.kind, presence)
            }
            kind => literals::concern(literal, kind),
        };
        if let Some(concern) = concern {
            self.warn(inspected, Some(name), concern);
        }
    }

    /// An input that the class does not have, or not with the options chosen.
    fn undeclared(
        &mut self,
        inspected: Inspected<'w, 'p, 's>,
        (name, value): (&str, &'p Json<'p>),
        place: &Place<'_, 's>,
    ) {
        let class = inspected.node.class;
        if self.dangling(inspected, (name, value)) {
            return;
        }
        let concern = match place {
            Place::Keyless => return,
            Place::Surplus(limit) => Concern::AutogrowSurplus { limit: *limit },
            _ if class.hidden.iter().any(|hidden| **hidden == *name) => Concern::HiddenInput,
            _ if OwnCheck::of(class.name.as_str()).is_some_and(OwnCheck::accepts_all) => return,
            _ if own::is_link(value) => {
                let target = linked_id(value).unwrap_or_default().into();
                Concern::UnknownLink { target, meant: meant(inspected.node, name, place) }
            }
            _ => Concern::UnknownInput { meant: meant(inspected.node, name, place) },
        };
        self.warn(inspected, Some(name), concern);
    }

    /// Whether `value` is a link to a missing node, which is warned of.
    fn dangling(
        &mut self,
        inspected: Inspected<'w, 'p, 's>,
        (name, value): (&str, &Json<'_>),
    ) -> bool {
        let target = Some(value).filter(|value| own::is_link(value)).and_then(linked_id);
        let Some(target) = target.filter(|id| self.nodes.position(id).is_none()) else {
            return false;
        };
        self.warn(inspected, Some(name), Concern::DanglingLink { target: target.into() });
        true
    }

    fn wrapped(&self, literal: &Json<'_>) -> Option<Concern> {
        let target = linked_id(literal)?;
        let exists = self.nodes.position(target).is_some();
        Some(Concern::WrappedLink { target: target.into(), exists })
    }

    /// A literal for a type that classes give; packs bring widgets of their own for other types.
    fn in_socket(
        &mut self,
        literal: &Json<'_>,
        kind: &InputKind,
        presence: Presence,
    ) -> Option<Concern> {
        // Python's `None` is what optional inputs mostly default to.
        if *literal == Json::Null && presence == Presence::Optional {
            return None;
        }
        let expected = kind.socket()?;
        let producers = self.producers(&expected);
        if producers.is_empty() {
            return None;
        }
        let received = literal.clone().into_owned();
        Some(Concern::LiteralInSocket { received, expected, producers })
    }

    fn producers(&mut self, socket: &SocketType) -> Vec<Box<str>> {
        let found = || {
            let found = producers(self.schema, socket, None).into_iter();
            found.map(|class| class.name.as_str().into()).collect()
        };
        self.producers.entry(socket.to_string()).or_insert_with(found).clone()
    }

    fn warn(&mut self, inspected: Inspected<'w, 'p, 's>, input: Option<&str>, concern: Concern) {
        let says_so = |violation: &Violation| {
            // Those name the input of another node.
            let is_own = !matches!(violation.problem, Problem::InnerException { .. });
            is_own && input.is_some() && violation.input.as_deref() == input
        };
        if inspected.reasons.is_some_and(|reasons| reasons.iter().any(says_so)) {
            return;
        }
        let (node, input) = (inspected.node.name(), input.map(Into::into));
        self.warnings.push(Warning { node, input, concern });
    }
}

const fn is_dynamic(kind: &InputKind) -> bool {
    matches!(
        kind,
        InputKind::DynamicCombo(_)
            | InputKind::Autogrow(_)
            | InputKind::MatchType(_)
            | InputKind::DynamicSlot(_)
    )
}

/// The id that a list names first.
fn linked_id<'p>(value: &'p Json<'_>) -> Option<&'p str> {
    value.as_list()?.first()?.as_text()
}

fn meant(node: &Node<'_, '_>, name: &str, place: &Place<'_, '_>) -> Meant {
    if let Place::Unchosen { selector, key } = place {
        return Meant::UnderKey { selector: (*selector).into(), key: (*key).into() };
    }
    let Some(given) = node.inputs else { return Meant::Unclear };
    let names = place::closest_names(&node.class.inputs, given, name);
    if names.is_empty() { Meant::Unclear } else { Meant::Named(names) }
}
