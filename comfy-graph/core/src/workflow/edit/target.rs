//! Finds the inputs and outputs that operations name.

use super::draft::Draft;
use super::error::{EditError, NamedOutput};
use super::operation::{OutputRef, SlotRef};
use crate::closest::closest;
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::json::{Json, Object};
use crate::prompt::Link;
use crate::schema::{Autogrow, Input, InputKind, OutputType, SocketType};
use crate::validate::{Place, feeds};
use crate::workflow::widgets::has_widget;

/// An input that an operation names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundInput<'s> {
    /// Its name in prompts; of an autogrow input, that of an element.
    pub(super) name: InputName,
    pub(super) target: Target<'s>,
}

/// What an input takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target<'s> {
    /// What the class declares; for an element of an autogrow input, the element.
    Declared(&'s Input),
    /// What the file lists; for inputs of hosts, the input inside whose values it takes.
    Listed(SocketType, Option<(ClassName, InputName)>),
    /// Nobody knows.
    Unknown,
}

impl FoundInput<'_> {
    /// Whether editors show a socket alone.
    pub(super) fn is_socket(&self) -> bool {
        match &self.target {
            Target::Declared(input) => !has_widget(input),
            Target::Listed(_, stands_for) => stands_for.is_none(),
            Target::Unknown => true,
        }
    }
}

impl Target<'_> {
    /// The type that messages name.
    pub(super) fn socket(&self) -> SocketType {
        match self {
            Self::Declared(input) => input.kind.socket().unwrap_or(SocketType::Any),
            Self::Listed(socket, _) => socket.clone(),
            Self::Unknown => SocketType::Any,
        }
    }

    /// Whether links may end here at all.
    pub(super) fn takes_links(&self) -> bool {
        match self {
            Self::Declared(input) => !input.traits.socketless && input.kind.socket().is_some(),
            Self::Listed(..) | Self::Unknown => true,
        }
    }

    /// Whether an output of type `given` may be linked here.
    pub(super) fn takes(&self, given: &SocketType) -> bool {
        match self {
            Self::Declared(input) => {
                let allowed = match &input.kind {
                    InputKind::MatchType(template) => given.feeds(&template.allowed),
                    InputKind::DynamicSlot(slot) => return given.feeds(&slot.socket),
                    _ => true,
                };
                allowed && feeds(&OutputType::Fixed(given.clone()), &input.kind)
            }
            Self::Listed(socket, _) => given.feeds(socket),
            Self::Unknown => true,
        }
    }
}

/// How many nodes with outputs of their inputs' type are looked through.
const TEMPLATES: usize = 16;

