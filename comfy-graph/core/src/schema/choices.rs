//! Holds the lists that combos choose from.
//!
//! One list is stored once, however many inputs offer it. Which files feed a list is in `files`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One entry of a combo, with the JSON type the server compares by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// Text, which may be empty.
    Text(Box<str>),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// `true` or `false`.
    Bool(bool),
    /// What packs put there besides: `null`, lists, objects.
    Other(serde_json::Value),
}

impl Choice {
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Choice {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Bool(flag) => flag.fmt(f),
            Self::Other(json) => json.fmt(f),
        }
    }
}

/// The choices of a combo, in the server's order; the first is the default of inputs without one.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChoiceList {
    choices: Box<[Choice]>,
}

impl ChoiceList {
    /// Every choice, in the server's order; repeats are kept.
    #[must_use]
    pub fn as_slice(&self) -> &[Choice] {
        &self.choices
    }

    /// Whether every choice is text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.choices.iter().all(|choice| choice.as_text().is_some())
    }

    /// Whether every choice is a whole number.
    #[must_use]
    pub fn is_int(&self) -> bool {
        self.choices.iter().all(|choice| matches!(choice, Choice::Int(_)))
    }
}

impl<C: Into<Choice>> FromIterator<C> for ChoiceList {
    fn from_iter<I: IntoIterator<Item = C>>(choices: I) -> Self {
        Self { choices: choices.into_iter().map(Into::into).collect() }
    }
}
