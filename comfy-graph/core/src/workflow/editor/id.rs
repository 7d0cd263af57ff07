//! Names the ids of nodes and links in editor workflows.

use std::borrow::Cow;
use std::fmt;

use crate::json::Json;

/// The id of a node within its graph: a number, in old files also text.
///
/// The editor takes `5` for the same as `"5"`; so does [`is`](Self::is). `==` tells them apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditorId<'a> {
    /// A whole number; subgraphs use -10 for their inputs, -20 for their outputs.
    Number(i64),
    /// Text.
    Text(Cow<'a, str>),
}

impl EditorId<'_> {
    /// Stands for the inputs of a subgraph, at the start of links.
    pub const INPUTS: Self = Self::Number(-10);
    /// Stands for the outputs of a subgraph, at the end of links.
    pub const OUTPUTS: Self = Self::Number(-20);

    /// Whether both name the same node.
    #[must_use]
    pub fn is(&self, other: &EditorId<'_>) -> bool {
        self.normal() == other.normal()
    }

    /// The number, where the id is one, also one written as text.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self.normal() {
            EditorId::Number(number) => Some(number),
            EditorId::Text(_) => None,
        }
    }

    /// The one spelling that all spellings of the id share.
    #[must_use]
    pub fn normal(&self) -> EditorId<'_> {
        match self {
            Self::Number(number) => EditorId::Number(*number),
            Self::Text(text) => match text.parse::<i64>() {
                Ok(number) if number.to_string() == **text => EditorId::Number(number),
                _ => EditorId::Text(Cow::Borrowed(text)),
            },
        }
    }

    /// The same id without a borrow of the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> EditorId<'static> {
        match self {
            Self::Number(number) => EditorId::Number(number),
            Self::Text(text) => EditorId::Text(Cow::Owned(text.into_owned())),
        }
    }
}

impl<'a> EditorId<'a> {
    /// The same as [`normal`](Self::normal), of an id that is no longer needed.
    #[must_use]
    pub fn into_normal(self) -> Self {
        match self.number() {
            Some(number) => Self::Number(number),
            None => self,
        }
    }

    /// Reads a whole number or text; `None` for any other JSON.
    #[must_use]
    pub fn from_json(json: &Json<'a>) -> Option<Self> {
        match json {
            Json::Text(text) => Some(Self::Text(text.clone())),
            other => whole(other).map(Self::Number),
        }
    }

    /// The id as it was written.
    #[must_use]
    pub fn to_json(&self) -> Json<'a> {
        match self {
            Self::Number(number) => Json::from(*number),
            Self::Text(text) => Json::Text(text.clone()),
        }
    }
}

impl fmt::Display for EditorId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The id of a link within its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(i64);

impl LinkId {
    /// The link with this number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The whole number that `json` is, `1.0` included.
pub(super) fn whole(json: &Json<'_>) -> Option<i64> {
    match json {
        Json::Int(whole) => i64::try_from(*whole).ok(),
        // The bound is far inside what both types hold exactly.
        Json::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => Some(*number as i64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_written_as_text_is_the_same_node() {
        let text = EditorId::Text("5".into());

        assert!(text.is(&EditorId::Number(5)));
        assert!(!EditorId::Text("05".into()).is(&EditorId::Number(5)));
        assert_eq!(text.number(), Some(5));
        assert_ne!(text, EditorId::Number(5));
    }

    #[test]
    fn ids_are_written_as_they_were_read() {
        for text in ["5", "\"5\"", "\"a\"", "-10"] {
            let id = EditorId::from_json(&Json::parse(text).unwrap()).unwrap().into_owned();

            assert_eq!(id.to_json().to_string(), text);
        }
        assert_eq!(EditorId::from_json(&Json::Float(5.5)), None);
    }
}
