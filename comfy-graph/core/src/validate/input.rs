//! Checks single inputs of a node, for those who are about to give them something.
//!
//! Edits ask it. The rules are those of the whole check, which `node` applies.

use super::literals;
use super::node::doubt;
use super::order::Order;
use super::own::OwnCheck;
use super::problem::Problem;
use super::report::Violation;
use super::slots::{Slot, Slots};
use super::terminal::plainly;
pub(crate) use super::warn::Place;
use super::warn::{Places, closest_names};
use crate::json::{Json, Object};
use crate::schema::{Input, InputKind, NodeClass, Schema};

/// A node of a known class with what it is given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InputCheck<'p, 's> {
    pub(crate) class: &'s NodeClass,
    pub(crate) given: &'p Object<'p>,
}

impl<'p, 's> InputCheck<'p, 's> {
    /// Where the input called `name` belongs.
    pub(crate) fn place<'n>(self, name: &'n str) -> Place<'n, 's> {
        Places::new(&self.class.inputs, self.given).find(name)
    }

    /// The inputs not given that `name` may mean, closest first.
    pub(crate) fn closest(self, name: &str) -> Vec<Box<str>> {
        closest_names(&self.class.inputs, self.given, name)
    }

    /// Every input that the server looks at.
    pub(crate) fn slots(self) -> impl Iterator<Item = Slot<'s>> {
        Slots::new(&self.class.inputs, self.given, Order::Written).into_iter()
    }

    /// What the server would find wrong with `literal` at `input`, which prompts call `name`.
    pub(crate) fn literal(
        self,
        (name, input): (&str, &Input),
        literal: &Json<'_>,
        schema: &Schema,
    ) -> Option<Violation> {
        let problem = self.problem((name, input), literal, schema)?;
        Some(Violation::of_input(name, self.given, problem))
    }

    fn problem(
        self,
        (name, input): (&str, &Input),
        literal: &Json<'_>,
        schema: &Schema,
    ) -> Option<Problem> {
        let value = match literals::convert(literal, &input.kind) {
            Ok(value) => value,
            Err(problem) => return Some(problem),
        };
        let own = OwnCheck::of(self.class.name.as_str());
        if own.is_some_and(|own| own.takes(name)) {
            return None;
        }
        match literals::limits(&value, input) {
            Ok(Some(problem)) => return Some(problem),
            Ok(None) => {}
            Err(raised) => return Some(Problem::Exception { raised, stumble: None }),
        }
        let InputKind::Combo(combo) = &input.kind else { return None };
        literals::choice(&value, combo).filter(|_| doubt(self.class, combo, schema).is_none())
    }
}

impl Violation {
    /// What is wrong, in plain words.
    pub(crate) fn plainly(&self) -> String {
        plainly(&self.problem, self.input.as_deref().unwrap_or_default(), None)
    }
}
