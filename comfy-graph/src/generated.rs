//! Holds what generated code is made of; programs rarely name these themselves.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

pub use crate::graph::sockets::{Chosen, Combo, Socket};
pub use crate::graph::table::{Class, Field, Preset, Range, field, flag, float, int, text};
pub use crate::graph::{
    Accepts, Choice, Custom, Feeds, FileChoice, FlagChoice, Given, Handle, Inputs, Linkable,
    Listed, Many, Names, Node, NodeRef, Offers, Open, Out, OutList, OutputRef, RawNode, Single,
    Source, TextChoice, UnknownChoice, Value, parse,
};
pub use serde_json::Value as Json;

/// The types that a node's match templates stand for.
#[derive(Debug, Clone, Copy)]
pub struct Types<T>(PhantomData<fn() -> T>);

impl<T> Types<T> {
    /// There is only one.
    pub const NEW: Self = Self(PhantomData);
}

/// A literal or link, as inputs keep it.
pub fn given<T>(value: impl Value<T>) -> Given {
    value.given()
}

/// A link, as inputs keep it.
pub fn link<To>(source: impl Source<To>) -> Given {
    Given::Link(source.link())
}

/// A link that takes part in a match template, as inputs keep it.
pub fn single<S: Single>(source: S) -> Given {
    Given::Link(source.single().untyped())
}

/// An option of a dynamic combo, as inputs keep it.
#[must_use]
pub fn chosen(key: impl Into<Cow<'static, str>>, inputs: Inputs) -> Given {
    Given::Chosen(Json::from(key.into()), Box::new(inputs))
}

/// A choice, as inputs keep it.
#[must_use]
pub fn choice<C: Choice>(choice: C) -> Given {
    Given::Literal(choice.literal())
}

/// Whether the server is sent the same for both.
#[must_use]
pub fn same<C: TextChoice>(one: &C, other: &C) -> bool {
    one.as_str() == other.as_str()
}

/// Shows a choice by what the server is sent.
///
/// # Errors
///
/// Those of `f`.
pub fn show<C: TextChoice>(choice: &C, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(choice.as_str(), f)
}

/// A choice that is neither text, number nor flag.
#[must_use]
pub fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("BUG: a generated choice is no JSON")
}
