//! Lists which output may be linked to which input.

use crate::ids::{InputName, Slot};
use crate::schema::{Input, InputKind, NodeClass, Output, OutputType, Presence, SocketType};

/// An output that gives a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Producer<'s> {
    /// The class.
    pub class: &'s NodeClass,
    /// The output.
    pub slot: Slot,
    /// How exactly it gives the type.
    pub fit: Fit,
}

/// An input that takes a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Consumer<'s> {
    /// The class.
    pub class: &'s NodeClass,
    /// The input as prompts name it, such as `resize_type.match`; for autogrow inputs the first
    /// element, such as `images.image0`.
    pub input: InputName,
    /// The keys of the dynamic options it is under, outermost first.
    pub options: Vec<&'s str>,
    /// Whether the server refuses a prompt without it, once its options are chosen.
    pub presence: Presence,
    /// How exactly it takes the type.
    pub fit: Fit,
}

/// How exactly an output and an input agree; best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Both have the one type.
    Exact,
    /// One of several types agrees.
    Union,
    /// A template takes this type among others.
    Template,
    /// One takes anything.
    Wildcard,
}

/// Every output and every input that takes links, by class name.
#[derive(Debug)]
pub(super) struct Sockets<'s> {
    pub(super) outputs: Vec<OutputSocket<'s>>,
    pub(super) inputs: Vec<InputSocket<'s>>,
}

#[derive(Debug)]
pub(super) struct OutputSocket<'s> {
    pub(super) class: &'s NodeClass,
    pub(super) slot: Slot,
    pub(super) socket: SocketType,
    pub(super) is_template: bool,
}

#[derive(Debug)]
pub(super) struct InputSocket<'s> {
    pub(super) class: &'s NodeClass,
    pub(super) name: String,
    pub(super) options: Vec<&'s str>,
    pub(super) presence: Presence,
    pub(super) socket: SocketType,
    pub(super) is_template: bool,
}

impl<'s> Sockets<'s> {
    pub(super) fn new(classes: &[&'s NodeClass]) -> Self {
        let mut sockets = Self { outputs: Vec::new(), inputs: Vec::new() };
        for class in classes {
            let mut level = Level { class, name: String::new(), options: Vec::new() };
            level.inputs(&class.inputs, &mut sockets.inputs);
            for (position, output) in class.outputs.iter().enumerate() {
                let slot = Slot::new(u16::try_from(position).unwrap_or(u16::MAX));
                let (socket, is_template) = given(class, output);
                sockets.outputs.push(OutputSocket { class, slot, socket, is_template });
            }
        }
        sockets
    }

    pub(super) fn producers(&self, wanted: &SocketType) -> Vec<Producer<'s>> {
        let producer = |output: &OutputSocket<'s>| {
            let fit = fit(&output.socket, wanted, output.is_template)?;
            Some(Producer { class: output.class, slot: output.slot, fit })
        };
        let mut producers: Vec<_> = self.outputs.iter().filter_map(producer).collect();
        producers.sort_by_key(|producer| producer.fit);
        producers
    }

    pub(super) fn consumers(&self, given: &SocketType) -> Vec<Consumer<'s>> {
        let consumer = |input: &InputSocket<'s>| {
            Some(Consumer {
                fit: fit(given, &input.socket, input.is_template)?,
                class: input.class,
                input: InputName::new(&*input.name).ok()?,
                options: input.options.clone(),
                presence: input.presence,
            })
        };
        let mut consumers: Vec<_> = self.inputs.iter().filter_map(consumer).collect();
        consumers.sort_by_key(|consumer| consumer.fit);
        consumers
    }
}

/// How an output of type `given` fits an input of type `wanted`; `None` where the server refuses.
pub(super) fn fit(given: &SocketType, wanted: &SocketType, is_template: bool) -> Option<Fit> {
    if !given.feeds(wanted) {
        return None;
    }
    Some(match (given, wanted) {
        (SocketType::Any, SocketType::Any) => Fit::Exact,
        (SocketType::Any, _) | (_, SocketType::Any) => Fit::Wildcard,
        _ if is_template => Fit::Template,
        (SocketType::Union(_), _) | (_, SocketType::Union(_)) => Fit::Union,
        _ => Fit::Exact,
    })
}

/// What an output gives: for a template, whatever its inputs take.
fn given(class: &NodeClass, output: &Output) -> (SocketType, bool) {
    match &output.socket {
        OutputType::Fixed(socket) => (socket.clone(), false),
        OutputType::Template(template) => {
            let allowed = allowed(&class.inputs, template).unwrap_or(&SocketType::Any);
            (allowed.clone(), true)
        }
    }
}

fn allowed<'s>(inputs: &'s [Input], template: &str) -> Option<&'s SocketType> {
    inputs.iter().find_map(|input| match &input.kind {
        InputKind::MatchType(found) if &*found.template == template => Some(&found.allowed),
        InputKind::Autogrow(autogrow) => {
            allowed(std::slice::from_ref(&*autogrow.element), template)
        }
        InputKind::DynamicCombo(combo) => {
            combo.options.iter().find_map(|option| allowed(&option.inputs, template))
        }
        InputKind::DynamicSlot(slot) => allowed(&slot.inputs, template),
        _ => None,
    })
}

/// The level at hand: a class, or inputs under a dynamic one.
struct Level<'s> {
    class: &'s NodeClass,
    /// What stands before the names of inputs, dot included.
    name: String,
    options: Vec<&'s str>,
}

impl<'s> Level<'s> {
    fn inputs(&mut self, inputs: &'s [Input], found: &mut Vec<InputSocket<'s>>) {
        for input in inputs {
            self.input(input, (input.name.as_str(), input.presence), found);
        }
    }

    fn input(
        &mut self,
        input: &'s Input,
        (name, presence): (&str, Presence),
        found: &mut Vec<InputSocket<'s>>,
    ) {
        let name = format!("{}{name}", self.name);
        if let Some(socket) = input.kind.socket().filter(|_| !input.traits.socketless) {
            found.push(InputSocket {
                class: self.class,
                name: name.clone(),
                options: self.options.clone(),
                presence,
                socket,
                is_template: matches!(input.kind, InputKind::MatchType(_)),
            });
        }
        let (class, options) = (self.class, self.options.clone());
        let mut below = Self { class, name: format!("{name}."), options };
        match &input.kind {
            InputKind::DynamicCombo(combo) => {
                for option in &combo.options {
                    below.options.push(&option.key);
                    below.inputs(&option.inputs, found);
                    below.options.pop();
                }
            }
            InputKind::Autogrow(autogrow) => {
                let required = autogrow.min > 0;
                let presence = if required { Presence::Required } else { Presence::Optional };
                if let Some(first) = autogrow.element_name(0) {
                    below.input(&autogrow.element, (&first, presence), found);
                }
            }
            InputKind::DynamicSlot(slot) => below.inputs(&slot.inputs, found),
            _ => {}
        }
    }
}
