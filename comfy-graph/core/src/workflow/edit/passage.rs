//! Finds what a consumer gets once the node before it is gone.
//!
//! The rules are those of the editor's bypass, reference E.10.

use super::draft::Draft;
use crate::ids::{InputName, NodeId};
use crate::prompt::{Link, Value};
use crate::schema::SocketType;
use crate::workflow::widgets::has_widget;

/// What passes through a node that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// What the editor lets pass: the link of the one input that its rules pick, if it has one.
    Bypass,
    /// The link of the best input that has one.
    Linked,
    /// Nothing.
    Nothing,
}

/// An input of the node that goes.
struct Inlet {
    socket: SocketType,
    link: Option<Link>,
}

impl Draft<'_> {
    /// The link that takes the place of `link`, which ends at `input` of `consumer`.
    pub(super) fn passes(
        &self,
        link: &Link,
        (consumer, input): (&NodeId, &InputName),
        passed: Passed,
    ) -> Option<Link> {
        if passed == Passed::Nothing {
            return None;
        }
        let wanted = self.taken(consumer, input);
        let mut inlets = self.inlets(&link.node);
        if passed == Passed::Linked {
            // What fits nothing has no say, nor has what is not linked.
            inlets.retain(|inlet| {
                let brought = inlet.link.as_ref().map(|link| self.link_type(link));
                brought.is_some_and(|brought| compatible(&brought, &wanted))
            });
        }
        let slot = usize::from(link.slot.position());
        let picked = pick(&inlets, (slot, &self.link_type(link)), &wanted)?;
        let source = picked.link.clone()?;
        // An inlet that takes anything passes anything, yet the input may not take it.
        let found = self.input(consumer, input).ok();
        let is_taken = found.is_none_or(|found| found.target.takes(&self.link_type(&source)));
        is_taken.then_some(source)
    }

    fn taken(&self, consumer: &NodeId, input: &InputName) -> SocketType {
        self.input(consumer, input).map_or(SocketType::Any, |found| found.target.socket())
    }

    /// The inputs of a node in the editor's order: sockets first, then those with widgets.
    fn inlets(&self, node: &NodeId) -> Vec<Inlet> {
        let link = |name: &str| match self.node(node).inputs.get(name) {
            // A broken link leads to no node.
            Some(Value::Link(link)) => self.find_quietly(&link.node).map(|_| link.clone()),
            _ => None,
        };
        if let Some(class) = self.class(node) {
            return self.checking((node, class), |check| {
                let slots: Vec<_> = check.slots().collect();
                let (shown, sockets): (Vec<_>, Vec<_>) =
                    slots.into_iter().partition(|slot| has_widget(slot.input));
                let slots = sockets.into_iter().chain(shown);
                slots
                    .filter_map(|slot| {
                        let socket = slot.input.kind.socket()?;
                        Some(Inlet { socket, link: link(&slot.name) })
                    })
                    .collect()
            });
        }
        let listed = self.outline.sockets(node);
        if let Some(sockets) = listed {
            let inlets = sockets.inputs.iter();
            return inlets
                .map(|input| Inlet { socket: input.socket.clone(), link: link(&input.name) })
                .collect();
        }
        let links = self.node(node).links();
        links
            .map(|(_, link)| Inlet { socket: self.link_type(link), link: Some(link.clone()) })
            .collect()
    }
}

/// The inlet that the editor lets pass to an input that takes `wanted`.
fn pick<'i>(
    inlets: &'i [Inlet],
    (slot, given): (usize, &SocketType),
    wanted: &SocketType,
) -> Option<&'i Inlet> {
    if *wanted == SocketType::Any {
        return inlets.get(slot).or_else(|| inlets.first());
    }
    let fits =
        |inlet: &&Inlet| compatible(&inlet.socket, given) && compatible(&inlet.socket, wanted);
    let is_same = |inlet: &&Inlet| inlet.socket.to_string() == wanted.to_string();
    inlets
        .get(slot)
        .filter(fits)
        .or_else(|| inlets.iter().find(is_same))
        .or_else(|| inlets.iter().find(fits))
}

/// Whether the editor links both: types count without case.
fn compatible(a: &SocketType, b: &SocketType) -> bool {
    if *a == SocketType::Any || *b == SocketType::Any {
        return true;
    }
    let (a, b) = (a.to_string(), b.to_string());
    a.split(',').any(|a| b.split(',').any(|b| a.trim().eq_ignore_ascii_case(b.trim())))
}
