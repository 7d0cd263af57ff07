//! Reads parts that may be of another kind than they should, without failing.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::wire::{
    WireClass, WireDynamicOption, WireInputs, WireOptions, WireOrder, WireSpec, WireTemplate,
};

/// A part of the wire form that should be a `T`.
pub(super) enum Part<T> {
    /// It is one.
    Is(T),
    /// It is something else, of this kind.
    Else(&'static str),
}

impl<T> Part<T> {
    /// The same, borrowed.
    pub(super) fn as_ref(&self) -> Part<&T> {
        match self {
            Self::Is(value) => Part::Is(value),
            Self::Else(kind) => Part::Else(kind),
        }
    }

    /// What it is, where it is what it should be.
    pub(super) fn ok(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::Else(_) => None,
        }
    }
}

/// Which kind of JSON a part should be.
pub(super) trait Shape {
    const IS_LIST: bool = false;
}

impl<T> Shape for Vec<T> {
    const IS_LIST: bool = true;
}

impl Shape for WireSpec<'_> {
    const IS_LIST: bool = true;
}

impl<T> Shape for Pairs<'_, T> {}
impl Shape for WireClass<'_> {}
impl Shape for WireInputs<'_> {}
impl Shape for WireOrder<'_> {}
impl Shape for WireOptions<'_> {}
impl Shape for WireDynamicOption<'_> {}
impl Shape for WireTemplate<'_> {}

impl<'de, T: Deserialize<'de> + Shape> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PartVisitor(PhantomData))
    }
}

struct PartVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Shape> Visitor<'de> for PartVisitor<T> {
    type Value = Part<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Part<T>, A::Error> {
        let entries = MapAccessDeserializer::new(map);
        if T::IS_LIST {
            return IgnoredAny::deserialize(entries).map(|_| Part::Else("an object"));
        }
        T::deserialize(entries).map(Part::Is)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Part<T>, A::Error> {
        let cells = SeqAccessDeserializer::new(seq);
        if T::IS_LIST {
            return T::deserialize(cells).map(Part::Is);
        }
        IgnoredAny::deserialize(cells).map(|_| Part::Else("a list"))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Part<T>, E> {
        Ok(Part::Else("text"))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Part<T>, E> {
        Ok(Part::Else("a flag"))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Part<T>, E> {
        Ok(Part::Else("a number"))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Part<T>, E> {
        Ok(Part::Else("a number"))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Part<T>, E> {
        Ok(Part::Else("a number"))
    }

    fn visit_unit<E: Error>(self) -> Result<Part<T>, E> {
        Ok(Part::Else("null"))
    }
}

/// Text that is copied only where it holds escapes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// The entries of a JSON object in sent order.
pub(super) struct Pairs<'a, T>(pub(super) Vec<(Text<'a>, T)>);

impl<T> Default for Pairs<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Pairs<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData)).map(Pairs)
    }
}

struct PairsVisitor<'a, T>(PhantomData<(&'a str, T)>);

impl<'de: 'a, 'a, T: Deserialize<'de>> Visitor<'de> for PairsVisitor<'a, T> {
    type Value = Vec<(Text<'a>, T)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for WireSpec<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(SpecVisitor(PhantomData))
    }
}

struct SpecVisitor<'a>(PhantomData<&'a str>);

impl<'de: 'a, 'a> Visitor<'de> for SpecVisitor<'a> {
    type Value = WireSpec<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let spec = WireSpec { declared: seq.next_element()?, options: seq.next_element()? };
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(spec)
    }
}
