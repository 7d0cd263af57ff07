//! Compares JSON values as Python's operators do.

use std::cmp::Ordering;

use crate::json::{Json, Object};

use super::number::whole_part;
use super::{Raised, type_name};

/// Whether `a == b`: by value, so that `1`, `1.0` and `true` are one.
///
/// NaN equals nothing, also where Python would meet the very same object twice within two lists.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// assert!(python::equal(&Json::from(1.0), &Json::from(true)));
/// assert!(!python::equal(&Json::from(1), &Json::from("1")));
/// ```
#[must_use]
pub fn equal(a: &Json<'_>, b: &Json<'_>) -> bool {
    match (a, b) {
        (Json::Null, Json::Null) => true,
        (Json::Text(a), Json::Text(b)) => a == b,
        (Json::List(a), Json::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Json::Object(a), Json::Object(b)) => objects_equal(a, b),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => a.order(&b) == Some(Ordering::Equal),
            _ => false,
        },
    }
}

fn objects_equal(a: &Object<'_>, b: &Object<'_>) -> bool {
    // Most often both are in one order; a look at the same place spares a search.
    let same = |(place, (key, value)): (usize, (&str, &Json<'_>))| {
        let at_place = b.at(place).filter(|(other, _)| *other == key).map(|(_, value)| value);
        at_place.or_else(|| b.get(key)).is_some_and(|other| equal(value, other))
    };
    a.len() == b.len() && a.iter().enumerate().all(same)
}

/// Whether `a < b`.
///
/// # Errors
///
/// The `TypeError` that Python raises where the two have no order.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// assert_eq!(python::less(&Json::from(1), &Json::from(1.5)), Ok(true));
/// let raised = python::less(&Json::from("a"), &Json::from(1)).unwrap_err();
/// assert_eq!(raised.message, "'<' not supported between instances of 'str' and 'int'");
/// ```
pub fn less(a: &Json<'_>, b: &Json<'_>) -> Result<bool, Raised> {
    is(a, Ordering::Less, b)
}

/// Whether `a > b`.
///
/// # Errors
///
/// The `TypeError` that Python raises where the two have no order.
pub fn greater(a: &Json<'_>, b: &Json<'_>) -> Result<bool, Raised> {
    is(a, Ordering::Greater, b)
}

fn is(a: &Json<'_>, wanted: Ordering, b: &Json<'_>) -> Result<bool, Raised> {
    match (a, b) {
        (Json::Text(a), Json::Text(b)) => Ok(a.cmp(b) == wanted),
        (Json::List(a), Json::List(b)) => lists(a, wanted, b),
        _ => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => Ok(a.order(&b) == Some(wanted)),
            _ => Err(unordered(a, wanted, b)),
        },
    }
}

/// The first items that differ decide, then the lengths.
fn lists(a: &[Json<'_>], wanted: Ordering, b: &[Json<'_>]) -> Result<bool, Raised> {
    match a.iter().zip(b).find(|(a, b)| !equal(a, b)) {
        Some((a, b)) => is(a, wanted, b),
        None => Ok(a.len().cmp(&b.len()) == wanted),
    }
}

fn unordered(a: &Json<'_>, wanted: Ordering, b: &Json<'_>) -> Raised {
    let sign = if wanted.is_lt() { '<' } else { '>' };
    let (a, b) = (type_name(a), type_name(b));
    Raised::of_type(format!("'{sign}' not supported between instances of '{a}' and '{b}'"))
}

/// What compares as a number.
#[derive(Clone, Copy)]
enum Number<'a> {
    Int(i128),
    /// Past 128 bits, so that its sign alone decides against an `Int`.
    Big(&'a str),
    Float(f64),
}

impl<'a> Number<'a> {
    fn of(value: &'a Json<'_>) -> Option<Self> {
        match value {
            Json::Bool(flag) => Some(Self::Int((*flag).into())),
            Json::Int(whole) => Some(Self::Int(*whole)),
            Json::Big(digits) => Some(Self::Big(digits)),
            Json::Float(number) => Some(Self::Float(*number)),
            _ => None,
        }
    }

