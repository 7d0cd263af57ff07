//! Tells people what a broken rule allows, with the next step.
//!
//! The server's own words are in `problem` and `answer`. All of this is made only when asked for.

mod allowed;
mod choices;
mod raised;
mod refusal;
#[cfg(test)]
mod tests;

use super::own::{OwnCheck, Rule};
use super::phrases::{either, quoted, shown};
use super::problem::{Problem, WireType};
use super::producers::producers;
use super::report::{NodeName, Violation};
use super::warn::declared;
use crate::json::{Json, Object};
use crate::schema::{Input, InputKind, NodeClass, OutputType, Schema, SocketType};

/// What helps to mend a violation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// What is allowed, such as a range, a type or a list of choices.
    pub allowed: Option<String>,
    /// What may have been meant, closest first, three at most.
    pub closest: Vec<String>,
    /// What to do, in one sentence without a final stop.
    pub next_step: String,
}

/// How links are written.
const LINK: &str = r#"a link such as ["4", 0]"#;

impl Violation {
    /// What helps to mend the violation, which is on `node`.
    #[must_use]
    pub fn advice(&self, node: &NodeName, schema: &Schema) -> Advice {
        let class = node.class.as_deref().and_then(|class| schema.class(class));
        let name = match &self.problem {
            Problem::InnerException { stumble, .. } | Problem::Exception { stumble, .. } => {
                stumble.as_ref().map(|stumble| &*stumble.input)
            }
            _ => self.input.as_deref(),
        };
        let name = name.unwrap_or_default();
        let input = class.and_then(|class| declared(&class.inputs, &self.given(name), name));
        Subject { violation: self, node, schema, class, name, input }.advice()
    }

    /// What is given so far as it decides which inputs there are.
    fn given(&self, name: &str) -> Object<'_> {
        // Slots bring their inputs by being linked, whatever to.
        let above = name.match_indices('.').map(|(dot, _)| (name[..dot].to_owned(), Json::Null));
        let chosen = self.chosen.iter();
        above.chain(chosen.map(|(name, key)| (name.to_string(), Json::from(&**key)))).collect()
    }
}

/// A violation with what the schema tells of its input.
pub(super) struct Subject<'v> {
    violation: &'v Violation,
    node: &'v NodeName,
    schema: &'v Schema,
    class: Option<&'v NodeClass>,
    /// The input; empty where the violation is on the node.
    name: &'v str,
    input: Option<&'v Input>,
}

