//! Lists the inputs that the editor shows on a node, in its order.
//!
//! Sockets come first, those of dynamic options behind the others, then the widgets that are
//! linked, then links that the class does not know.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use foldhash::fast::RandomState;

use crate::json::Json;
use crate::prompt::{PromptNode, Value};
use crate::schema::{Autogrow, DynamicCombo, ElementNames, Input, InputKind, NodeClass, Presence};
use crate::workflow::widgets::{Held, has_widget};

/// One input of one node.
#[derive(Debug, PartialEq)]
pub(super) struct Socket<'s> {
    pub(super) name: Cow<'s, str>,
    /// What it takes; nothing where the class does not know it.
    pub(super) kind: Option<&'s InputKind>,
    pub(super) presence: Presence,
    /// Whether it stands for a widget.
    pub(super) widget: bool,
}

/// The inputs of `node`, whose widgets hold `held`.
pub(super) fn sockets<'s>(
    class: &'s NodeClass,
    node: &'s PromptNode,
    held: &[Held<'_>],
) -> Vec<Socket<'s>> {
    let mut list = List { node, held, sockets: Vec::new(), widgets: Vec::new() };
    list.level(&class.inputs, "");
    let List { mut sockets, widgets, .. } = list;
    sockets.extend(widgets);
    let known: HashSet<_, RandomState> = sockets.iter().map(|socket| socket.name.clone()).collect();
    let foreign = node.links().filter(|(name, _)| !known.contains(name.as_str()));
    sockets.extend(foreign.map(|(name, _)| Socket {
        name: name.as_str().into(),
        kind: None,
        presence: Presence::Optional,
        widget: false,
    }));
    sockets
}

struct List<'s, 'h, 'w> {
    node: &'s PromptNode,
    held: &'h [Held<'w>],
    sockets: Vec<Socket<'s>>,
    widgets: Vec<Socket<'s>>,
}

impl<'s> List<'s, '_, '_> {
    // Recursion is as deep as the schema, whose reader bounds it.
    fn level(&mut self, inputs: &'s [Input], prefix: &str) {
        let mut behind = Vec::new();
        for input in inputs {
            let name = match prefix {
                "" => Cow::Borrowed(input.name.as_str()),
                prefix => Cow::Owned(format!("{prefix}.{}", input.name)),
            };
            match &input.kind {
                InputKind::Autogrow(autogrow) => self.elements(autogrow, &name),
                InputKind::DynamicCombo(combo) => {
                    self.widget(input, name.clone());
                    let before = std::mem::take(&mut self.sockets);
                    self.option(combo, &name);
                    behind.extend(std::mem::replace(&mut self.sockets, before));
                }
                _ if has_widget(input) => self.widget(input, name),
                kind => self.socket(kind, name, input.presence),
            }
        }
        self.sockets.extend(behind);
    }

    fn option(&mut self, combo: &'s DynamicCombo, name: &str) {
        let held = self.held.iter().find(|(widget, _)| widget.name == name);
        let key = held.and_then(|(_, held)| held.as_deref().and_then(Json::as_text));
        let chosen = combo.options.iter().find(|option| Some(&*option.key) == key);
        if let Some(option) = chosen {
            self.level(&option.inputs, name);
        }
    }

    /// The elements in use, those required, and one for the next link.
    fn elements(&mut self, autogrow: &'s Autogrow, name: &str) {
        let of = |input: &str| element(autogrow, input.strip_prefix(name)?.strip_prefix('.')?);
        let used = self.node.inputs.keys().filter_map(|input| of(input.as_str()));
        let mut shown: BTreeSet<u32> = used.collect();
        let next = shown.last().map_or(0, |last| last.saturating_add(1));
        shown.extend(0..autogrow.min.min(MAX_EMPTY));
        shown.insert(next);
        for place in shown {
            if let Some(element) = autogrow.element_name(place) {
                let presence = match place < autogrow.min {
                    true => autogrow.element.presence,
                    false => Presence::Optional,
                };
                self.socket(&autogrow.element.kind, format!("{name}.{element}").into(), presence);
            }
        }
    }

    fn socket(&mut self, kind: &'s InputKind, name: Cow<'s, str>, presence: Presence) {
        self.sockets.push(Socket { name, kind: Some(kind), presence, widget: false });
    }

    fn widget(&mut self, input: &'s Input, name: Cow<'s, str>) {
        if matches!(self.node.inputs.get(&*name), Some(Value::Link(_))) {
            let (kind, presence) = (Some(&input.kind), input.presence);
            self.widgets.push(Socket { name, kind, presence, widget: true });
        }
    }
}

/// No class needs more; packs may say anything.
const MAX_EMPTY: u32 = 100;

/// Which element of `autogrow` is called `name`.
fn element(autogrow: &Autogrow, name: &str) -> Option<u32> {
    let place = match &autogrow.names {
        ElementNames::Prefix { prefix, .. } => name.strip_prefix(&**prefix)?.parse().ok()?,
        ElementNames::Names(names) => {
            u32::try_from(names.iter().position(|own| **own == *name)?).ok()?
        }
    };
    // `image01` is no element, though it reads as a number.
    (autogrow.element_name(place).as_deref() == Some(name)).then_some(place)
}
