//! Puts a new node into a link.

use super::draft::{Done, Draft};
use super::error::EditError;
use super::operation::{Add, InputRef, InsertBetween, OutputRef};
use super::target::Target;
use crate::ids::{InputName, NodeId};
use crate::prompt::Link;
use crate::schema::SocketType;

impl Draft<'_> {
    pub(super) fn insert_between(&mut self, insert: &InsertBetween) -> Done {
        let (link, ends) = self.ends(insert)?;
        self.known_class(&insert.class)?;
        let id = self.add(&Add {
            class: insert.class.clone(),
            id: insert.id.clone(),
            title: insert.title.clone(),
            inputs: insert.inputs.clone(),
            graph: self.outline.scope(&link.node).cloned(),
        })?;
        let socket = self.link_type(&link);
        let input = match &insert.input {
            Some(input) => input.clone(),
            None => self.entrance(&id, &socket).ok_or_else(|| EditError::NoPassage {
                class: insert.class.clone(),
                socket: socket.clone(),
            })?,
        };
        self.connect(&link.into(), &InputRef { node: id.clone(), input })?;
        for end in ends {
            let slot = insert.output.clone();
            let from = OutputRef { node: id.clone(), slot };
            self.connect(&from, &end).map_err(|error| match (&insert.output, error) {
                (None, EditError::UnclearOutput { .. } | EditError::WrongType { .. }) => {
                    EditError::NoPassage { class: insert.class.clone(), socket: socket.clone() }
                }
                (_, error) => error,
            })?;
        }
        Ok(())
    }

    /// The output that is meant, with the ends of its links that are.
    fn ends(&self, insert: &InsertBetween) -> Result<(Link, Vec<InputRef>), EditError> {
        let Some(to) = &insert.to else {
            let Some(from) = &insert.from else { return Err(EditError::NoLinkNamed) };
            let link = self.output(from, &Target::Unknown)?;
            let consumers = self.consumers(&link.node).into_iter();
            let ends: Vec<_> = consumers.filter(|(_, slot)| *slot == link.slot).collect();
            if ends.is_empty() {
                let node = self.name(&link.node);
                return Err(EditError::NoConsumer { node, slot: link.slot });
            }
            return Ok((link, ends.into_iter().map(|(end, _)| end).collect()));
        };
        let node = self.find(&to.node)?;
        let link = self.node(&node).inputs.get(&to.input).and_then(|value| value.as_link());
        let Some(link) = link.cloned() else {
            self.input(&node, &to.input)?;
            return Err(EditError::NotLinked { node: self.name(&node), input: to.input.clone() });
        };
        if let Some(from) = &insert.from {
            let slot = from.slot.clone().or(OutputRef::from(link.clone()).slot);
            let named =
                self.output(&OutputRef { node: from.node.clone(), slot }, &Target::Unknown)?;
            if named != link {
                let (node, input) = (self.name(&node), to.input.clone());
                let (from, slot) = (link.node, link.slot);
                return Err(EditError::OtherLink { node, input, from, slot });
            }
        }
        Ok((link, vec![InputRef { node, input: to.input.clone() }]))
    }

    /// The first free input of a node that takes `socket`: those of that very type before others,
    /// required ones first.
    pub(super) fn entrance(&self, node: &NodeId, socket: &SocketType) -> Option<InputName> {
        let class = self.class(node)?;
        let found = class.inputs.iter().filter_map(|input| self.input(node, &input.name).ok());
        let mut free: Vec<_> = found
            .filter(|found| {
                let given = self.node(node).inputs.get(&found.name);
                let is_linked = given.is_some_and(|given| given.as_link().is_some());
                !is_linked && found.target.takes_links() && found.target.takes(socket)
            })
            .collect();
        free.sort_by_key(|found| found.target.socket().to_string() != socket.to_string());
        free.into_iter().next().map(|found| found.name)
    }
}
