//! Reads the placeholders that the text of an input holds.
//!
//! The rules are the main seed's, with one extension: `{PARAM_X}` within a longer text. Which input
//! a text belongs to is not known here.

use super::name::ParameterName;
use crate::python;

const PREFIX: &str = "PARAM_";

/// The type that a placeholder asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// `PARAM_INT_…`.
    Int,
    /// `PARAM_FLOAT_…`.
    Float,
    /// `PARAM_BOOL_…`.
    Bool,
    /// `PARAM_STR_…`, `PARAM_STRING_…` or `PARAM_TEXT_…`.
    Text,
}

impl Hint {
    fn read(word: &str) -> Option<Self> {
        const WORDS: [(&str, Hint); 6] = [
            ("INT", Hint::Int),
            ("FLOAT", Hint::Float),
            ("BOOL", Hint::Bool),
            ("STR", Hint::Text),
            ("STRING", Hint::Text),
            ("TEXT", Hint::Text),
        ];
        WORDS.iter().find(|(spelled, _)| spelled.eq_ignore_ascii_case(word)).map(|(_, hint)| *hint)
    }

    /// How placeholders spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Int => "INT",
            Self::Float => "FLOAT",
            Self::Bool => "BOOL",
            Self::Text => "STR",
        }
    }
}

/// One placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    pub(super) name: ParameterName,
    pub(super) hint: Option<Hint>,
    /// What the name was made of, to tell names that only collide.
    pub(super) token: Box<str>,
}

/// What a text with placeholders is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// The whole text is one.
    Whole(Placeholder),
    /// Some stand within it.
    Parts(Vec<Piece>),
}

/// A piece of a longer text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Box<str>),
    Placeholder(Placeholder),
}

/// The placeholders in `text`; `None` where there are none.
pub(super) fn find(text: &str) -> Option<Found> {
    match text.strip_prefix(PREFIX) {
        Some(token) => Some(Found::Whole(Placeholder::read(token))),
        None => parts(text).map(Found::Parts),
    }
}

impl Placeholder {
    /// Reads what follows `PARAM_`.
    fn read(token: &str) -> Self {
        let hinted = token.split_once('_').and_then(|(word, rest)| Some((Hint::read(word)?, rest)));
        let (hint, token) = hinted.map_or((None, token), |(hint, rest)| (Some(hint), rest));
        Self { name: ParameterName::sanitized(token), hint, token: token.into() }
    }
}

fn parts(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        let Some(token) = token(&text[at..]) else { continue };
        if done < open {
            pieces.push(Piece::Text(text[done..open].into()));
        }
        pieces.push(Piece::Placeholder(Placeholder::read(token)));
        at += PREFIX.len() + token.len() + 1;
        done = at;
    }
    if pieces.is_empty() {
        return None;
    }
    if done < text.len() {
        pieces.push(Piece::Text(text[done..].into()));
    }
    Some(pieces)
}

/// What stands between `PARAM_` and `}`; only letters, digits, underscores may, so that choices of
/// dynamic prompts such as `{PARAM_A|b}` stay text.
fn token(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(PREFIX)?;
    let end = rest.find(|c: char| c != '_' && !python::is_alnum(c))?;
    (end > 0 && rest[end..].starts_with('}')).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name with the hint of a text that is one placeholder.
    fn whole(text: &str) -> Option<(String, Option<Hint>)> {
        match find(text)? {
            Found::Whole(found) => Some((found.name.to_string(), found.hint)),
            Found::Parts(_) => None,
        }
    }

    #[test]
    fn every_row_of_the_seeds_table_holds() {
        for (text, name, hint) in [
            ("PARAM_PROMPT", "prompt", None),
            ("PARAM_INT_SEED", "seed", Some(Hint::Int)),
            ("PARAM_FLOAT_CFG", "cfg", Some(Hint::Float)),
            ("PARAM_BOOL_X", "x", Some(Hint::Bool)),
            ("PARAM_STR_X", "x", Some(Hint::Text)),
            ("PARAM_STRING_X", "x", Some(Hint::Text)),
            ("PARAM_TEXT_X", "x", Some(Hint::Text)),
            ("PARAM_int_seed", "seed", Some(Hint::Int)),
            ("PARAM_INT", "int", None),
            ("PARAM_TEXT", "text", None),
            ("PARAM_", "param", None),
            ("PARAM_INT_", "param", Some(Hint::Int)),
            ("PARAM_PROMPT, 4k", "prompt__4k", None),
            ("PARAM_INT_2ND", "2nd", Some(Hint::Int)),
            ("PARAM_MODEL", "model", None),
            ("PARAM_INTX_A", "intx_a", None),
            ("PARAM_INT_INT_X", "int_x", Some(Hint::Int)),
            ("PARAM_PROMPT {PARAM_STYLE}", "prompt__param_style", None),
        ] {
            assert_eq!(whole(text), Some((name.to_owned(), hint)), "{text}");
        }
    }

    #[test]
    fn a_placeholder_starts_at_the_first_character_or_stands_in_braces() {
        for text in [
            "a PARAM_X",
            "param_PROMPT",
            " PARAM_X",
            "",
            "{PARAM_}",
            "{PARAM_A|PARAM_B}",
            "{PARAM_A",
            "{ PARAM_A}",
            "{param_A}",
            "{PARAM_A B}",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn several_placeholders_stand_within_one_text() {
        let Some(Found::Parts(pieces)) = find("é {{PARAM_A}, {PARAM_INT_ß}{PARAM_A} {x}") else {
            panic!("no parts");
        };

        let shown: Vec<_> = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_string(),
                Piece::Placeholder(found) => format!("<{}>", found.name),
            })
            .collect();
        assert_eq!(shown, ["é {", "<a>", ", ", "<ß>", "<a>", " {x}"]);
    }

    #[test]
    fn huge_texts_take_time_in_proportion() {
        let text = "{".repeat(1_000_000)
            + &"{PARAM_A}".repeat(100_000)
            + "{PARAM_"
            + &"x".repeat(1_000_000);

        assert!(matches!(find(&text), Some(Found::Parts(pieces)) if pieces.len() == 100_002));
    }
}
