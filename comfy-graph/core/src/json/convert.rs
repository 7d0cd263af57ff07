//! Converts between these values, Rust's own, `serde_json`'s.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::{Json, Object};

impl Json<'_> {
    /// The value for `serde_json`, as near as it comes.
    ///
    /// NaN and the infinities become null. Whole numbers past 64 bits become floats; those past
    /// the largest float become null too.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Int(whole) => int_value(*whole),
            Self::Big(digits) => digits.parse::<f64>().map_or(Value::Null, Value::from),
            Self::Float(number) => Value::from(*number),
            Self::Text(text) => Value::from(&**text),
            Self::List(items) => items.iter().map(Json::to_value).collect(),
            Self::Object(object) => {
                object.iter().map(|(key, value)| (key.to_owned(), value.to_value())).collect()
            }
        }
    }
}

fn int_value(whole: i128) -> Value {
    match (i64::try_from(whole), u64::try_from(whole)) {
        (Ok(whole), _) => Value::from(whole),
        (_, Ok(whole)) => Value::from(whole),
        _ => Value::from(whole as f64),
    }
}

impl<'a> From<&'a Value> for Json<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::from(number),
            Value::String(text) => Self::from(&**text),
            Value::Array(items) => items.iter().collect(),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (&**key, value)).collect())
            }
        }
    }
}

impl From<&Number> for Json<'_> {
    fn from(number: &Number) -> Self {
        match number.as_i128() {
            Some(whole) => Self::Int(whole),
            None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
        }
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<Vec<Json<'a>>> for Json<'a> {
    fn from(items: Vec<Json<'a>>) -> Self {
        Self::List(items)
    }
}

impl<'a> From<Object<'a>> for Json<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl<'a, T: Into<Json<'a>>> FromIterator<T> for Json<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

macro_rules! from_plain {
    ($($variant:ident: $($plain:ty)+;)+) => {
        $($(impl From<$plain> for Json<'_> {
            fn from(value: $plain) -> Self {
                Self::$variant(value.into())
            }
        })+)+
    };
}

from_plain! {
    Bool: bool;
    Int: i32 i64 i128 u32 u64;
    Float: f64;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_go_to_serde_and_back() {
        let value = json!({"a": [null, true, -1, u64::MAX, 1.0, "b"]});

        assert_eq!(Json::from(&value).to_value(), value);
    }

    #[test]
    fn numbers_that_serde_lacks_become_floats_or_null() {
        let text =
            format!("[NaN, -Infinity, {}, {}, {}]", 1_u128 << 64, "9".repeat(50), "9".repeat(400));

        let value = Json::parse(&text).unwrap().to_value();

        assert_eq!(value, json!([null, null, 18_446_744_073_709_551_616.0, 1e50, null]));
    }
}
