//! Checks the inputs of one node, pausing wherever another node is needed first.

use std::borrow::Cow;

use super::Coercion;
use super::links;
use super::literals;
use super::nodes::{Node, Nodes};
use super::order::Order;
use super::own::{self, Finding, OwnCheck, Rule};
use super::problem::{Problem, Stumble};
use super::report::{Undecided, UndecidedReason, Violation};
use super::slots::{Slot, Slots};
use super::walk::Walk;
use crate::json::{Json, Object};
use crate::python::Raised;
use crate::schema::{
    ChoiceSource, Combo, InputKind, NodeClass, OutputType, Pack, Presence, Schema,
};

/// What the check of a node comes to next.
pub(super) enum Step {
    /// The node at this position has to be checked first.
    Needs(usize),
    /// Whether the node is good so far as it and its links go, with its violations; or what the
    /// server's code raised.
    Done(Result<(bool, Vec<Violation>), Failure>),
}

/// What the server's code raises on a node.
#[derive(Debug, PartialEq)]
pub(super) struct Failure {
    pub(super) raised: Raised,
    pub(super) stumble: Option<Box<Stumble>>,
}

/// The check of one node at some input.
#[derive(Debug)]
pub(super) struct NodeCheck<'p, 's> {
    pub(super) position: usize,
    /// Whether every needed node has been good.
    pub(super) is_good: bool,
    /// How many nodes each need the next from here on, so far as is known.
    pub(super) chain: usize,
    /// The node that the check waits for.
    pub(super) needed: Option<Needed<'p, 's>>,
    pub(super) node: Node<'p, 's>,
    pub(super) given: &'p Object<'p>,
    slots: Slots<'s>,
    next: usize,
    /// Where among the given inputs the next is likely to be.
    likely: usize,
    found: Vec<Violation>,
    own: Option<&'static OwnCheck>,
    /// The types that links bring, where the class asks for them.
    link_types: Vec<(Cow<'s, str>, &'s OutputType)>,
}

/// A link to a node that is not checked yet.
#[derive(Debug)]
pub(super) struct Needed<'p, 's> {
    pub(super) position: usize,
    pub(super) input: Cow<'s, str>,
    pub(super) link: &'p Json<'p>,
}

impl<'p, 's> NodeCheck<'p, 's> {
    /// The check of `node` at its first input; raises where the node has no `inputs`.
    pub(super) fn new(position: usize, node: &Node<'p, 's>, order: Order) -> Result<Self, Failure> {
        let Some(given) = node.inputs else {
            let raised = Raised { kind: "KeyError", message: "'inputs'".to_owned() };
            return Err(Failure { raised, stumble: None });
        };
        Ok(Self {
            position,
            is_good: true,
            chain: 1,
            needed: None,
            node: *node,
            given,
            slots: Slots::new(&node.class.inputs, given, order),
            next: 0,
            likely: 0,
            found: Vec::new(),
            own: OwnCheck::of(node.class.name.as_str()),
            link_types: Vec::new(),
        })
    }

    /// Goes on to the next link, or to the end.
    pub(super) fn advance(&mut self, walk: &mut Walk<'_, 'p, 's>) -> Step {
        while let Some(slot) = self.slots.at(self.next) {
            self.next += 1;
            match self.input(slot, walk) {
                Ok(Some(needed)) => return Step::Needs(self.needed.insert(needed).position),
                Ok(None) => {}
                Err(raised) => {
                    let stumble = self.stumble(walk.nodes);
                    return Step::Done(Err(Failure { raised, stumble }));
                }
            }
        }
        let own = self.own_check(walk);
        let found = own.map(|()| (self.is_good, std::mem::take(&mut self.found)));
        Step::Done(found.map_err(|raised| Failure { raised, stumble: None }))
    }

    /// The input at hand, as what the server's code fails on.
    fn stumble(&self, nodes: &Nodes<'_, '_>) -> Option<Box<Stumble>> {
        let slot = self.slots.at(self.next.checked_sub(1)?)?;
        let received = self.given.get(&slot.name)?;
        let id = received.as_list().and_then(|link| link.first()?.as_text());
        let source = id.and_then(|id| nodes.position(id)).map(|at| nodes.at(at).class);
        Some(Box::new(Stumble {
            input: slot.name.as_ref().into(),
            received: received.clone().into_owned(),
            source: source.map(|class| class.name.as_str().into()),
        }))
    }

    fn input(
        &mut self,
        slot: Slot<'s>,
        walk: &mut Walk<'_, 'p, 's>,
    ) -> Result<Option<Needed<'p, 's>>, Raised> {
        match self.value(&slot.name) {
            None => {
                if slot.presence == Presence::Required {
                    let short = self.slots.short(&slot.name).into();
                    self.report(&slot.name, Problem::RequiredInputMissing { short });
                }
                Ok(None)
            }
            Some(link @ Json::List(parts)) => match parts.as_slice() {
                [id, output] => self.link(slot, link, links::resolve(id, output, walk.nodes)?),
                _ => {
                    let received = link.clone().into_owned();
                    self.report(&slot.name, Problem::BadLinkedInput { received });
                    Ok(None)
                }
            },
            Some(literal) => self.literal(&slot, literal, walk).map(|()| None),
        }
    }

    /// What the input `name` is given; prompts mostly give inputs in the schema's order.
    fn value(&mut self, name: &str) -> Option<&'p Json<'p>> {
        let value = match self.given.at(self.likely) {
            Some((likely, value)) if likely == name => value,
            _ => return self.given.get(name),
        };
        self.likely += 1;
        Some(value)
    }

