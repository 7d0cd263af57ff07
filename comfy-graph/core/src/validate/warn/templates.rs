//! Looks for inputs of one match template that get different types.
//!
//! Reference D.8: the server checks none of it.

use std::collections::HashMap;

use super::Concern;
use crate::json::Json;
use crate::schema::{InputKind, MatchType, OutputType, SocketType};
use crate::validate::links::{self, MATCH_TYPE};
use crate::validate::nodes::Nodes;
use crate::validate::order::Order;
use crate::validate::slots::{Slot, Slots};

/// What flows into templates.
pub(super) struct Types<'w, 'p, 's> {
    nodes: &'w Nodes<'p, 's>,
    /// What is known of the templates of nodes, by position and template.
    known: HashMap<(usize, &'s str), Option<&'s SocketType>>,
}

/// What a link brings.
enum Brought<'s> {
    Known(&'s SocketType),
    /// Whatever the inputs of this template get.
    Template(usize, &'s str),
    Unknown,
}

/// An input of a template, with the type it gets.
struct Typed<'s> {
    name: Box<str>,
    template: &'s MatchType,
    received: &'s SocketType,
}

impl<'w, 'p, 's> Types<'w, 'p, 's> {
    pub(super) fn new(nodes: &'w Nodes<'p, 's>) -> Self {
        Self { nodes, known: HashMap::new() }
    }

    /// The concerns of the node at `position`, each with its input.
    pub(super) fn concerns(&mut self, position: usize) -> Vec<(Box<str>, Concern)> {
        let typed: Vec<_> = self
            .inputs(position)
            .filter_map(|(slot, template, link)| {
                let received = self.received(link)?;
                Some(Typed { name: (*slot.name).into(), template, received })
            })
            .collect();
        let (foreign, typed): (Vec<_>, Vec<_>) =
            typed.into_iter().partition(|input| !input.received.feeds(&input.template.allowed));
        let not_allowed = foreign.into_iter().map(|input| {
            let (received, allowed) = (input.received.clone(), input.template.allowed.clone());
            (input.name, Concern::MatchTypeNotAllowed { received, allowed })
        });
        not_allowed.chain(mixed(&typed)).collect()
    }

    /// The inputs of templates that are linked, each with its template and link.
    fn inputs(
        &self,
        position: usize,
    ) -> impl Iterator<Item = (Slot<'s>, &'s MatchType, &'p Json<'p>)> + use<'w, 'p, 's> {
        let node = self.nodes.at(position);
        let (inputs, given) = (&node.class.inputs, node.inputs);
        let slots = given.map(|given| Slots::new(inputs, given, Order::Written));
        let slots = slots.into_iter().flat_map(Slots::into_iter);
        slots.filter_map(move |slot| match &slot.input.kind {
            InputKind::MatchType(template) => {
                let link = given?.get(&slot.name)?;
                Some((slot, template, link))
            }
            _ => None,
        })
    }

    fn received(&mut self, link: &Json<'_>) -> Option<&'s SocketType> {
        match self.brought(link) {
            Brought::Known(socket) => Some(socket),
            Brought::Template(node, template) => self.follow(node, template),
            Brought::Unknown => None,
        }
    }

    fn brought(&self, link: &Json<'_>) -> Brought<'s> {
        let Some([id, slot]) = link.as_list() else { return Brought::Unknown };
        let Ok(source) = links::resolve(id, slot, self.nodes) else { return Brought::Unknown };
        match source.output {
            OutputType::Template(template) => Brought::Template(source.node, template),
            OutputType::Fixed(SocketType::Any) => Brought::Unknown,
            OutputType::Fixed(SocketType::Named(name)) if name.as_str() == MATCH_TYPE => {
                Brought::Unknown
            }
            OutputType::Fixed(socket) => Brought::Known(socket),
        }
    }

    /// The type of a template, through as many nodes as it takes; links may go round.
    fn follow(&mut self, node: usize, template: &'s str) -> Option<&'s SocketType> {
        let mut next = (node, template);
        let mut path = Vec::new();
        let found = loop {
            if let Some(known) = self.known.get(&next) {
                break *known;
            }
            self.known.insert(next, None);
            path.push(next);
            match self.template(next.0, next.1) {
                Brought::Known(socket) => break Some(socket),
                Brought::Template(node, template) => next = (node, template),
                Brought::Unknown => break None,
            }
        };
        self.known.extend(path.into_iter().map(|passed| (passed, found)));
        found
    }

    /// The first known type that the inputs of a template get, else where one comes from.
    fn template(&self, node: usize, template: &str) -> Brought<'s> {
        let mut through = Brought::Unknown;
        for (_, own, link) in self.inputs(node) {
            match self.brought(link) {
                _ if *own.template != *template => {}
                Brought::Unknown => {}
                Brought::Known(socket) => return Brought::Known(socket),
                next @ Brought::Template(..) => through = next,
            }
        }
        through
    }
}

/// The first input of each template whose type differs from that of the first.
fn mixed(typed: &[Typed<'_>]) -> Vec<(Box<str>, Concern)> {
    let mut told: Vec<&str> = Vec::new();
    let mut concerns = Vec::new();
    for input in typed {
        let template = &*input.template.template;
        let first = typed.iter().find(|first| *first.template.template == *template);
        let Some(first) = first.filter(|_| !told.contains(&template)) else { continue };
        if !agree(first.received, input.received) {
            told.push(template);
            concerns.push((
                input.name.clone(),
                Concern::MixedMatchTypes {
                    received: input.received.clone(),
                    other: first.name.clone(),
                    expected: first.received.clone(),
                },
            ));
        }
    }
    concerns
}

fn agree(a: &SocketType, b: &SocketType) -> bool {
    a.feeds(b) || b.feeds(a)
}
