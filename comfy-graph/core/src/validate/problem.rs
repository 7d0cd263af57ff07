//! Words each rule that a node can break as the server words it.
//!
//! Types, messages and details follow reference C.4. Advice for people is in `advice`.

use std::sync::Arc;

use crate::json::Json;
use crate::python::{self, Raised};
use crate::schema::{Choice, ChoiceList, Number};

/// A rule of the server that a node breaks, with what was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A required input is not given.
    RequiredInputMissing {
        /// The name in the server's details: its last part, where the class has dynamic inputs.
        short: Box<str>,
    },
    /// A list is given that is no pair of node and slot.
    BadLinkedInput {
        /// The list.
        received: Json<'static>,
    },
    /// A link brings another type than the input takes.
    ReturnTypeMismatch {
        /// The type of the output, in the server's spelling.
        received: WireType,
        /// The type of the input, in the server's spelling.
        expected: WireType,
        /// The link.
        link: Json<'static>,
        /// The class of the node it links to.
        source: Box<str>,
    },
    /// A literal cannot be converted to the type of its input.
    InvalidInputType {
        /// The type: `INT` or `FLOAT`.
        expected: &'static str,
        /// The literal.
        received: Json<'static>,
        /// What the conversion says.
        reason: Box<str>,
    },
    /// A number is below the limit.
    ValueSmallerThanMin {
        /// The number, converted.
        received: Json<'static>,
        /// The limit.
        min: Number,
    },
    /// A number is above the limit.
    ValueBiggerThanMax {
        /// The number, converted.
        received: Json<'static>,
        /// The limit.
        max: Number,
    },
    /// A choice is not offered.
    ValueNotInList {
        /// The value.
        received: Json<'static>,
        /// The parts of it that are not offered: itself, or elements of a list of choices.
        invalid: Vec<Json<'static>>,
        /// What is offered.
        choices: Arc<ChoiceList>,
    },
    /// The node's own check refuses its inputs.
    CustomValidationFailed {
        /// What the check says, where it says something.
        reason: Option<Box<str>>,
    },
    /// The node depends on itself.
    DependencyCycle {
        /// The nodes of the cycle, each with its class.
        cycle: Arc<[(Box<str>, Box<str>)]>,
        /// The node this violation is on.
        node: Box<str>,
    },
    /// The server's code fails on the node, which another node needs.
    InnerException {
        /// What it fails with.
        raised: Raised,
        /// The link by which the other node needs it.
        link: Json<'static>,
        /// The class of the other node.
        consumer: Box<str>,
        /// The input of the node that it fails on, where it is one.
        stumble: Option<Box<Stumble>>,
    },
    /// The server's code fails on the node, which is an output node.
    Exception {
        /// What it fails with.
        raised: Raised,
        /// The input that it fails on, where it is one.
        stumble: Option<Box<Stumble>>,
    },
}

/// An input that the server's code fails on, which its answer does not tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Stumble {
    /// The input.
    pub input: Box<str>,
    /// What it is given.
    pub received: Json<'static>,
    /// The class of the node it links to, where there is one.
    pub source: Option<Box<str>>,
}

/// A type as messages of the server spell it.
#[derive(Debug, Clone, PartialEq)]
pub enum WireType {
    /// Its name, or names.
    Name(Box<str>),
    /// The list of choices that old nodes use as a type.
    List(Arc<ChoiceList>),
}

impl WireType {
    /// The type as Python prints it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Name(name) => name.to_string(),
            Self::List(list) => list_text(list),
        }
    }

    /// The type as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json<'_> {
        match self {
            Self::Name(name) => Json::from(&**name),
            Self::List(list) => Json::List(list.as_slice().iter().map(Choice::to_json).collect()),
        }
    }
}

/// The longest list of choices that the server spells out.
pub(super) const LONGEST_LIST: usize = 20;