impl Subject<'_> {
    fn advice(&self) -> Advice {
        let (name, allowed) = (self.name, || self.input.and_then(allowed::allowed));
        match &self.violation.problem {
            Problem::RequiredInputMissing { .. } => Advice::of(allowed(), self.give()),
            Problem::BadLinkedInput { received } => self.bad_link(received),
            Problem::ReturnTypeMismatch { received, link, source, .. } => {
                let slot = self.other_slot(link, source);
                Advice::of(allowed(), slot.unwrap_or_else(|| self.relink(received)))
            }
            Problem::InvalidInputType { expected, received, .. } => {
                let kind = if *expected == "INT" { "a whole number" } else { "a number" };
                Advice::of(
                    allowed(),
                    format!("give `{name}` {kind} instead of {}", shown(received)),
                )
            }
            Problem::ValueSmallerThanMin { min, .. } => {
                Advice::of(allowed(), format!("raise `{name}` to {min} or more"))
            }
            Problem::ValueBiggerThanMax { max, .. } => {
                Advice::of(allowed(), format!("lower `{name}` to {max} or less"))
            }
            Problem::ValueNotInList { invalid, choices, .. } => self.choice(invalid, choices),
            Problem::CustomValidationFailed { reason } => self.own_check(reason.as_deref()),
            Problem::DependencyCycle { cycle, .. } => Advice::step(cut(cycle)),
            Problem::InnerException { raised, stumble, .. }
            | Problem::Exception { raised, stumble } => self.raised(raised, stumble.as_deref()),
        }
    }

    /// How to give an input that is missing.
    fn give(&self) -> String {
        let name = self.name;
        let Some(input) = self.input else { return format!("give `{name}`") };
        if let Some(initial) = allowed::initial(&input.kind) {
            return format!("give `{name}` a value, such as {initial}");
        }
        match input.kind.socket().filter(|_| allowed::takes_link(&input.kind)) {
            Some(socket) => self.link_to(&socket, None),
            None => format!("give `{name}` a value"),
        }
    }

    /// What to link the input to; classes that turn `from` into `wanted` come first.
    fn link_to(&self, wanted: &SocketType, from: Option<&SocketType>) -> String {
        let name = self.name;
        let classes = producers(self.schema, wanted, from);
        let classes: Vec<_> = classes.iter().map(|class| class.name.as_str()).collect();
        match (wanted, classes.as_slice()) {
            (SocketType::Any, _) => format!("link `{name}` to an output, which may have any type"),
            (_, []) => format!("link `{name}` to an output of type `{wanted}`"),
            (_, classes) => {
                let classes = either(classes);
                format!("link `{name}` to an output of type `{wanted}`, such as of {classes}")
            }
        }
    }

    fn bad_link(&self, received: &Json<'_>) -> Advice {
        let name = self.name;
        let takes_list = match self.input.map(|input| &input.kind) {
            Some(InputKind::Combo(combo)) => combo.multiselect,
            Some(InputKind::Custom(_)) => true,
            _ => false,
        };
        let literal = self.input.and_then(|input| allowed::initial(&input.kind));
        let next_step = match literal {
            _ if takes_list => {
                let list = shown(received);
                format!(
                    r#"write the list {list} as `{{"__value__": […]}}`, or give `{name}` {LINK}"#
                )
            }
            Some(value) => format!("give `{name}` one value, such as {value}, or {LINK}"),
            None => format!("give `{name}` {LINK}: the id of a node as text, then its output"),
        };
        Advice::of(Some(LINK.to_owned()), next_step)
    }

    /// The output of the linked node that gives what is wanted, if it has one.
    fn other_slot(&self, link: &Json<'_>, source: &str) -> Option<String> {
        let (name, id) = (self.name, link.as_list()?.first()?.as_text()?);
        let wanted = self.input?.kind.socket()?;
        let slot = fitting(self.schema.class(source)?, &wanted)?;
        Some(format!(
            "link `{name}` to output {slot} of node `{id}` ({source}), which gives `{wanted}`"
        ))
    }

    fn relink(&self, received: &WireType) -> String {
        let name = self.name;
        let from = match received {
            WireType::Name(types) => Some(SocketType::parse(types)),
            WireType::List(_) => None,
        };
        let Some(input) = self.input else { return format!("link `{name}` to another output") };
        match (&input.kind, input.kind.socket()) {
            (InputKind::DynamicCombo(_), _) => format!("give `{name}` one of its keys, not a link"),
            (_, Some(SocketType::Choices(_))) => {
                format!("choose a value for `{name}`: no output fits but one with the same list")
            }
            (InputKind::DynamicSlot(_), _) | (_, None) => format!("remove the link of `{name}`"),
            (kind, Some(wanted)) => {
                let link = self.link_to(&wanted, from.as_ref());
                let literal = allowed::initial(kind);
                literal
                    .map_or(link.clone(), |value| format!("{link}, or give a value like {value}"))
            }
        }
    }

    fn own_check(&self, reason: Option<&str>) -> Advice {
        let own = self.class.and_then(|class| OwnCheck::of(class.name.as_str()));
        match (own.map(|own| &own.rule), reason) {
            (Some(Rule::File(_)), Some(reason)) => {
                let file = reason.split_once("file: ").map_or(reason, |(_, file)| file);
                let file = quoted(file);
                Advice::step(format!("upload {file} to the server, or name a file that it has"))
            }
            (Some(Rule::LinkTypes { input, types }), _) => Advice::of(
                Some(format!("type {}", either(types))),
                format!("link `{input}` to an output of type {}", either(types)),
            ),
            (_, Some(reason)) => {
                Advice::step(format!("change `{}` as the node asks: {reason}", self.name))
            }
            (_, None) => {
                let name = self.name;
                Advice::step(format!("change `{name}`, which the node refuses without a reason"))
            }
        }
    }
}

/// The first output of `source` that gives what is wanted.
fn fitting(source: &NodeClass, wanted: &SocketType) -> Option<usize> {
    source.outputs.iter().position(|output| match &output.socket {
        OutputType::Fixed(socket) => *socket != SocketType::Any && socket.feeds(wanted),
        OutputType::Template(_) => false,
    })
}

/// Which link of a cycle to cut: that of the last node, which leads back to the first.
fn cut(cycle: &[(Box<str>, Box<str>)]) -> String {
    let (Some((first, _)), Some((last, class))) = (cycle.first(), cycle.last()) else {
        return "cut one link of the cycle".to_owned();
    };
    if first == last {
        return format!("remove the link of node `{last}` ({class}) to itself");
    }
    format!("cut the cycle, such as at the link of node `{last}` ({class}) to node `{first}`")
}

impl Advice {
    fn step(next_step: impl Into<String>) -> Self {
        Self { next_step: next_step.into(), ..Self::default() }
    }

    fn of(allowed: Option<String>, next_step: impl Into<String>) -> Self {
        Self { allowed, ..Self::step(next_step) }
    }
}
