//! Gives nodes another class, with what the new one takes of the old.

use indexmap::IndexMap;

use super::draft::{Done, Draft};
use super::error::NamedOutput;
use super::note::Note;
use super::operation::{InputRef, OutputRef, Replace, SlotRef};
use crate::ids::{InputName, NodeId, Slot};
use crate::prompt::{Link, Value};

impl Draft<'_> {
    pub(super) fn replace(&mut self, replace: &Replace) -> Done {
        let node = self.movable(&replace.node)?;
        self.known_class(&replace.class)?;
        let outputs = self.outputs(&node).unwrap_or_default();
        let consumers = self.consumers(&node);
        let old = self.change_class(&node, replace);
        self.give_all(&node, &replace.inputs)?;
        let rest = self.carry_by_name(&node, old);
        self.carry_by_type(&node, rest);
        self.fill(&node);
        for (end, slot) in consumers {
            self.carry_output(&node, end, outputs.iter().find(|output| output.slot == slot));
        }
        Ok(())
    }

    /// Makes the node one of the new class without inputs; those it had come back.
    fn change_class(&mut self, node: &NodeId, replace: &Replace) -> IndexMap<InputName, Value> {
        let changed = self.node_mut(node);
        changed.class_type = Some(replace.class.clone());
        let mut old = std::mem::take(&mut changed.inputs);
        if let Some(facts) = self.outline.facts.get_mut(node) {
            facts.sockets = None;
            // What widgets held under links comes after the links, in case those cannot stay.
            let held = std::mem::take(&mut facts.held).into_iter();
            for (name, value) in held {
                old.entry(name).or_insert(Value::Literal(value));
            }
        }
        old
    }

    /// Carries over what the new class calls the same; the rest comes back.
    fn carry_by_name(
        &mut self,
        node: &NodeId,
        old: IndexMap<InputName, Value>,
    ) -> Vec<(InputName, Value)> {
        let mut old: Vec<_> = old.into_iter().collect();
        // The keys of dynamic combos come before what they bring.
        old.sort_by_key(|(name, _)| name.as_str().matches('.').count());
        let mut rest = Vec::new();
        for (name, value) in old {
            let is_given = self.node(node).inputs.contains_key(&name);
            if !is_given && self.carry(node, &name, &value).is_ok() {
                continue;
            }
            if !is_given || value.as_link().is_some() {
                rest.push((name, value));
            }
        }
        rest
    }

    fn carry(&mut self, node: &NodeId, name: &InputName, value: &Value) -> Done {
        let found = self.input(node, name)?;
        match value {
            Value::Link(link) => {
                // A broken link leads to no node.
                self.find(&link.node)?;
                self.check_link(link, (node, &found))?;
                self.put_link(node, found.name, link.clone());
            }
            Value::Literal(literal) => {
                let literal = self.checked((node, &found), literal)?;
                self.put_literal(node, &found, literal);
            }
        }
        Ok(())
    }

    /// Carries links over to inputs of their type, and notes what is left.
    fn carry_by_type(&mut self, node: &NodeId, rest: Vec<(InputName, Value)>) {
        for (input, value) in rest {
            let note = match value {
                Value::Literal(value) => Note::ValueDropped { node: node.clone(), input, value },
                Value::Link(link) => {
                    let entrance = self.entrance(node, &self.link_type(&link));
                    // A widget that nobody linked before is not to be linked now.
                    let entrance = entrance
                        .filter(|name| self.input(node, name).is_ok_and(|found| found.is_socket()));
                    let carried =
                        entrance.map(|name| self.carry(node, &name, &Value::Link(link.clone())));
                    if carried.is_some_and(|carried| carried.is_ok()) {
                        continue;
                    }
                    Note::LinkDropped { node: node.clone(), input, from: link.node }
                }
            };
            self.notes.push(note);
        }
    }

    /// Keeps a consumer linked: by the caption of the output, else by type.
    fn carry_output(&mut self, node: &NodeId, end: InputRef, old: Option<&NamedOutput>) {
        let InputRef { node: consumer, input } = end;
        // The replaced node may have been linked to itself, which `carry` refuses.
        let is_linked = |draft: &Self| {
            let given = draft.node(&consumer).inputs.get(&input);
            given.and_then(Value::as_link).is_some_and(|link| link.node == *node)
        };
        if !is_linked(self) {
            return;
        }
        let slot = self.new_slot(node, (&consumer, &input), old);
        match slot {
            Some(slot) => self.put_link(&consumer, input, Link { node: node.clone(), slot }),
            None => {
                self.cut(&consumer, &input);
                self.notes.push(Note::ConsumerCut { node: consumer, input });
            }
        }
    }

    fn new_slot(
        &self,
        node: &NodeId,
        (consumer, input): (&NodeId, &InputName),
        old: Option<&NamedOutput>,
    ) -> Option<Slot> {
        let target = self.input(consumer, input).ok()?.target;
        let outputs = self.outputs(node)?;
        let fits = |slot: Slot| {
            let output = outputs.iter().find(|output| output.slot == slot);
            output.is_some_and(|output| target.takes(&output.socket))
        };
        let name = old.map(|old| SlotRef::Name(old.name.to_string()));
        let named = name.and_then(|name| {
            let from = OutputRef { node: node.clone(), slot: Some(name) };
            self.output(&from, &target).ok()
        });
        let same_type = old.and_then(|old| {
            outputs
                .iter()
                .find(|output| output.socket == old.socket && target.takes(&output.socket))
        });
        let first = || outputs.iter().find(|output| target.takes(&output.socket));
        named
            .map(|link| link.slot)
            .filter(|slot| fits(*slot))
            .or(same_type.or_else(first).map(|output| output.slot))
    }
}