    fn link(
        &mut self,
        slot: Slot<'s>,
        link: &'p Json<'p>,
        source: links::Source<'s>,
    ) -> Result<Option<Needed<'p, 's>>, Raised> {
        let asks_types = self.own.is_some_and(OwnCheck::takes_link_types);
        if asks_types {
            self.link_types.push((slot.name.clone(), source.output));
        } else if !links::feeds(source.output, &slot.input.kind) {
            let received = links::output_type(source.output);
            let expected = links::input_type(&slot.input.kind);
            let link = link.clone().into_owned();
            let source = source.class.name.as_str().into();
            let problem = Problem::ReturnTypeMismatch { received, expected, link, source };
            self.report(&slot.name, problem);
            return Ok(None);
        }
        Ok(Some(Needed { position: source.node, input: slot.name, link }))
    }

    fn literal(
        &mut self,
        slot: &Slot<'s>,
        literal: &'p Json<'p>,
        walk: &mut Walk<'_, 'p, 's>,
    ) -> Result<(), Raised> {
        let value = match literals::convert(literal, &slot.input.kind) {
            Ok(value) => value,
            Err(problem) => {
                self.report(&slot.name, problem);
                return Ok(());
            }
        };
        if !self.own.is_some_and(|own| own.takes(&slot.name)) {
            let fault = literals::limits(&value, slot.input)?;
            if let Some(problem) = fault.or_else(|| self.choice(slot, &value, walk)) {
                self.report(&slot.name, problem);
            }
        }
        if !std::ptr::eq(&raw const *value, literal) {
            let (node, input) = (self.position, slot.name.as_ref().into());
            walk.coercions.push(Coercion { node, input, value: value.into_owned().into_owned() });
        }
        Ok(())
    }

    /// The fault of a choice; noted as undecided where only the server knows what it offers.
    fn choice(
        &self,
        slot: &Slot<'_>,
        value: &Json<'_>,
        walk: &mut Walk<'_, 'p, 's>,
    ) -> Option<Problem> {
        let InputKind::Combo(combo) = &slot.input.kind else { return None };
        let fault = literals::choice(value, combo)?;
        let reason = doubt(self.node.class, combo, walk.validator.schema);
        let Some(reason) = reason else { return Some(fault) };
        walk.report.undecided.push(Undecided {
            node: self.node.name(),
            input: slot.name.as_ref().into(),
            received: value.clone().into_owned(),
            reason,
        });
        None
    }

    /// Does what the class's own check does, where it is known to have one.
    fn own_check(&mut self, walk: &mut Walk<'_, 'p, 's>) -> Result<(), Raised> {
        let Some(own) = self.own else { return Ok(()) };
        let given = |name: &str| self.given.get(name).map(literals::unwrapped);
        match own.rule {
            Rule::Accepts | Rule::AcceptsLinks => Ok(()),
            Rule::Code => {
                self.undecide(own, UndecidedReason::OwnCode, walk);
                Ok(())
            }
            Rule::AcceptsGiven { input, function } => {
                own::argument(given(input), function, input).map(|_| ())
            }
            Rule::AspectRatio { input, function } => {
                own::aspect_ratio(given(input), (input, function))
            }
            Rule::LinkTypes { input, types } => self.link_types_check(input, types),
            Rule::File(rule) => {
                let Finding::File(name) = rule.find(given(rule.input))? else { return Ok(()) };
                self.file(own, name, &rule.missing(name), walk);
                Ok(())
            }
        }
    }

    fn file(&mut self, own: &OwnCheck, name: &str, missing: &Problem, walk: &mut Walk<'_, 'p, 's>) {
        match walk.validator.files.map(|files| files.exists(name)) {
            Some(true) => {}
            Some(false) => {
                for input in self.reported(own) {
                    self.report(input, missing.clone());
                }
            }
            None => self.undecide(own, UndecidedReason::File, walk),
        }
    }

    /// The inputs that a failing check of the class is reported on.
    fn reported(&self, own: &OwnCheck) -> Vec<&'p str> {
        let names = self.given.iter().map(|(name, _)| name);
        names.filter(|name| own.takes(name) && self.slots.contains(name)).collect()
    }

    fn undecide(&self, own: &OwnCheck, reason: UndecidedReason, walk: &mut Walk<'_, 'p, 's>) {
        for input in self.reported(own) {
            let given = self.given.get(input).filter(|given| !own::is_link(given));
            walk.report.undecided.push(Undecided {
                node: self.node.name(),
                input: input.into(),
                received: given.cloned().map_or(Json::Null, Json::into_owned),
                reason,
            });
        }
    }

    fn link_types_check(&mut self, input: &str, types: &[&str]) -> Result<(), Raised> {
        let Some((_, output)) = self.link_types.iter().find(|(name, _)| name == input) else {
            return Err(Raised { kind: "KeyError", message: format!("'{input}'") });
        };
        let received = links::output_type(output).text();
        if !types.contains(&&*received) {
            self.report("input_types", Problem::CustomValidationFailed { reason: None });
        }
        Ok(())
    }

    fn report(&mut self, input: &str, problem: Problem) {
        self.found.push(Violation::of_input(input, self.given, problem));
    }
}

/// Why a choice that is not listed may be offered all the same.
pub(super) fn doubt(class: &NodeClass, combo: &Combo, schema: &Schema) -> Option<UndecidedReason> {
    let lists_files = matches!(combo.source, ChoiceSource::Models(_) | ChoiceSource::Uploads);
    if lists_files && combo.choices.as_slice().is_empty() && !schema.holds_files() {
        return Some(UndecidedReason::FilesUnknown);
    }
    let is_pack = matches!(class.pack(), Pack::Custom(_));
    let is_upload = combo.source == ChoiceSource::Uploads;
    (is_pack && is_upload).then_some(UndecidedReason::PackUpload)
}
