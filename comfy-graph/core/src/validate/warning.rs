//! Names what the server accepts although it goes wrong later, or does nothing.
//!
//! `warn` finds these, `warning_words` words them. None of them changes the verdict.

use super::report::NodeName;
use crate::json::Json;
use crate::schema::{Number, SocketType};

/// Something the server accepts that is surely not meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Which node.
    pub node: NodeName,
    /// Which input, where it is about one.
    pub input: Option<Box<str>>,
    /// What is odd about it.
    pub concern: Concern,
}

/// What is odd about an accepted prompt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Concern {
    /// The class has no such input, or not with these options; the server ignores the value.
    UnknownInput {
        /// What may be meant instead.
        meant: Meant,
    },
    /// The server fills the input in itself.
    HiddenInput,
    /// The class has no such input; the server passes it the value of a node it did not check.
    UnknownLink {
        /// The id of the linked node.
        target: Box<str>,
        /// What may be meant instead.
        meant: Meant,
    },
    /// A link to a missing node, on an input that the server does not check: its queue hangs.
    DanglingLink {
        /// The id of the missing node.
        target: Box<str>,
    },
    /// A value under `__value__` that the server takes for a link once it runs the node.
    WrappedLink {
        /// The id of the node that is taken to be linked.
        target: Box<str>,
        /// Whether there is such a node; without it, the queue hangs.
        exists: bool,
    },
    /// A required dynamic combo is not given.
    MissingDynamicKey {
        /// The keys of its options.
        keys: Vec<Box<str>>,
    },
    /// A dynamic combo is given something else than the key of an option.
    UnknownDynamicKey {
        /// What is given.
        received: Json<'static>,
        /// Keys that may be meant, closest first.
        closest: Vec<Box<str>>,
        /// The keys of its options.
        keys: Vec<Box<str>>,
    },
    /// Numbered elements of an autogrow input are given, yet not all of those before.
    AutogrowGap {
        /// The first element that is left out.
        missing: Box<str>,
    },
    /// An element of an autogrow input past its last.
    AutogrowSurplus {
        /// How many elements there can be.
        limit: u32,
    },
    /// Inputs of one match template get different types.
    MixedMatchTypes {
        /// The type that the input gets.
        received: SocketType,
        /// Another input of the template.
        other: Box<str>,
        /// The type that the other gets.
        expected: SocketType,
    },
    /// An input of a match template gets a type that the template does not take.
    MatchTypeNotAllowed {
        /// The type that the input gets.
        received: SocketType,
        /// The types that the template takes.
        allowed: SocketType,
    },
    /// A literal for an input that needs what only nodes make.
    LiteralInSocket {
        /// The literal.
        received: Json<'static>,
        /// The type of the input.
        expected: SocketType,
        /// Classes that give the type, the simplest first.
        producers: Vec<Box<str>>,
    },
    /// No output node needs the node, so that the server neither checks nor runs it.
    DeadNode,
    /// A number between the steps that editors offer.
    OffStep {
        /// The number.
        received: Number,
        /// The step.
        step: Number,
        /// The nearest values on a step: below, and above unless that is past the limit.
        nearest: (Number, Option<Number>),
    },
    /// A fraction for a whole number, which the server cuts off.
    Truncated {
        /// The number.
        received: f64,
        /// What the server makes of it.
        becomes: Json<'static>,
    },
    /// A text for a flag, which the server reads as true although it says otherwise.
    TextAsFlag {
        /// The text.
        received: Box<str>,
    },
    /// A number that is none or has no end, which passes every limit that is not there.
    NotANumber {
        /// What is given.
        received: Json<'static>,
        /// What the server makes of it: `nan`, `inf` or `-inf`.
        becomes: Box<str>,
    },
    /// Something else for a text, which the server spells as Python does.
    TextOf {
        /// What is given.
        received: Json<'static>,
        /// What the server makes of it.
        becomes: Box<str>,
    },
    /// A chain of nodes that may be longer than the server's own stack.
    DeepChain {
        /// How many nodes each need the next.
        length: usize,
    },
}

/// What an unknown input may have been meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// Nothing that the class has is close.
    Unclear,
    /// Inputs with names like it, closest first.
    Named(Vec<Box<str>>),
    /// An input that another option of a dynamic combo brings.
    UnderKey {
        /// The dynamic combo.
        selector: Box<str>,
        /// The key that brings the input.
        key: Box<str>,
    },
}

impl Concern {
    /// The stable name of the concern, such as `unknown_input`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownInput { .. } => "unknown_input",
            Self::HiddenInput => "hidden_input",
            Self::UnknownLink { .. } => "unknown_link",
            Self::DanglingLink { .. } => "dangling_link",
            Self::WrappedLink { .. } => "wrapped_link",
            Self::MissingDynamicKey { .. } => "missing_dynamic_key",
            Self::UnknownDynamicKey { .. } => "unknown_dynamic_key",
            Self::AutogrowGap { .. } => "autogrow_gap",
            Self::AutogrowSurplus { .. } => "autogrow_surplus",
            Self::MixedMatchTypes { .. } => "mixed_match_types",
            Self::MatchTypeNotAllowed { .. } => "match_type_not_allowed",
            Self::LiteralInSocket { .. } => "literal_in_socket",
            Self::DeadNode => "dead_node",
            Self::OffStep { .. } => "off_step",
            Self::Truncated { .. } => "truncated",
            Self::TextAsFlag { .. } => "text_as_flag",
            Self::NotANumber { .. } => "not_a_number",
            Self::TextOf { .. } => "text_of",
            Self::DeepChain { .. } => "deep_chain",
        }
    }
}
