//! Tells where on its class a given input belongs, without listing the inputs of the class.
//!
//! What it finds declared is what [`Slots`] lists; for all else it tells more.

use crate::closest::closest;
use crate::json::{Json, Object};
use crate::schema::{Autogrow, DynamicCombo, ElementNames, Input, InputKind, Presence};
use crate::validate::order::Order;
use crate::validate::slots::{Slots, position};

/// Where a given input belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Place<'n, 's> {
    /// The class has it; for an element of an autogrow input, the element.
    Declared(&'s Input, Presence),
    /// It is under a dynamic combo without a key of one of its options.
    Keyless,
    /// Another option of a dynamic combo brings it.
    Unchosen {
        /// The name of the dynamic combo.
        selector: &'n str,
        /// The key of that option.
        key: &'s str,
    },
    /// An element past the last, of which there can be so many.
    Surplus(u32),
    /// The class has nothing like it.
    Unknown,
}

/// The inputs of a class, for finding given ones one after the other.
#[derive(Debug)]
pub(in crate::validate) struct Places<'p, 's> {
    declared: &'s [Input],
    given: &'p Object<'p>,
    /// Where the next is likely to be: prompts mostly give inputs in the schema's order.
    likely: usize,
}

impl<'p, 's> Places<'p, 's> {
    pub(in crate::validate) const fn new(declared: &'s [Input], given: &'p Object<'p>) -> Self {
        Self { declared, given, likely: 0 }
    }

    /// Where `name` belongs.
    pub(in crate::validate) fn find<'n>(&mut self, name: &'n str) -> Place<'n, 's> {
        let is_it = |input: &Input| input.name.as_str() == name;
        let likely = Some(self.likely).filter(|at| self.declared.get(*at).is_some_and(is_it));
        match likely.or_else(|| self.declared.iter().position(is_it)) {
            Some(found) => {
                self.likely = found + 1;
                itself(&self.declared[found])
            }
            None => self.below(self.declared, name, 0),
        }
    }

    /// Where the part of `name` from `start` belongs, among inputs under a dynamic one.
    // Recursion is as deep as the schema, whose reader bounds it.
    fn below<'n>(&self, declared: &'s [Input], name: &'n str, start: usize) -> Place<'n, 's> {
        let rest = &name[start..];
        if start > 0
            && let Some(input) = declared.iter().find(|input| input.name.as_str() == rest)
        {
            return itself(input);
        }
        for input in declared {
            let Some(inner) = inner_name(input, rest) else { continue };
            let (selector, start) =
                (&name[..name.len() - inner.len() - 1], name.len() - inner.len());
            match &input.kind {
                InputKind::DynamicCombo(combo) => {
                    return self.option(combo, (name, selector), start);
                }
                InputKind::DynamicSlot(slot) if self.given.contains(selector) => {
                    return self.below(&slot.inputs, name, start);
                }
                InputKind::Autogrow(autogrow) => return element(autogrow, inner),
                _ => {}
            }
        }
        Place::Unknown
    }

    fn option<'n>(
        &self,
        combo: &'s DynamicCombo,
        (name, selector): (&'n str, &'n str),
        start: usize,
    ) -> Place<'n, 's> {
        let key = self.given.get(selector).and_then(Json::as_text);
        let Some(chosen) = combo.options.iter().find(|option| Some(&*option.key) == key) else {
            return Place::Keyless;
        };
        let place = self.below(&chosen.inputs, name, start);
        if place != Place::Unknown {
            return place;
        }
        let other = combo.options.iter().find(|option| brings(&option.inputs, &name[start..]));
        other.map_or(Place::Unknown, |option| Place::Unchosen { selector, key: &option.key })
    }
}

/// The input called `name` of a class that is given `given`.
pub(in crate::validate) fn declared<'s>(
    inputs: &'s [Input],
    given: &Object<'_>,
    name: &str,
) -> Option<&'s Input> {
    match Places::new(inputs, given).find(name) {
        Place::Declared(input, _) => Some(input),
        _ => None,
    }
}

/// What follows the name of `input` and a dot in `name`.
fn inner_name<'n>(input: &Input, name: &'n str) -> Option<&'n str> {
    name.strip_prefix(input.name.as_str())?.strip_prefix('.')
}

/// The place of an input given by its own name, which autogrow inputs never are.
fn itself<'s>(input: &'s Input) -> Place<'static, 's> {
    match &input.kind {
        InputKind::Autogrow(_) => Place::Unknown,
        _ => Place::Declared(input, input.presence),
    }
}

fn element<'s>(autogrow: &'s Autogrow, name: &str) -> Place<'static, 's> {
    if let Some(index) = position(autogrow, name) {
        let is_required = index < autogrow.min;
        let presence = if is_required { Presence::Required } else { Presence::Optional };
        return Place::Declared(&autogrow.element, presence);
    }
    let ElementNames::Prefix { prefix, max } = &autogrow.names else { return Place::Unknown };
    let digits = name.strip_prefix(&**prefix).unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = is_number && (digits == "0" || !digits.starts_with('0'));
    if is_plain { Place::Surplus(*max) } else { Place::Unknown }
}

/// Whether `inputs` have one called `name` with some choice of options.
fn brings(inputs: &[Input], name: &str) -> bool {
    inputs.iter().any(|input| {
        if input.name.as_str() == name {
            return true;
        }
        let Some(inner) = inner_name(input, name) else { return false };
        match &input.kind {
            InputKind::DynamicCombo(combo) => {
                combo.options.iter().any(|option| brings(&option.inputs, inner))
            }
            InputKind::DynamicSlot(slot) => brings(&slot.inputs, inner),
            InputKind::Autogrow(autogrow) => position(autogrow, inner).is_some(),
            _ => false,
        }
    })
}

/// How many elements of an autogrow input are worth a suggestion.
const ELEMENTS: u32 = 26;

/// Up to so many given inputs, each unknown one is worth a suggestion.
const MANY: usize = 500;

/// The inputs not given that `name` may mean, closest first.
pub(in crate::validate) fn closest_names(
    declared: &[Input],
    given: &Object<'_>,
    name: &str,
) -> Vec<Box<str>> {
    if given.len() > MANY {
        return Vec::new();
    }
    let slots = Slots::new(declared, given, Order::Written);
    let mut names: Vec<String> = slots.into_iter().map(|slot| slot.name.into()).collect();
    let mut next_element = None;
    for input in declared {
        let InputKind::Autogrow(autogrow) = &input.kind else { continue };
        let elements = (0..ELEMENTS).map_while(|index| autogrow.element_name(index));
        let elements = elements.map(|name| format!("{}.{name}", input.name));
        if input.name.as_str() == name || inner_name(input, name).is_some() {
            next_element = elements.clone().find(|element| !given.contains(element));
        }
        names.extend(elements);
    }
    let free = names.iter().map(String::as_str).filter(|name| !given.contains(name));
    let closest: Vec<Box<str>> = closest(name, free).into_iter().map(Into::into).collect();
    if closest.is_empty() { next_element.into_iter().map(Into::into).collect() } else { closest }
}
