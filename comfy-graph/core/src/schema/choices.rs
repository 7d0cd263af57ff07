//! Holds the lists that combos choose from.
//!
//! One list is stored once, however many inputs offer it. Which files feed a list is in `files`.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize as DeriveDeserialize, Serialize};
use serde_json::Value;

use crate::json::Json;

/// One entry of a combo, with the JSON type the server compares by.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    Other(Value),
}

impl Choice {
    /// The choice as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json<'_> {
        match self {
            Self::Text(text) => Json::from(&**text),
            Self::Int(number) => Json::from(*number),
            Self::Float(number) => Json::Float(*number),
            Self::Bool(flag) => Json::Bool(*flag),
            Self::Other(json) => Json::from(json),
        }
    }

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
#[derive(Debug, Clone, PartialEq, Default, Serialize, DeriveDeserialize)]
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

// By hand, since derived code for untagged enums reads every entry twice.
impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChoiceVisitor)
    }
}

struct ChoiceVisitor;

impl<'de> Visitor<'de> for ChoiceVisitor {
    type Value = Choice;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a choice")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Choice, E> {
        Ok(Choice::Text(text.into()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Choice, E> {
        Ok(Choice::Bool(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Choice, E> {
        Ok(Choice::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Choice, E> {
        Ok(i64::try_from(number).map_or_else(|_| Choice::Other(number.into()), Choice::Int))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Choice, E> {
        Ok(Choice::Float(number))
    }

    fn visit_unit<E: Error>(self) -> Result<Choice, E> {
        Ok(Choice::Other(Value::Null))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Choice, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(map)).map(Choice::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Choice, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(seq)).map(Choice::Other)
    }
}