impl Problem {
    /// The server's name of the rule, such as `value_not_in_list`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::RequiredInputMissing { .. } => "required_input_missing",
            Self::BadLinkedInput { .. } => "bad_linked_input",
            Self::ReturnTypeMismatch { .. } => "return_type_mismatch",
            Self::InvalidInputType { .. } => "invalid_input_type",
            Self::ValueSmallerThanMin { .. } => "value_smaller_than_min",
            Self::ValueBiggerThanMax { .. } => "value_bigger_than_max",
            Self::ValueNotInList { .. } => "value_not_in_list",
            Self::CustomValidationFailed { .. } => "custom_validation_failed",
            Self::DependencyCycle { .. } => "dependency_cycle",
            Self::InnerException { .. } => "exception_during_inner_validation",
            Self::Exception { .. } => "exception_during_validation",
        }
    }

    /// The server's message.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::RequiredInputMissing { .. } => "Required input is missing".to_owned(),
            Self::BadLinkedInput { .. } => {
                "Bad linked input, must be a length-2 list of [node_id, slot_index]".to_owned()
            }
            Self::ReturnTypeMismatch { .. } => {
                "Return type mismatch between linked nodes".to_owned()
            }
            Self::InvalidInputType { expected, .. } => {
                format!("Failed to convert an input value to a {expected} value")
            }
            Self::ValueSmallerThanMin { received, min } => {
                format!("Value {} smaller than min of {}", python::text(received), limit(*min))
            }
            Self::ValueBiggerThanMax { received, max } => {
                format!("Value {} bigger than max of {}", python::text(received), limit(*max))
            }
            Self::ValueNotInList { .. } => "Value not in list".to_owned(),
            Self::CustomValidationFailed { .. } => "Custom validation failed for node".to_owned(),
            Self::DependencyCycle { .. } => "Dependency cycle detected".to_owned(),
            Self::InnerException { .. } => "Exception when validating inner node".to_owned(),
            Self::Exception { .. } => "Exception when validating node".to_owned(),
        }
    }

    /// The server's details, about `input`.
    #[must_use]
    pub fn details(&self, input: &str) -> String {
        match self {
            Self::RequiredInputMissing { short } => short.to_string(),
            Self::BadLinkedInput { .. }
            | Self::ValueSmallerThanMin { .. }
            | Self::ValueBiggerThanMax { .. } => input.to_owned(),
            Self::ReturnTypeMismatch { received, expected, .. } => format!(
                "{input}, received_type({}) mismatch input_type({})",
                received.text(),
                expected.text()
            ),
            Self::InvalidInputType { received, reason, .. } => {
                format!("{input}, {}, {reason}", python::text(received))
            }
            Self::ValueNotInList { invalid, choices, .. } => {
                let invalid: Vec<_> = invalid.iter().map(python::repr).collect();
                format!("{input}: {} not in {}", invalid.join(", "), offered(choices))
            }
            Self::CustomValidationFailed { reason: None } => input.to_owned(),
            Self::CustomValidationFailed { reason: Some(reason) } => format!("{input} - {reason}"),
            Self::DependencyCycle { cycle, .. } => {
                let steps = cycle.iter().chain(cycle.first());
                let steps: Vec<_> = steps.map(|(id, class)| format!("{id} ({class})")).collect();
                steps.join(" -> ")
            }
            Self::InnerException { raised, .. } | Self::Exception { raised, .. } => {
                raised.message.clone()
            }
        }
    }
}

fn limit(number: Number) -> String {
    python::text(&number.to_json())
}

/// A list of choices as details show it: its length, where it is long.
fn offered(choices: &ChoiceList) -> String {
    let count = choices.as_slice().len();
    if count > LONGEST_LIST { format!("(list of length {count})") } else { list_text(choices) }
}

fn list_text(list: &ChoiceList) -> String {
    let choices: Vec<_> = list.as_slice().iter().map(|c| python::repr(&c.to_json())).collect();
    format!("[{}]", choices.join(", "))
}
