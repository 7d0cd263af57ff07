//! Holds JSON values exactly as Python reads them.
//!
//! Validation reads prompts with it. What Python makes of the values is the business of
//! [`python`](crate::python).

mod convert;
mod locate;
mod object;
mod read;
mod text;
mod write;

use std::borrow::Cow;

pub(crate) use locate::{Member, locate_members};
pub use locate::{line_column, locate, locate_key};
pub use object::Object;
pub use read::{JsonError, MAX_DEPTH, MAX_DIGITS, Problem};
pub(crate) use write::float_text;

/// A JSON value as Python's `json.loads` reads it.
///
/// `==` compares what was written, so `1` differs from `1.0` here; for Python's own `==`, see
/// [`python::equal`](crate::python::equal).
///
/// ```
/// use comfy_graph_core::json::Json;
///
/// let json = Json::parse(r#"{"cfg": NaN, "seed": 18446744073709551615, "cfg": 8.0}"#)?;
///
/// let object = json.as_object().ok_or("not an object")?;
/// assert_eq!(object.get("seed"), Some(&Json::Int(18_446_744_073_709_551_615)));
/// assert_eq!(json.to_string(), r#"{"cfg":8.0,"seed":18446744073709551615}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    /// Python's `None`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, written without point or exponent.
    Int(i128),
    /// A whole number past 128 bits: an optional minus, then digits without leading zeros.
    Big(Cow<'a, str>),
    /// Any other number, NaN and the infinities included.
    Float(f64),
    /// A text, borrowed where it was written without escapes.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Json<'a>>),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Json<'a> {
    /// Reads `text` by the rules of Python's `json.loads`.
    ///
    /// Unlike strict JSON, `NaN`, `Infinity` and `-Infinity` are numbers, `1e400` is infinite, and
    /// of a repeated key the last value counts. Unlike Python, half of a surrogate pair becomes
    /// U+FFFD, since no Rust text can hold it, and nesting ends at [`MAX_DEPTH`] always, where
    /// Python gives up near 1000, depending on its caller.
    ///
    /// # Errors
    ///
    /// [`JsonError`] with the place of the first mistake.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        read::document(text)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// What messages call such a value.
    ///
    /// `null`, `a flag`, `a number`, `text`, `a list` or `an object`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a flag",
            Self::Int(_) | Self::Big(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The same value without a borrow of the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => Json::Bool(flag),
            Self::Int(whole) => Json::Int(whole),
            Self::Big(digits) => Json::Big(Cow::Owned(digits.into_owned())),
            Self::Float(number) => Json::Float(number),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::List(items) => Json::List(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(object) => Json::Object(object.into_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_within_32_bytes() {
        assert_eq!(size_of::<Json<'_>>(), 32);
    }

    #[test]
    fn owned_values_equal_the_borrowed_ones() {
        let text = format!(r#"{{"a": [null, true, 1, 1.5, {}, "b"]}}"#, "9".repeat(50));
        let json = Json::parse(&text).unwrap();

        assert_eq!(json.clone().into_owned(), json);
    }

    #[test]
    fn the_deepest_values_leave_stack_to_spare() {
        let text = "{\"a\":".repeat(MAX_DEPTH) + "1" + &"}".repeat(MAX_DEPTH);
        let json = Json::parse(&text).unwrap();

        assert_eq!(json.clone().into_owned().to_string(), text);
        assert!(json.to_value().is_object());
    }
}
