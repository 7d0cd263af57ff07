//! Reads the numbers of a schema without losing digits.

use std::cmp::Ordering;
use std::fmt;

use serde_json::value::RawValue;

use crate::json::Json;

/// A limit or a default: exact where it is whole, since seeds go past 64 signed bits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// Any other number; never NaN.
    Float(f64),
}

impl Number {
    /// Reads a JSON number; `None` for any other JSON.
    #[must_use]
    pub fn from_raw(raw: &RawValue) -> Option<Self> {
        Self::from_text(raw.get())
    }

    /// Reads the text of a JSON number.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if let Ok(whole) = text.parse() {
            return Some(Self::Int(whole));
        }
        let looks_numeric = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let number: f64 = looks_numeric.then(|| text.parse().ok())??;
        number.is_finite().then_some(Self::Float(number))
    }

    /// The number as JSON.
    #[must_use]
    pub const fn to_json(self) -> Json<'static> {
        match self {
            Self::Int(whole) => Json::Int(whole),
            Self::Float(number) => Json::Float(number),
        }
    }

    /// The whole number, also where it is written like `1.0`.
    #[must_use]
    pub fn as_int(self) -> Option<i128> {
        match self {
            Self::Int(whole) => Some(whole),
            Self::Float(number) if number.fract() == 0.0 => Some(number as i128),
            Self::Float(_) => None,
        }
    }

    /// The nearest 64-bit float.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(whole) => whole as f64,
            Self::Float(number) => number,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a.partial_cmp(b),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(whole) => whole.fmt(f),
            // `{:?}` keeps the point of `1.0`, which tells a float from a whole number.
            Self::Float(number) => write!(f, "{number:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_past_64_signed_bits_keep_every_digit() {
        let text = "-18446744073709551615";

        assert_eq!(Number::from_text(text), Some(Number::Int(-18_446_744_073_709_551_615)));
    }

    #[test]
    fn whole_floats_count_as_whole() {
        assert_eq!(Number::from_text("1.0").and_then(Number::as_int), Some(1));
        assert_eq!(Number::from_text("1.5").and_then(Number::as_int), None);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["null", "\"1\"", "NaN", "inf", "true", "1e999"] {
            assert_eq!(Number::from_text(text), None, "{text}");
        }
    }
}
