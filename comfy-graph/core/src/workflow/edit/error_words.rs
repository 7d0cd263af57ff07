//! Words what errors list: what there is, what was meant, where to link from instead.

use std::fmt;

use super::error::{Mismatch, NamedOutput};
use crate::closest::closest;
use crate::ids::{ClassName, NodeId, Slot};
use crate::json::Json;
use crate::schema::SocketType;
use crate::validate::{NodeName, either, quoted};

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, slot, given, to, input, wanted, other, producers } = self;
        let source = Source { other: *other, producers, wanted };
        write!(
            f,
            "output {slot} of {from} gives `{given}`, but `{input}` of {to} takes `{wanted}`; \
             {source}"
        )
    }
}

/// The longest list of nodes, inputs or files in a message.
const LONGEST: usize = 30;

fn listed<T: fmt::Display>(items: &[T]) -> String {
    let shown: Vec<_> = items.iter().take(LONGEST).map(T::to_string).collect();
    match items.len().checked_sub(LONGEST) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

pub(super) fn ids(ends: &[NodeId]) -> Vec<&str> {
    ends.iter().map(NodeId::as_str).collect()
}

pub(super) struct Meant<'e>(pub(super) &'e [Box<str>], pub(super) &'static str);

impl fmt::Display for Meant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(closest, otherwise) = self;
        match closest {
            [] => f.write_str(otherwise),
            closest => write!(f, "use {}", either(closest)),
        }
    }
}

pub(super) struct There<'e>(pub(super) &'e [NodeName]);

impl fmt::Display for There<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("there are no nodes yet: add one"),
            nodes => write!(f, "there are {}", listed(nodes)),
        }
    }
}

pub(super) struct Hosts<'e>(pub(super) &'e [NodeId]);

impl fmt::Display for Hosts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("there is none here: leave `graph` out"),
            hosts => write!(f, "name {}, or leave `graph` out", either(&ids(hosts))),
        }
    }
}

pub(super) struct Inputs<'e> {
    pub(super) closest: &'e [Box<str>],
    pub(super) known: &'e [Box<str>],
}

impl fmt::Display for Inputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.closest, self.known) {
            ([], []) => f.write_str("it has none"),
            ([], known) => {
                let known: Vec<_> = known.iter().map(|name| quoted(name)).collect();
                write!(f, "it has {}", listed(&known))
            }
            (closest, _) => write!(f, "use {}", either(closest)),
        }
    }
}

pub(super) struct Outputs<'e>(pub(super) &'e [NamedOutput]);

impl fmt::Display for Outputs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |output: &NamedOutput| {
            let NamedOutput { slot, name, socket } = output;
            format!("{slot} (`{name}`, type `{socket}`)")
        };
        match self.0 {
            [] => f.write_str("it has none: link from another node"),
            outputs => {
                let outputs: Vec<_> = outputs.iter().map(one).collect();
                write!(f, "its outputs are {}", listed(&outputs))
            }
        }
    }
}

/// Where to link from instead.
pub(super) struct Source<'e> {
    pub(super) other: Option<Slot>,
    pub(super) producers: &'e [ClassName],
    pub(super) wanted: &'e SocketType,
}

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.other, self.producers) {
            (Some(slot), _) => write!(f, "link from its output {slot}"),
            (None, []) => write!(f, "link an output of type `{}`", self.wanted),
            (None, classes) => {
                let classes: Vec<_> = classes.iter().map(ClassName::as_str).collect();
                let wanted = self.wanted;
                write!(f, "link an output of type `{wanted}`, such as of {}", either(&classes))
            }
        }
    }
}

pub(super) struct Needs<'e>(pub(super) &'e [NodeId]);

impl fmt::Display for Needs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps: Vec<_> =
            self.0.iter().chain(self.0.first()).map(|id| format!("`{id}`")).collect();
        f.write_str(&steps.join(" needs "))
    }
}

pub(super) struct Loras<'e>(pub(super) &'e [Box<str>]);

impl fmt::Display for Loras<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("there is no LoRA in the graph"),
            loras => write!(f, "there are {}", either(loras)),
        }
    }
}

/// The keys to choose from: those spelled like the one received, else all.
pub(super) struct Key<'e>(pub(super) &'e Json<'e>, pub(super) &'e [Box<str>]);

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(received, keys) = self;
        let word = received.as_text().unwrap_or_default();
        let near = closest(word, keys.iter().map(|key| &**key));
        f.write_str(&if near.is_empty() { either(keys) } else { either(&near) })
    }
}