impl<'s> Draft<'s> {
    /// The input of `node` that `name` means.
    pub(super) fn input(
        &self,
        node: &NodeId,
        name: &InputName,
    ) -> Result<FoundInput<'s>, EditError> {
        let found = |target| Ok(FoundInput { name: name.clone(), target });
        if let Some(sockets) = self.outline.sockets(node) {
            let mut inputs = sockets.inputs.iter();
            return match inputs.find(|input| *input.name == *name.as_str()) {
                Some(input) => {
                    found(Target::Listed(input.socket.clone(), input.stands_for.clone()))
                }
                None => Err(self.unknown_input(node, name)),
            };
        }
        let Some(class) = self.class(node) else { return found(Target::Unknown) };
        match self.checking((node, class), |check| check.place(name.as_str())) {
            Place::Declared(input, _) => found(Target::Declared(input)),
            Place::Unchosen { selector, key } => Err(EditError::Unchosen {
                node: self.name(node),
                input: name.clone(),
                selector: selector.into(),
                key: key.into(),
            }),
            Place::Surplus(max) => {
                Err(EditError::Full { node: self.name(node), input: name.clone(), max })
            }
            Place::Keyless | Place::Unknown => self.element(node, name),
        }
    }

    /// The next free element of the autogrow input called `name`.
    fn element(&self, node: &NodeId, name: &InputName) -> Result<FoundInput<'s>, EditError> {
        let given = self.node(node).inputs_json();
        let declared = self.class(node).map_or(&[][..], |class| &class.inputs);
        let Some(autogrow) = autogrow(declared, (name.as_str(), 0), &given) else {
            return Err(self.unknown_input(node, name));
        };
        let names = (0..autogrow.max()).map_while(|index| autogrow.element_name(index));
        let mut names = names.map(|element| format!("{name}.{element}"));
        let Some(free) = names.find(|element| !given.contains(element)) else {
            let max = autogrow.max();
            return Err(EditError::Full { node: self.name(node), input: name.clone(), max });
        };
        let name = InputName::new(free).expect("BUG: a dot is not empty");
        Ok(FoundInput { name, target: Target::Declared(&autogrow.element) })
    }

    fn unknown_input(&self, node: &NodeId, input: &InputName) -> EditError {
        let known = self.input_names(node);
        let near = match self.class(node) {
            Some(class) => self.checking((node, class), |check| check.closest(input.as_str())),
            None => Vec::new(),
        };
        let near = match near.as_slice() {
            // Those that are given already may be meant as well.
            [] => closest(input.as_str(), known.iter().map(|name| &**name))
                .into_iter()
                .map(Into::into)
                .collect(),
            _ => near,
        };
        let (node, input) = (self.name(node), input.clone());
        EditError::UnknownInput { node, input, closest: near, known }
    }

    /// The inputs that a node has now, autogrow ones by their own name.
    fn input_names(&self, node: &NodeId) -> Vec<Box<str>> {
        if let Some(sockets) = self.outline.sockets(node) {
            return sockets.inputs.iter().map(|input| input.name.clone()).collect();
        }
        let Some(class) = self.class(node) else { return Vec::new() };
        let is_autogrow = |input: &&Input| matches!(input.kind, InputKind::Autogrow(_));
        let growing = class.inputs.iter().filter(is_autogrow).map(|input| input.name.as_str());
        let mut names: Vec<Box<str>> = self.checking((node, class), |check| {
            check.slots().map(|slot| slot.name.as_ref().into()).collect()
        });
        names.extend(growing.map(Into::into));
        names
    }

    /// What a node gives; `None` where nobody knows.
    pub(super) fn outputs(&self, node: &NodeId) -> Option<Vec<NamedOutput>> {
        let slot = |position| Slot::new(u16::try_from(position).unwrap_or(u16::MAX));
        if let Some(sockets) = self.outline.sockets(node) {
            let outputs = sockets.outputs.iter().enumerate();
            let named = outputs.map(|(position, output)| NamedOutput {
                slot: slot(position),
                name: output.name.clone(),
                socket: output.socket.clone(),
            });
            return Some(named.collect());
        }
        let outputs = self.class(node)?.outputs.iter().enumerate();
        let named = outputs.map(|(position, output)| NamedOutput {
            slot: slot(position),
            name: output.name.clone(),
            socket: self.output_type(node, &output.socket, TEMPLATES),
        });
        Some(named.collect())
    }

    /// What an output gives; for a template, what is linked to one of its inputs.
    fn output_type(&self, node: &NodeId, output: &OutputType, fuel: usize) -> SocketType {
        let template = match output {
            OutputType::Fixed(socket) => return socket.clone(),
            OutputType::Template(template) => template,
        };
        let found = self.node(node).links().find_map(|(name, link)| {
            let Ok(FoundInput { target: Target::Declared(input), .. }) = self.input(node, name)
            else {
                return None;
            };
            let is_it = matches!(&input.kind, InputKind::MatchType(m) if m.template == *template);
            let fuel = fuel.checked_sub(1).filter(|_| is_it)?;
            self.outline.prompt.node(link.node.as_str())?;
            match self.class(&link.node) {
                Some(class) => {
                    let output = class.outputs.get(usize::from(link.slot.position()))?;
                    Some(self.output_type(&link.node, &output.socket, fuel))
                }
                None => {
                    let sockets = self.outline.sockets(&link.node)?;
                    Some(sockets.outputs.get(usize::from(link.slot.position()))?.socket.clone())
                }
            }
        });
        found.unwrap_or(SocketType::Any)
    }

    /// What flows over `link`; `*` where nobody knows.
    pub(super) fn link_type(&self, link: &Link) -> SocketType {
        if self.outline.prompt.node(link.node.as_str()).is_none() {
            return SocketType::Any;
        }
        let outputs = self.outputs(&link.node).unwrap_or_default();
        let mut outputs = outputs.into_iter();
        outputs.find(|output| output.slot == link.slot).map_or(SocketType::Any, |o| o.socket)
    }

    /// The output that `from` names, for an input that takes `target`.
    pub(super) fn output(&self, from: &OutputRef, target: &Target<'_>) -> Result<Link, EditError> {
        let node = self.find(&from.node)?;
        let Some(outputs) = self.outputs(&node) else {
            return match from.slot {
                Some(SlotRef::Number(slot)) => Ok(Link { node, slot }),
                _ => Err(EditError::UnclearOutput { node: self.name(&node), outputs: Vec::new() }),
            };
        };
        let Some(wanted) = &from.slot else {
            let fitting: Vec<_> = outputs.iter().filter(|o| target.takes(&o.socket)).collect();
            return match (fitting.as_slice(), outputs.as_slice()) {
                (&[only], _) | ([], [only]) => Ok(Link { node, slot: only.slot }),
                _ => Err(EditError::UnclearOutput { node: self.name(&node), outputs }),
            };
        };
        match named_output(&outputs, wanted, target) {
            Some(slot) => Ok(Link { node, slot }),
            None => {
                let (node, output) = (self.name(&node), wanted.clone());
                Err(EditError::UnknownOutput { node, output, outputs })
            }
        }
    }
}

