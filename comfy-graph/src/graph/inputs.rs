//! Collects what the inputs of a node, or of a dynamic option, are given.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value as Json;

use super::source::{Single, Source};
use super::table::{Field, Preset};
use super::value::{Given, Value};
use crate::prompt::Link;

/// Inputs in the making: what was given, over a table of what there is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inputs {
    fields: &'static [Field],
    given: Vec<(Cow<'static, str>, Given)>,
}

impl Inputs {
    /// Nothing given yet; `fields` tells order, defaults and ranges.
    #[must_use]
    pub const fn new(fields: &'static [Field]) -> Self {
        Self { fields, given: Vec::new() }
    }

    /// Gives `name` a value, in place of any it had.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Given) {
        let name = name.into();
        match self.given.iter_mut().find(|(given, _)| *given == name) {
            Some((_, slot)) => *slot = value,
            None => self.given.push((name, value)),
        }
    }

    /// Gives `name` a literal or link, in place of what it had.
    #[must_use]
    pub fn put<T>(mut self, name: &'static str, value: impl Value<T>) -> Self {
        self.set(name, value.given());
        self
    }

    /// Wires `name`, in place of what it had.
    #[must_use]
    pub fn wire<To>(mut self, name: &'static str, source: impl Source<To>) -> Self {
        self.set(name, Given::Link(source.link()));
        self
    }

    /// Wires `name`, whose type takes part in a match template, in place of what it had.
    #[must_use]
    pub fn join(mut self, name: &'static str, source: impl Single) -> Self {
        self.set(name, Given::Link(source.single().untyped()));
        self
    }

    /// Gives the autogrow input `name` its elements, in place of those it had.
    #[must_use]
    pub fn grow<T>(
        mut self,
        name: &'static str,
        names: Names,
        elements: impl IntoIterator<Item = T>,
        keep: impl Fn(T) -> Given,
    ) -> Self {
        let named = |(index, element)| (names.at(index), keep(element));
        let elements = elements.into_iter().enumerate().map(named).collect();
        self.set(name, Given::Elements(elements));
        self
    }

    /// Takes back what `name` was given.
    pub(super) fn remove(&mut self, name: &str) -> Option<Given> {
        let position = self.given.iter().position(|(given, _)| given == name)?;
        Some(self.given.remove(position).1)
    }

    /// What `name` was given; defaults do not count.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Given> {
        self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value)
    }

    /// Everything given by name, for the checks.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Given, Option<&'static Field>)> {
        let field = |name: &str| self.fields.iter().find(|field| field.name == name);
        self.given.iter().map(move |(name, given)| (&**name, given, field(name)))
    }

    /// Literals that servers read as links: those of prompts, to nodes that are not there.
    pub(super) fn broken_links(&self) -> impl Iterator<Item = Link> {
        self.given.iter().filter_map(|(_, given)| match given {
            Given::Literal(literal) | Given::Raw(literal) => Link::from_json(literal),
            _ => None,
        })
    }

    /// Whether an extra input may have the name of one that a dynamic input brings.
    pub(super) fn may_repeat(&self) -> bool {
        let known = |name: &str| self.fields.iter().any(|field| field.name == name);
        self.given.iter().any(|(name, _)| name.contains('.') && !known(name))
    }

    /// Calls `visit` with every input a prompt holds, dynamic ones flattened, defaults filled in.
    ///
    /// Inputs of the table come first, in its order; others follow as given.
    pub(super) fn each<E>(
        &self,
        prefix: &mut String,
        visit: &mut dyn FnMut(&str, &Given) -> Result<(), E>,
    ) -> Result<(), E> {
        for field in self.fields {
            match self.get(field.name) {
                Some(given) => flatten(prefix, field.name, given, visit)?,
                None => {
                    if let Some(literal) = field.preset.literal() {
                        flatten(prefix, field.name, &Given::Literal(literal), visit)?;
                    }
                }
            }
        }
        let extra = |name: &str| !self.fields.iter().any(|field| field.name == name);
        for (name, given) in self.given.iter().filter(|(name, _)| extra(name)) {
            flatten(prefix, name, given, visit)?;
        }
        Ok(())
    }
}

impl Preset {
    fn literal(&self) -> Option<Json> {
        Some(match *self {
            Self::None => return None,
            Self::Int(number) => Json::from(number),
            Self::Unsigned(number) => Json::from(number),
            Self::Float(number) => Json::from(number),
            Self::Bool(flag) => Json::from(flag),
            Self::Text(text) => Json::from(text),
            // The generator wrote it from JSON that it had parsed.
            Self::Json(text) => serde_json::from_str(text).expect("BUG: a preset is no JSON"),
        })
    }
}

fn flatten<E>(
    prefix: &mut String,
    name: &str,
    given: &Given,
    visit: &mut dyn FnMut(&str, &Given) -> Result<(), E>,
) -> Result<(), E> {
    let length = prefix.len();
    prefix.push_str(name);
    let result = match given {
        Given::Link(_) | Given::Literal(_) | Given::Raw(_) | Given::Nothing => visit(prefix, given),
        Given::Chosen(key, inputs) => visit(prefix, &Given::Literal(key.clone())).and_then(|()| {
            prefix.push('.');
            inputs.each(prefix, visit)
        }),
        Given::Elements(elements) => elements.iter().try_for_each(|(element, given)| {
            prefix.truncate(length + name.len());
            prefix.push('.');
            flatten(prefix, element, given, visit)
        }),
    };
    prefix.truncate(length);
    result
}

/// How the elements of an autogrow input are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// A prefix, then a number that starts here: `image0`, or `image_1`.
    Numbered(&'static str, usize),
    /// These.
    List(&'static [&'static str]),
}

impl Names {
    /// The name of the element at `index`; past the end of a list, a number stands in, which the
    /// graph's check then reports.
    fn at(self, index: usize) -> Cow<'static, str> {
        let mut name = String::new();
        match self {
            Self::Numbered(prefix, base) => {
                write!(name, "{prefix}{}", base + index).expect("BUG: a string refused text");
            }
            Self::List(names) => match names.get(index) {
                Some(known) => return Cow::Borrowed(known),
                None => write!(name, "{index}").expect("BUG: a string refused text"),
            },
        }
        Cow::Owned(name)
    }
}