    /// The exact order; none beside NaN.
    fn order(&self, other: &Number<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Float(a), Number::Float(b)) => a.partial_cmp(b),
            (_, Number::Float(b)) => self.order_beside(*b),
            (Self::Float(a), _) => other.order_beside(*a).map(Ordering::reverse),
            (Self::Int(a), Number::Int(b)) => Some(a.cmp(b)),
            (Self::Int(_), Number::Big(b)) => Some(sign(b).reverse()),
            (Self::Big(a), Number::Int(_)) => Some(sign(a)),
            (Self::Big(a), Number::Big(b)) => Some(order_of_digits(a, b)),
        }
    }

    /// The order of a whole number and a float; no rounding on the way.
    fn order_beside(&self, float: f64) -> Option<Ordering> {
        if !float.is_finite() {
            return 0.0.partial_cmp(&float);
        }
        let whole = whole_part(float);
        let beside_whole = self.order(&Number::of(&whole)?)?;
        Some(beside_whole.then(0.0.partial_cmp(&float.fract())?))
    }
}

/// Where a number past 128 bits lies, seen from zero.
fn sign(digits: &str) -> Ordering {
    if digits.starts_with('-') { Ordering::Less } else { Ordering::Greater }
}

fn order_of_digits(a: &str, b: &str) -> Ordering {
    let sizes = (a.len(), a).cmp(&(b.len(), b));
    match (sign(a), sign(b)) {
        (Ordering::Less, Ordering::Less) => sizes.reverse(),
        (Ordering::Greater, Ordering::Greater) => sizes,
        (a, b) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json<'_> {
        Json::parse(text).unwrap()
    }

    #[test]
    fn equal_values_need_not_be_written_alike() {
        for (a, b) in [
            ("1", "true"),
            ("0.0", "-0"),
            ("[1, [true]]", "[1.0, [1]]"),
            (r#"{"a": 1, "b": {}}"#, r#"{"b": {}, "a": 1.0}"#),
            ("170141183460469231731687303715884105728", "1.7014118346046923e38"),
            ("-Infinity", "-1e999"),
        ] {
            assert!(equal(&json(a), &json(b)), "{a} == {b}");
        }
    }

    #[test]
    fn values_that_only_look_alike_differ() {
        for (a, b) in [
            ("NaN", "NaN"),
            ("9007199254740993", "9007199254740992.0"),
            ("null", "false"),
            ("1", "\"1\""),
            ("[]", "{}"),
            ("[1]", "[1, 1]"),
            (r#"{"a": 1}"#, r#"{"b": 1}"#),
        ] {
            assert!(!equal(&json(a), &json(b)), "{a} != {b}");
        }
    }

    #[test]
    fn the_order_is_exact() {
        let big = "1".repeat(400);
        let bigger = "2".repeat(400);
        let (small, smaller) = (format!("-{big}"), format!("-{bigger}"));
        let ascending = [
            "-Infinity",
            &smaller,
            &small,
            "-1e300",
            "-1.5",
            "-1",
            "false",
            "5e-324",
            "true",
            "1.5",
            "9007199254740992.0",
            "9007199254740993",
            "9007199254740994.0",
            "1e300",
            &big,
            &bigger,
            "Infinity",
        ];

        for (place, a) in ascending.iter().enumerate() {
            for (other, b) in ascending.iter().enumerate() {
                assert_eq!(less(&json(a), &json(b)), Ok(place < other), "{a} < {b}");
                assert_eq!(greater(&json(a), &json(b)), Ok(place > other), "{a} > {b}");
            }
        }
    }

    #[test]
    fn texts_come_by_code_point_and_lists_by_item() {
        for (a, b) in [
            (r#""Z""#, r#""a""#),
            (r#""a""#, r#""aa""#),
            (r#""\uffee""#, r#""😀""#),
            ("[]", "[null]"),
            ("[1, 2]", "[1, 3]"),
            ("[null, 1]", "[null, 2]"),
            (r#"[1, "z"]"#, "[2, 0]"),
        ] {
            assert_eq!(less(&json(a), &json(b)), Ok(true), "{a} < {b}");
            assert_eq!(greater(&json(a), &json(b)), Ok(false), "{a} > {b}");
        }
    }

    #[test]
    fn nothing_lies_beside_nan() {
        assert_eq!(less(&json("NaN"), &json("1")), Ok(false));
        assert_eq!(greater(&json("NaN"), &json("1")), Ok(false));
    }

    #[test]
    fn what_has_no_order_is_named() {
        for (a, b, names) in [
            ("null", "null", "'NoneType' and 'NoneType'"),
            ("{}", "{}", "'dict' and 'dict'"),
            ("true", "[]", "'bool' and 'list'"),
            ("[1, 1.5]", r#"[1, "a"]"#, "'float' and 'str'"),
        ] {
            let raised = greater(&json(a), &json(b)).unwrap_err();
            let message = format!("'>' not supported between instances of {names}");
            assert_eq!(raised, Raised::of_type(message));
        }
    }
}
