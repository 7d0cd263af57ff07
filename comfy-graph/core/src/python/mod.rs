//! Tells what Python makes of JSON values.
//!
//! Validation uses it to foresee what the server, which is written in Python, does with a prompt.
//! The rules and messages are those of Python 3.11.

mod alnum;
mod digits;
mod number;
mod order;
mod spelling;

use crate::json::Json;

pub use alnum::is_alnum;
pub use number::{float, int};
pub use order::{equal, greater, less};
pub use spelling::{repr, text};

/// An exception that Python would raise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {message}")]
pub struct Raised {
    /// Its class, such as `ValueError`.
    pub kind: &'static str,
    /// What `str` makes of it.
    pub message: String,
}

impl Raised {
    fn value(message: impl Into<String>) -> Self {
        Self { kind: "ValueError", message: message.into() }
    }

    fn of_type(message: impl Into<String>) -> Self {
        Self { kind: "TypeError", message: message.into() }
    }

    fn overflow(message: impl Into<String>) -> Self {
        Self { kind: "OverflowError", message: message.into() }
    }
}

/// The name of the value's type: `type(value).__name__`.
#[must_use]
pub fn type_name(value: &Json<'_>) -> &'static str {
    match value {
        Json::Null => "NoneType",
        Json::Bool(_) => "bool",
        Json::Int(_) | Json::Big(_) => "int",
        Json::Float(_) => "float",
        Json::Text(_) => "str",
        Json::List(_) => "list",
        Json::Object(_) => "dict",
    }
}

/// Whether the value counts as true: `bool(value)`.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// assert!(python::truth(&Json::from("False")));
/// assert!(!python::truth(&Json::from(0)));
/// ```
#[must_use]
pub fn truth(value: &Json<'_>) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(flag) => *flag,
        Json::Int(whole) => *whole != 0,
        Json::Big(_) => true,
        Json::Float(number) => *number != 0.0,
        Json::Text(text) => !text.is_empty(),
        Json::List(items) => !items.is_empty(),
        Json::Object(object) => !object.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn the_deepest_values_leave_stack_to_spare() {
        let text = "[".repeat(json::MAX_DEPTH) + &"]".repeat(json::MAX_DEPTH);
        let value = Json::parse(&text).unwrap();

        assert_eq!(repr(&value), text);
        assert!(equal(&value, &value));
        assert_eq!(less(&value, &value), Ok(false));
    }

    #[test]
    fn nothing_and_zero_are_false() {
        for (text, expected) in [
            ("null", false),
            ("0", false),
            ("-0.0", false),
            ("\"\"", false),
            ("[]", false),
            ("{}", false),
            ("NaN", true),
            ("\"0\"", true),
            ("[0]", true),
        ] {
            assert_eq!(truth(&Json::parse(text).unwrap()), expected, "{text}");
        }
    }
}
