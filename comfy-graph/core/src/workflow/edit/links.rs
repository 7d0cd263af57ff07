//! Links outputs to inputs, once they agree.

use std::collections::HashMap;

use super::draft::{Done, Draft};
use super::error::{EditError, Mismatch};
use super::note::Note;
use super::operation::{Disconnect, InputRef, OutputRef};
use super::target::{FoundInput, Target};
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::prompt::{Link, Value};
use crate::schema::SocketType;
use crate::validate::producers;

impl Draft<'_> {
    pub(super) fn connect(&mut self, from: &OutputRef, to: &InputRef) -> Done {
        let node = self.find(&to.node)?;
        let input = self.input(&node, &to.input)?;
        let link = self.output(from, &input.target)?;
        self.check_link(&link, (&node, &input))?;
        self.put_link(&node, input.name, link);
        Ok(())
    }

    /// Whether `link` may end at `input` of `node`.
    pub(super) fn check_link(
        &mut self,
        link: &Link,
        (node, input): (&NodeId, &FoundInput<'_>),
    ) -> Done {
        if self.outline.scope(&link.node) != self.outline.scope(node) {
            let (from, to) = (link.node.clone(), node.clone());
            return Err(EditError::AcrossGraphs { from, to });
        }
        if !input.target.takes_links() {
            let (node, input) = (self.name(node), input.name.clone());
            return Err(EditError::TakesNoLink { node, input });
        }
        let given = self.link_type(link);
        if !input.target.takes(&given) {
            return Err(self.wrong_type((link, given), (node, input)));
        }
        if let Some(nodes) = self.way_from(&link.node, node) {
            return Err(EditError::Cycle { nodes });
        }
        if input.target == Target::Unknown || self.outputs(&link.node).is_none() {
            let (node, input) = (node.clone(), input.name.clone());
            self.notes.push(Note::Unchecked { node, input });
        }
        Ok(())
    }

    fn wrong_type(
        &self,
        (link, given): (&Link, SocketType),
        (node, input): (&NodeId, &FoundInput<'_>),
    ) -> EditError {
        let outputs = self.outputs(&link.node).unwrap_or_default();
        let other = outputs.iter().find(|output| input.target.takes(&output.socket));
        let wanted = input.target.socket();
        let mismatch = Mismatch {
            from: self.name(&link.node),
            slot: link.slot,
            producers: self.producers(&wanted, Some(&given)),
            given,
            to: self.name(node),
            input: input.name.clone(),
            wanted,
            other: other.map(|output| output.slot),
        };
        EditError::WrongType { mismatch: Box::new(mismatch) }
    }

    /// Classes that give `wanted`.
    pub(super) fn producers(
        &self,
        wanted: &SocketType,
        from: Option<&SocketType>,
    ) -> Vec<ClassName> {
        let found = producers(self.schema, wanted, from).into_iter();
        found.map(|class| class.name.clone()).collect()
    }

    /// The nodes by which `start` needs `end`, if it does, both included.
    fn way_from(&self, start: &NodeId, end: &NodeId) -> Option<Vec<NodeId>> {
        // Who needs each node, so far as is known: the way back.
        let mut needed_by: HashMap<&NodeId, &NodeId> = HashMap::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if at == end {
                let mut way = vec![at.clone()];
                let mut back = at;
                while let Some(consumer) = needed_by.get(back).filter(|_| back != start) {
                    back = consumer;
                    way.push(back.clone());
                }
                return Some(way.into_iter().rev().collect());
            }
            let Some(node) = self.outline.prompt.node(at.as_str()) else { continue };
            for (_, link) in node.links() {
                if link.node != *start && !needed_by.contains_key(&link.node) {
                    needed_by.insert(&link.node, at);
                    open.push(&link.node);
                }
            }
        }
        None
    }

    /// Links without a check; what a widget held stays beneath.
    pub(super) fn put_link(&mut self, node: &NodeId, input: InputName, link: Link) {
        let before = self.node_mut(node).inputs.insert(input.clone(), Value::Link(link));
        if let (Some(Value::Literal(held)), false) = (before, self.is_prompt()) {
            self.facts_mut(node).held.insert(input, held);
        }
    }

    pub(super) fn disconnect(&mut self, disconnect: &Disconnect) -> Done {
        let node = self.find(&disconnect.node)?;
        let name = &disconnect.input;
        match self.node(&node).inputs.get(name) {
            Some(Value::Link(_)) => self.cut(&node, name),
            // Names the input that was probably meant.
            _ => {
                self.input(&node, name)?;
                let (node, input) = (self.name(&node), name.clone());
                return Err(EditError::NotLinked { node, input });
            }
        }
        Ok(())
    }

    /// Takes the link of an input away; a widget shows what it held.
    pub(super) fn cut(&mut self, node: &NodeId, input: &InputName) {
        let held = self.outline.held(node, input).cloned();
        let value = held.or_else(|| self.initial(node, input));
        let inputs = &mut self.node_mut(node).inputs;
        match value {
            Some(value) => {
                inputs.insert(input.clone(), Value::Literal(value));
            }
            None => {
                inputs.shift_remove(input);
            }
        }
    }

    /// The inputs that are linked to an output of `node`, each with the output.
    pub(super) fn consumers(&self, node: &NodeId) -> Vec<(InputRef, Slot)> {
        let nodes = self.outline.prompt.nodes();
        let fed = nodes.flat_map(|(id, consumer)| {
            let links = consumer.links().filter(|(_, link)| link.node == *node);
            links.map(|(input, link)| {
                (InputRef { node: id.clone(), input: input.clone() }, link.slot)
            })
        });
        fed.collect()
    }
}
