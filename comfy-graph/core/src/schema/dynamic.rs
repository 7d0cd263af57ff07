//! Describes inputs whose shape depends on a value.

use super::input::Input;
use super::socket::SocketType;

/// A choice whose option decides which further inputs there are.
///
/// Prompts hold the key under the input's own name, the option's inputs under `NAME.INPUT`.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicCombo {
    /// The options in the server's order; editors start with the first.
    pub options: Vec<DynamicOption>,
}

/// One option of a [`DynamicCombo`].
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicOption {
    /// The value that chooses it.
    pub key: Box<str>,
    /// Its inputs, named without the prefix.
    pub inputs: Vec<Input>,
}

/// As many inputs of one kind as are needed.
///
/// Prompts hold element `i` under `NAME.ELEMENT`, where [`Autogrow::element_name`] gives `ELEMENT`.
#[derive(Debug, Clone, PartialEq)]
pub struct Autogrow {
    /// What each element takes; its own name is not used in prompts.
    pub element: Box<Input>,
    /// How elements are named.
    pub names: ElementNames,
    /// How many the server requires.
    pub min: u32,
}

/// How the elements of an [`Autogrow`] are named.
#[derive(Debug, Clone, PartialEq)]
pub enum ElementNames {
    /// `prefix0`, `prefix1` and so on, at most `max` of them.
    Prefix {
        /// What stands before the number.
        prefix: Box<str>,
        /// How many there can be.
        max: u32,
    },
    /// These, in order.
    Names(Vec<Box<str>>),
}

impl Autogrow {
    /// How many elements there can be.
    #[must_use]
    pub fn max(&self) -> u32 {
        match &self.names {
            ElementNames::Prefix { max, .. } => *max,
            ElementNames::Names(names) => u32::try_from(names.len()).unwrap_or(u32::MAX),
        }
    }

    /// The name of the element at `index`, counted from 0; `None` past the last.
    #[must_use]
    pub fn element_name(&self, index: u32) -> Option<String> {
        match &self.names {
            ElementNames::Prefix { prefix, max } => {
                (index < *max).then(|| format!("{prefix}{index}"))
            }
            ElementNames::Names(names) => names.get(index as usize).map(|name| name.to_string()),
        }
    }
}

/// A link whose type must agree with every input and output of the same template.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchType {
    /// Which template of the node class.
    pub template: Box<str>,
    /// The types the template can take.
    pub allowed: SocketType,
}

/// A link that brings further inputs, named `NAME.INPUT`, once it is there.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicSlot {
    /// What the link carries.
    pub socket: SocketType,
    /// The inputs that come with it.
    pub inputs: Vec<Input>,
}
