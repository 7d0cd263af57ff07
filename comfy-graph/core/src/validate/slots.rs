//! Lists the inputs that the server looks at on a node, dynamic ones by the values given.
//!
//! Reference C.2 and D.6 to D.8: names of dynamic inputs are flattened with dots, and those that no
//! given value calls for do not exist.

use std::borrow::Cow;

use super::order::Order;
use crate::json::{Json, Object};
use crate::schema::{Autogrow, ElementNames, Input, InputKind, Presence};

/// One input of one node.
#[derive(Debug, Clone)]
pub(crate) struct Slot<'s> {
    /// The name prompts use.
    pub(crate) name: Cow<'s, str>,
    /// What is declared; for an element of an autogrow input, the element.
    pub(crate) input: &'s Input,
    pub(crate) presence: Presence,
}

#[derive(Debug)]
enum List<'s> {
    /// Those of the class, none of which is dynamic.
    Declared(&'s [Input]),
    Expanded(Vec<Slot<'s>>),
}

/// The inputs of one node.
#[derive(Debug)]
pub(super) struct Slots<'s> {
    slots: List<'s>,
    /// Whether a dynamic input took part, which shortens names in the server's messages.
    pub(super) is_dynamic: bool,
}

impl<'s> Slots<'s> {
    /// The inputs of a class, where `given` is given.
    pub(super) fn new(declared: &'s [Input], given: &Object<'_>, order: Order) -> Self {
        if order == Order::Written && declared.iter().all(is_plain) {
            return Self { slots: List::Declared(declared), is_dynamic: false };
        }
        let mut slots = Expansion { slots: Vec::with_capacity(declared.len()), is_dynamic: false };
        slots.level(declared, "", given);
        order.sort(&mut slots.slots, |order, slot| order.key(&slot.name));
        Self { slots: List::Expanded(slots.slots), is_dynamic: slots.is_dynamic }
    }

    /// The input at `position`.
    pub(super) fn at(&self, position: usize) -> Option<Slot<'s>> {
        match &self.slots {
            List::Declared(inputs) => inputs.get(position).map(Slot::declared),
            List::Expanded(slots) => slots.get(position).cloned(),
        }
    }

    /// Every input.
    pub(super) fn into_iter(self) -> impl Iterator<Item = Slot<'s>> {
        (0..).map_while(move |position| self.at(position))
    }

    /// Whether there is an input called `name`.
    pub(super) fn contains(&self, name: &str) -> bool {
        match &self.slots {
            List::Declared(inputs) => inputs.iter().any(|input| input.name.as_str() == name),
            List::Expanded(slots) => slots.iter().any(|slot| slot.name == name),
        }
    }

    /// The name of `slot` in the details of a missing input.
    pub(super) fn short<'n>(&self, name: &'n str) -> &'n str {
        if self.is_dynamic { name.rsplit('.').next().unwrap_or(name) } else { name }
    }
}

impl<'s> Slot<'s> {
    fn declared(input: &'s Input) -> Self {
        Self { name: input.name.as_str().into(), input, presence: input.presence }
    }
}

fn is_plain(input: &Input) -> bool {
    !matches!(
        input.kind,
        InputKind::DynamicCombo(_) | InputKind::DynamicSlot(_) | InputKind::Autogrow(_)
    )
}

/// The inputs of a node while they are being listed.
struct Expansion<'s> {
    slots: Vec<Slot<'s>>,
    is_dynamic: bool,
}

