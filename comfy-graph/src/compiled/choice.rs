//! Spells the choices of a workflow's parameter.

use std::fmt;
use std::marker::PhantomData;

use comfy_graph_core::closest::closest;
use serde::de::{Deserializer, Error, Visitor};

/// One choice of a parameter whose list is fixed.
///
/// Unlike the choices of nodes there is no other: the workflow is checked against this list.
pub trait WorkflowChoice: Copy + 'static {
    /// Every choice, in the server's order.
    const ALL: &'static [Self];

    /// What the server is sent.
    fn as_str(self) -> &'static str;
}

/// Text that is none of the choices.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no choice; {}", hint(closest.as_deref(), known))]
pub struct NoSuchChoice {
    /// The text.
    pub text: String,
    /// The choice that is nearest, where one is near.
    pub closest: Option<&'static str>,
    /// Every choice.
    pub known: Vec<&'static str>,
}

fn hint(closest: Option<&str>, known: &[&str]) -> String {
    /// How many choices messages list.
    const LISTED: usize = 12;
    if let Some(closest) = closest {
        return format!("did you mean `{closest}`?");
    }
    let shown: Vec<_> = known.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = if known.len() > LISTED { ", …" } else { "" };
    format!("use one of {}{more}", shown.join(", "))
}

/// Finds the choice spelled `text`.
///
/// # Errors
///
/// [`NoSuchChoice`], which names the nearest one.
pub fn parse<C: WorkflowChoice>(text: &str) -> Result<C, NoSuchChoice> {
    if let Some(choice) = C::ALL.iter().find(|choice| choice.as_str() == text) {
        return Ok(*choice);
    }
    let known: Vec<_> = C::ALL.iter().map(|choice| choice.as_str()).collect();
    let closest = closest(text, known.iter().copied()).first().copied();
    Err(NoSuchChoice { text: text.to_owned(), closest, known })
}

/// Reads a choice.
///
/// # Errors
///
/// Those of the format, and [`NoSuchChoice`].
pub fn deserialize_choice<'de, C: WorkflowChoice, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<C, D::Error> {
    struct Text<C>(PhantomData<C>);

    impl<C: WorkflowChoice> Visitor<'_> for Text<C> {
        type Value = C;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a choice")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<C, E> {
            parse(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Size {
        Small,
        Large,
    }

    impl WorkflowChoice for Size {
        const ALL: &'static [Self] = &[Self::Small, Self::Large];

        fn as_str(self) -> &'static str {
            match self {
                Self::Small => "small",
                Self::Large => "large",
            }
        }
    }

    #[test]
    fn choices_are_found_by_what_the_server_calls_them() {
        assert_eq!(parse("large"), Ok(Size::Large));
        assert_eq!(parse("small"), Ok(Size::Small));
    }

    #[test]
    fn other_texts_are_refused_with_what_was_perhaps_meant() {
        let said = |text| parse::<Size>(text).unwrap_err().to_string();

        assert_eq!(said("Large"), "`Large` is no choice; did you mean `large`?");
        assert_eq!(said("huge one"), "`huge one` is no choice; use one of `small`, `large`");
    }
}
