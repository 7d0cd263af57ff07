//! Describes what a call of a template can set.

use std::fmt;

use serde_json::Value;

use super::domain::Domain;
use super::name::ParameterName;
use crate::ids::{InputName, NodeId};

/// A value that a call of a template sets.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// What arguments call it.
    pub name: ParameterName,
    /// What values it takes.
    pub domain: Domain,
    /// What it does.
    pub description: Box<str>,
    /// What counts where no value is given.
    pub fallback: Fallback,
    /// The inputs that get the value, in the order of the prompt.
    pub bindings: Vec<Binding>,
}

impl Parameter {
    /// Whether a call must give it, unless a layer of defaults does.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.fallback == Fallback::None
    }
}

/// What counts where no value is given.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fallback {
    /// Nothing: the parameter is required.
    None,
    /// The sidecar's default.
    Sidecar(Value),
    /// The default of the node class.
    NodeClass(Value),
    /// The default of a layer; no template has any of its own.
    Layer(Value),
    /// A random whole number, as for seeds.
    Random,
    /// What the workflow holds stays: this value, or a link, or nothing.
    Kept(Option<Value>),
}

impl Fallback {
    /// The value, where it is known beforehand.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Sidecar(value)
            | Self::NodeClass(value)
            | Self::Layer(value)
            | Self::Kept(Some(value)) => Some(value),
            Self::None | Self::Random | Self::Kept(None) => None,
        }
    }
}

/// An input that gets the value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The input.
    pub address: Address,
    /// How much of the input the value makes up.
    pub extent: Extent,
}

/// How much of an input a parameter makes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A part of a longer text.
    Part,
}

/// One input of one node of a prompt, written `6.text`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The node.
    pub node: NodeId,
    /// The input.
    pub input: InputName,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.node, self.input)
    }
}