impl<'s> Expansion<'s> {
    // Recursion is as deep as the schema, whose reader bounds it.
    fn level(&mut self, declared: &'s [Input], prefix: &str, given: &Object<'_>) {
        for input in declared {
            let own = input.name.as_str();
            let name: Cow<'s, str> = match prefix {
                "" => own.into(),
                prefix => format!("{prefix}{own}").into(),
            };
            match &input.kind {
                InputKind::DynamicCombo(combo) => {
                    let key = given.get(&name).and_then(Json::as_text);
                    let chosen = combo.options.iter().find(|option| Some(&*option.key) == key);
                    let Some(chosen) = chosen else { continue };
                    self.below(&chosen.inputs, &name, given);
                }
                InputKind::DynamicSlot(slot) if given.contains(&name) => {
                    self.below(&slot.inputs, &name, given);
                }
                InputKind::DynamicSlot(_) => continue,
                InputKind::Autogrow(autogrow) => {
                    self.elements(autogrow, &name, given);
                    continue;
                }
                _ => {}
            }
            self.slots.push(Slot { name, input, presence: input.presence });
        }
    }

    fn below(&mut self, declared: &'s [Input], name: &str, given: &Object<'_>) {
        self.is_dynamic = true;
        self.level(declared, &format!("{name}."), given);
    }

    /// The required elements, then the optional ones that are given: others have no say.
    fn elements(&mut self, autogrow: &'s Autogrow, name: &str, given: &Object<'_>) {
        self.is_dynamic = true;
        let mut push = |name: String, presence: Presence| {
            self.slots.push(Slot { name: name.into(), input: &autogrow.element, presence });
        };
        for index in 0..autogrow.min {
            if let Some(element) = autogrow.element_name(index) {
                push(format!("{name}.{element}"), Presence::Required);
            }
        }
        for (key, _) in given.iter() {
            let element = key.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
            if element.and_then(|element| position(autogrow, element)) >= Some(autogrow.min) {
                push(key.to_owned(), Presence::Optional);
            }
        }
    }
}

/// Which element is called `name`; `None` where none is.
pub(super) fn position(autogrow: &Autogrow, name: &str) -> Option<u32> {
    match &autogrow.names {
        ElementNames::Names(names) => {
            let position = names.iter().position(|element| **element == *name)?;
            u32::try_from(position).ok()
        }
        ElementNames::Prefix { prefix, max } => {
            let digits = name.strip_prefix(&**prefix)?;
            let index: u32 = digits.parse().ok()?;
            // No leading zeros and no plus, which would name nothing.
            (index < *max && index.to_string() == digits).then_some(index)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Schema;

    const SCHEMA: &str = r#"{"A":{"input":{"required":{
        "mode":["COMFY_DYNAMICCOMBO_V3",{"options":[
            {"key":"x","inputs":{"required":{"n":["INT",{}]},"optional":{"m":["INT",{}]}}},
            {"key":"y","inputs":{}}]}],
        "images":["COMFY_AUTOGROW_V3",{"template":{"prefix":"i","min":1,"max":3,
            "input":{"required":{"image":["IMAGE",{}]}}}}]}}}}"#;

    fn names(given: &str) -> Vec<String> {
        let schema = Schema::from_object_info(SCHEMA.as_bytes()).unwrap();
        let given = Json::parse(given).unwrap();
        let class = schema.class("A").unwrap();
        let slots = Slots::new(&class.inputs, given.as_object().unwrap(), Order::Written);
        (0..).map_while(|at| slots.at(at)).map(|slot| slot.name.to_string()).collect()
    }

    #[test]
    fn only_the_chosen_option_has_inputs() {
        assert_eq!(names(r#"{"mode":"x"}"#), ["mode.n", "mode.m", "mode", "images.i0"]);
        assert_eq!(names(r#"{"mode":"y"}"#), ["mode", "images.i0"]);
        for unknown in ["{}", r#"{"mode":"X"}"#, r#"{"mode":["1",0]}"#, r#"{"mode":null}"#] {
            assert_eq!(names(unknown), ["images.i0"], "{unknown}");
        }
    }

    #[test]
    fn elements_exist_where_required_or_given() {
        let given = r#"{"images.i2":0,"images.i3":0,"images.i01":0,"images.x":0,"images.i0":0}"#;

        assert_eq!(names(given), ["images.i0", "images.i2"]);
    }
}
