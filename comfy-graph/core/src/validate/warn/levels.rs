//! Looks for keys and elements that dynamic inputs lack.

use std::borrow::Cow;

use super::Concern;
use crate::closest::closest;
use crate::json::Object;
use crate::schema::{Autogrow, DynamicCombo, ElementNames, Input, InputKind, Presence};
use crate::validate::slots::position;

/// Tells each concern with the name of its input.
pub(super) fn concerns(
    declared: &[Input],
    given: &Object<'_>,
    tell: &mut dyn FnMut(&str, Concern),
) {
    Levels { given, tell }.level(declared, "");
}

struct Levels<'g, 't> {
    given: &'g Object<'g>,
    tell: &'t mut dyn FnMut(&str, Concern),
}

impl Levels<'_, '_> {
    // Recursion is as deep as the schema, whose reader bounds it.
    fn level(&mut self, declared: &[Input], prefix: &str) {
        for input in declared {
            let own = input.name.as_str();
            let name: Cow<'_, str> = match prefix {
                "" => own.into(),
                prefix => format!("{prefix}{own}").into(),
            };
            match &input.kind {
                InputKind::DynamicCombo(combo) => self.combo(combo, &name, input.presence),
                InputKind::DynamicSlot(slot) if self.given.contains(&name) => {
                    self.level(&slot.inputs, &format!("{name}."));
                }
                InputKind::Autogrow(autogrow) => self.elements(autogrow, &name),
                _ => {}
            }
        }
    }

    fn combo(&mut self, combo: &DynamicCombo, name: &str, presence: Presence) {
        let keys = || combo.options.iter().map(|option| &*option.key);
        let Some(received) = self.given.get(name) else {
            if presence == Presence::Required {
                let keys = keys().map(Into::into).collect();
                (self.tell)(name, Concern::MissingDynamicKey { keys });
            }
            return;
        };
        let key = received.as_text();
        if let Some(chosen) = combo.options.iter().find(|option| Some(&*option.key) == key) {
            if !chosen.inputs.is_empty() {
                self.level(&chosen.inputs, &format!("{name}."));
            }
            return;
        }
        let closest = closest(key.unwrap_or_default(), keys()).into_iter();
        let closest = closest.filter(|_| key.is_some()).map(Into::into).collect();
        let (received, keys) = (received.clone().into_owned(), keys().map(Into::into).collect());
        (self.tell)(name, Concern::UnknownDynamicKey { received, closest, keys });
    }

    /// Editors number elements without gaps; named ones may be left out at will.
    fn elements(&mut self, autogrow: &Autogrow, name: &str) {
        if !matches!(autogrow.names, ElementNames::Prefix { .. }) {
            return;
        }
        let element = |key: &str| {
            position(autogrow, key.strip_prefix(name)?.strip_prefix('.')?)
                .filter(|index| *index >= autogrow.min)
        };
        let indices = self.given.iter().filter_map(|(key, _)| element(key));
        let (count, last) =
            indices.fold((0, None), |(count, last), i| (count + 1, last.max(Some(i))));
        let Some(last) = last.filter(|last| last - autogrow.min >= count) else { return };
        let mut names = (autogrow.min..last).filter_map(|index| autogrow.element_name(index));
        let missing = names.find_map(|element| {
            let element = format!("{name}.{element}");
            (!self.given.contains(&element)).then_some(element)
        });
        if let Some(missing) = missing {
            (self.tell)(name, Concern::AutogrowGap { missing: missing.into() });
        }
    }
}
