//! Names the choices of combos.

use std::str::FromStr;

use comfy_graph_core::closest::closest;
use serde_json::Value as Json;

use super::sockets::{Chosen, Combo};
use super::value::{Accepts, Given, Value, wrapped};

/// One choice of a combo whose list was known when the code was generated.
///
/// Lists grow between versions, so every generated choice has an `Other` for values not known yet.
pub trait Choice: Sized + Clone + 'static {
    /// Every known choice, in the server's order.
    const ALL: &'static [Self];

    /// What the server is sent.
    fn literal(&self) -> Json;
}

/// A choice whose every value is text; it is a [`Choice`] by that.
pub trait TextChoice: Sized + Clone + FromStr<Err = UnknownChoice> + 'static {
    /// What [`Choice::ALL`] is.
    const KNOWN: &'static [Self];

    /// What the server is sent.
    fn as_str(&self) -> &str;
}

impl<C: TextChoice> Choice for C {
    const ALL: &'static [Self] = C::KNOWN;

    fn literal(&self) -> Json {
        Json::from(self.as_str())
    }
}

impl<C: Choice> Accepts for C {
    type Socket = Combo;
}

/// Text that is none of the known choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownChoice {
    text: String,
    closest: Option<&'static str>,
}

impl UnknownChoice {
    /// Finds the known choice nearest to `text`.
    #[must_use]
    pub fn among<C: TextChoice>(text: &str) -> Self {
        let known = C::KNOWN.iter().map(TextChoice::as_str);
        let closest = closest(text, known).first().copied();
        Self { text: text.to_owned(), closest }
    }

    /// The known choice that is nearest, where one is near.
    #[must_use]
    pub fn closest(&self) -> Option<&'static str> {
        self.closest
    }
}

impl std::fmt::Display for UnknownChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is none of the known choices", self.text)?;
        match self.closest {
            Some(closest) => write!(f, "; did you mean `{closest}`?"),
            None => f.write_str("; take `Other` if the server has it"),
        }
    }
}

impl std::error::Error for UnknownChoice {}

/// Finds the choice spelled `text`.
///
/// # Errors
///
/// [`UnknownChoice`], which names the nearest one.
pub fn parse<C: TextChoice>(text: &str) -> Result<C, UnknownChoice> {
    let found = C::KNOWN.iter().find(|choice| choice.as_str() == text);
    found.cloned().ok_or_else(|| UnknownChoice::among::<C>(text))
}

/// Marks an input of the old form, whose type is its list: of links it takes equal lists only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<C>(std::marker::PhantomData<fn() -> C>);

impl<C> Accepts for Listed<C> {
    type Socket = Chosen<C>;
}

/// A choice of files: they come and go, so any name is one.
pub trait FileChoice: TextChoice + for<'a> From<&'a str> {}

impl<C: FileChoice> Value<Listed<C>> for &str {
    fn given(self) -> Given {
        Given::Literal(Json::from(self))
    }
}

impl<C: FileChoice> Value<Listed<C>> for String {
    fn given(self) -> Given {
        Given::Literal(Json::from(self))
    }
}

#[diagnostic::on_unimplemented(
    message = "the choices of `{Self}` do not stand for `true` and `false`",
    label = "give a choice of `{Self}`, not a flag"
)]
/// Two choices that stand for a flag, such as `enable` and `disable`.
pub trait FlagChoice: Choice {
    /// What `true` stands for.
    const ON: Self;
    /// What `false` stands for.
    const OFF: Self;
}

impl<C: FlagChoice> Value<Listed<C>> for bool {
    fn given(self) -> Given {
        Given::Literal(if self { C::ON.literal() } else { C::OFF.literal() })
    }
}

/// Marks an input whose choices belong to the machine, such as uploaded files; any text will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {}

impl Accepts for Open {
    type Socket = Combo;
}

macro_rules! open {
    ($($kind:ty),*) => {
        $(
            impl Value<$kind> for &str {
                fn given(self) -> Given {
                    Given::Literal(Json::from(self))
                }
            }

            impl Value<$kind> for String {
                fn given(self) -> Given {
                    Given::Literal(Json::from(self))
                }
            }
        )*
    };
}

open!(Open, Listed<Open>);

/// Marks an input that takes several choices at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Many<C>(std::marker::PhantomData<fn() -> C>);

impl<C> Accepts for Many<C> {
    type Socket = Combo;
}

impl<C: Choice, const N: usize> Value<Many<C>> for [C; N] {
    fn given(self) -> Given {
        many(&self)
    }
}

impl<C: Choice> Value<Many<C>> for Vec<C> {
    fn given(self) -> Given {
        many(&self)
    }
}

impl<const N: usize> Value<Many<Open>> for [&str; N] {
    fn given(self) -> Given {
        Given::Literal(wrapped(Json::from(self.as_slice())))
    }
}

impl Value<Many<Open>> for Vec<&str> {
    fn given(self) -> Given {
        Given::Literal(wrapped(Json::from(self)))
    }
}

impl Value<Many<Open>> for Vec<String> {
    fn given(self) -> Given {
        Given::Literal(wrapped(Json::from(self)))
    }
}

fn many<C: Choice>(choices: &[C]) -> Given {
    // A bare list would be read as a link.
    Given::Literal(wrapped(choices.iter().map(Choice::literal).collect()))
}
