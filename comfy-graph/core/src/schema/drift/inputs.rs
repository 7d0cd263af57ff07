//! Compares inputs, those of dynamic options included.

use super::change::{Change, InputChange};
use super::kinds;
use crate::ids::{ClassName, InputName};
use crate::schema::{Autogrow, DynamicCombo, Input, InputKind, InputTraits, NodeClass, Presence};

/// Compares the inputs of a class.
pub(super) fn compare(old: &NodeClass, new: &NodeClass, changes: &mut Vec<Change>) {
    let mut level = Level { class: &new.name, name: String::new(), options: Vec::new(), changes };
    level.inputs(&old.inputs, &new.inputs);
}

/// The level at hand: the class itself, or inputs under a dynamic one.
struct Level<'c> {
    class: &'c ClassName,
    /// What stands before the names of inputs, without the dot.
    name: String,
    options: Vec<Box<str>>,
    changes: &'c mut Vec<Change>,
}

impl Level<'_> {
    fn inputs(&mut self, old: &[Input], new: &[Input]) {
        for input in new {
            self.within(&input.name, |level| match find(old, &input.name) {
                Some(before) => level.input(before, input),
                None => level.record(added(input)),
            });
        }
        for input in old.iter().filter(|input| find(new, &input.name).is_none()) {
            self.within(&input.name, |level| level.record(InputChange::Removed));
        }
    }

    fn input(&mut self, old: &Input, new: &Input) {
        if old.presence != new.presence {
            self.record(InputChange::Presence(new.presence));
        }
        self.traits(old, new);
        match (&old.kind, &new.kind) {
            (InputKind::DynamicCombo(old), InputKind::DynamicCombo(new)) => self.combo(old, new),
            (InputKind::Autogrow(old), InputKind::Autogrow(new)) => self.autogrow(old, new),
            (InputKind::DynamicSlot(was), InputKind::DynamicSlot(is)) => {
                self.record_all(kinds::compare(&old.kind, &new.kind));
                self.inputs(&was.inputs, &is.inputs);
            }
            (old, new) => self.record_all(kinds::compare(old, new)),
        }
    }

    fn traits(&mut self, old: &Input, new: &Input) {
        let (was, is) = (old.traits, new.traits);
        if is.socketless && !was.socketless {
            self.record(InputChange::Socketless);
        }
        if (was.lazy, was.raw_link) != (is.lazy, is.raw_link) {
            self.record(InputChange::Evaluation);
        }
        let looks = |traits: InputTraits| {
            let InputTraits { advanced, force_input, hidden, .. } = traits;
            (advanced, force_input, hidden, traits.control_after_generate == Some(true))
        };
        if looks(was) != looks(is) || old.label != new.label || was.socketless && !is.socketless {
            self.record(InputChange::Looks);
        }
    }

    fn combo(&mut self, old: &DynamicCombo, new: &DynamicCombo) {
        for (position, option) in new.options.iter().enumerate() {
            // Packs repeat keys; only the first option under a key can be chosen.
            if new.options[..position].iter().any(|before| before.key == option.key) {
                continue;
            }
            match old.options.iter().find(|before| before.key == option.key) {
                Some(before) => {
                    self.options.push(option.key.clone());
                    self.inputs(&before.inputs, &option.inputs);
                    self.options.pop();
                }
                None => self.record(InputChange::OptionAdded(option.key.clone())),
            }
        }
        let gone = |key: &str| !new.options.iter().any(|option| &*option.key == key);
        for option in old.options.iter().filter(|option| gone(&option.key)) {
            self.record(InputChange::OptionRemoved(option.key.clone()));
        }
        let first = |combo: &DynamicCombo| combo.options.first().map(|option| option.key.clone());
        self.record_all(kinds::default(first(old), first(new)));
    }

    fn autogrow(&mut self, old: &Autogrow, new: &Autogrow) {
        let name = |autogrow: &Autogrow, index| autogrow.element_name(index);
        let kept = (0..old.max()).all(|index| name(old, index) == name(new, index));
        if !kept || new.min > old.min {
            self.record(InputChange::ElementsNarrowed);
        } else if new.max() > old.max() || new.min < old.min {
            self.record(InputChange::ElementsWidened);
        }
        // The element's own name is not used in prompts, so only its kind counts.
        self.within(&old.element.name, |level| level.input(&old.element, &new.element));
    }

    fn within(&mut self, name: &InputName, work: impl FnOnce(&mut Level<'_>)) {
        let dot = if self.name.is_empty() { "" } else { "." };
        let name = format!("{}{dot}{name}", self.name);
        let (class, options) = (self.class, self.options.clone());
        work(&mut Level { class, name, options, changes: self.changes });
    }

    fn record_all(&mut self, changes: impl IntoIterator<Item = InputChange>) {
        changes.into_iter().for_each(|change| self.record(change));
    }

    fn record(&mut self, change: InputChange) {
        let input = InputName::new(&*self.name).expect("BUG: inputs have names");
        let (class, options) = (self.class.clone(), self.options.clone());
        self.changes.push(Change::Input { class, input, options, change });
    }
}

fn find<'i>(inputs: &'i [Input], name: &InputName) -> Option<&'i Input> {
    inputs.iter().find(|input| input.name == *name)
}

fn added(input: &Input) -> InputChange {
    match input.presence {
        Presence::Required if !kinds::starts_with_something(&input.kind) => {
            InputChange::AddedRequired
        }
        presence => InputChange::Added(presence),
    }
}