/// Captions before types, among equals what the input takes, then the first.
fn named_output(outputs: &[NamedOutput], wanted: &SlotRef, target: &Target<'_>) -> Option<Slot> {
    let name = match wanted {
        SlotRef::Number(slot) => {
            return outputs.iter().map(|output| output.slot).find(|found| found == slot);
        }
        SlotRef::Name(name) => name,
    };
    let best = |is_it: &dyn Fn(&&NamedOutput) -> bool| {
        let found: Vec<_> = outputs.iter().filter(is_it).collect();
        let fitting = found.iter().find(|output| target.takes(&output.socket));
        fitting.or(found.first()).map(|output| output.slot)
    };
    best(&|output| output.name.eq_ignore_ascii_case(name))
        .or_else(|| best(&|output| output.socket.to_string().eq_ignore_ascii_case(name)))
}

/// The autogrow input called `name` from `start` on, also under chosen options.
// Recursion is as deep as the schema, whose reader bounds it.
fn autogrow<'s>(
    declared: &'s [Input],
    (name, start): (&str, usize),
    given: &Object<'_>,
) -> Option<&'s Autogrow> {
    declared.iter().find_map(|input| {
        let rest = name[start..].strip_prefix(input.name.as_str())?;
        match (&input.kind, rest.strip_prefix('.')) {
            (InputKind::Autogrow(found), None) if rest.is_empty() => Some(found),
            (InputKind::DynamicCombo(combo), Some(inner)) => {
                let start = name.len() - inner.len();
                let key = given.get(&name[..start - 1]).and_then(Json::as_text);
                let chosen = combo.options.iter().find(|option| Some(&*option.key) == key)?;
                autogrow(&chosen.inputs, (name, start), given)
            }
            (InputKind::DynamicSlot(slot), Some(inner)) => {
                autogrow(&slot.inputs, (name, name.len() - inner.len()), given)
            }
            _ => None,
        }
    })
}
