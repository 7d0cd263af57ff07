//! Takes literals and links alike where an input has a widget.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde_json::Value as Json;

use super::inputs::Inputs;
use super::output::{Out, OutList, OutputRef};
use super::sockets::{Boolean, Float, Int, Socket, Text};
use super::source::{Feeds, Source};

/// What an input was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// The output of a node.
    Link(OutputRef),
    /// A JSON value.
    Literal(Json),
    /// A JSON value that nothing checks or wraps.
    Raw(Json),
    /// Nothing, not even the default.
    Nothing,
    /// An option of a dynamic combo: its key, then the option's own inputs.
    Chosen(Json, Box<Inputs>),
    /// The elements of an autogrow input by name.
    Elements(Vec<(Cow<'static, str>, Given)>),
}

/// A kind of value that inputs take: a number, a flag, text, a choice.
///
/// The type behind it is what a link into such an input carries.
pub trait Accepts {
    /// What a link carries.
    type Socket;
}

#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a `{T}` nor an output that carries one",
    label = "the input takes a literal `{T}`, or a link",
    note = "a choice is a variant of its type, such as `Sampler::Euler`; `parse` finds it by text"
)]
/// Something that an input of kind `T` takes: a literal, or an output that carries one.
///
/// `T` is `i64`, `u64`, `f64`, `bool`, [`Text`], a generated choice, or a socket type that has
/// literals.
pub trait Value<T> {
    /// The literal or the link.
    fn given(self) -> Given;
}

impl<T: Accepts, K: Feeds<T::Socket>> Value<T> for Out<K> {
    fn given(self) -> Given {
        Given::Link(self.untyped())
    }
}

impl<T: Accepts, K: Feeds<T::Socket>> Value<T> for OutList<K> {
    fn given(self) -> Given {
        Given::Link(self.each().untyped())
    }
}

// Literals such as `&str` are refused as what they are, not as nodes that feed nothing.
#[diagnostic::do_not_recommend]
impl<T: Accepts, S: Source<T::Socket>> Value<T> for &S {
    fn given(self) -> Given {
        Given::Link(self.link())
    }
}

macro_rules! kinds {
    ($($kind:ty, $socket:ty, [$($literal:ty),*];)*) => {
        $(
            impl Accepts for $kind {
                type Socket = $socket;
            }

            $(
                impl Value<$kind> for $literal {
                    fn given(self) -> Given {
                        Given::Literal(Json::from(self))
                    }
                }
            )*
        )*
    };
}

// `i32` beside `f64` is what lets both `cfg(7)` and `cfg(7.5)` compile.
kinds! {
    i64, Int, [i64, i32, u32, u16, u8];
    u64, Int, [u64, i64, i32, u32, u16, u8];
    f64, Float, [f64, f32, i32];
    bool, Boolean, [bool];
}

impl Accepts for Text {
    type Socket = Text;
}

macro_rules! texts {
    ($($literal:ty),*) => {
        $(
            impl Value<Text> for $literal {
                fn given(self) -> Given {
                    Given::Literal(Json::String(self.into()))
                }
            }
        )*
    };
}

texts!(&str, String, Cow<'_, str>);

impl Value<Text> for &String {
    fn given(self) -> Given {
        Given::Literal(Json::String(self.clone()))
    }
}

/// JSON for an input whose type `T` only editors have a widget for, such as a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Custom<T> {
    json: Json,
    socket: PhantomData<fn() -> T>,
}

impl<T> Custom<T> {
    /// Takes `json` as it is; lists are wrapped, since the server reads bare ones as links.
    #[must_use]
    pub fn new(json: impl Into<Json>) -> Self {
        Self { json: wrapped(json.into()), socket: PhantomData }
    }
}

/// `{"__value__": […]}` around lists, anything else as it is.
pub(super) fn wrapped(json: Json) -> Json {
    if json.is_array() { serde_json::json!({ "__value__": json }) } else { json }
}

impl<T: Socket> Accepts for Custom<T> {
    type Socket = T;
}

impl<T> Value<Custom<T>> for Custom<T> {
    fn given(self) -> Given {
        Given::Literal(self.json)
    }
}

impl<T> Value<Custom<T>> for Json {
    fn given(self) -> Given {
        Given::Literal(wrapped(self))
    }
}

impl<T> Value<Custom<T>> for &str {
    fn given(self) -> Given {
        Given::Literal(Json::from(self))
    }
}

/// A literal or link of kind `T`, for lists that mix both.
///
/// ```
/// use comfy_graph::In;
///
/// let values = [In::<i64>::new(3), In::new(4_i64)];
/// ```
#[derive(Clone, PartialEq)]
pub struct In<T> {
    given: Given,
    kind: PhantomData<fn() -> T>,
}

impl<T> In<T> {
    /// Holds `value`.
    #[must_use]
    pub fn new(value: impl Value<T>) -> Self {
        Self { given: value.given(), kind: PhantomData }
    }
}

impl<T> Value<T> for In<T> {
    fn given(self) -> Given {
        self.given
    }
}

impl<T> fmt::Debug for In<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.given, f)
    }
}
