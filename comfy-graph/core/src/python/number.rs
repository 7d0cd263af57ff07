//! Makes numbers of JSON values as Python's `int` does, or its `float`.

use std::borrow::Cow;

use crate::json::{Json, MAX_DIGITS};

use super::{Raised, digits, repr, type_name};

/// The whole number that `int(value)` gives.
///
/// # Errors
///
/// What Python would raise.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// assert_eq!(python::int(&Json::from(" 1_000 ")), Ok(Json::Int(1000)));
/// let raised = python::int(&Json::from("1.5")).unwrap_err();
/// assert_eq!(raised.message, "invalid literal for int() with base 10: '1.5'");
/// ```
pub fn int(value: &Json<'_>) -> Result<Json<'static>, Raised> {
    match value {
        Json::Bool(flag) => Ok(Json::Int((*flag).into())),
        Json::Int(_) | Json::Big(_) => Ok(value.clone().into_owned()),
        Json::Float(number) => int_of_float(*number),
        Json::Text(text) => int_of_text(text),
        Json::Null | Json::List(_) | Json::Object(_) => Err(Raised::of_type(format!(
            "int() argument must be a string, a bytes-like object or a real number, not '{}'",
            type_name(value)
        ))),
    }
}

fn int_of_float(number: f64) -> Result<Json<'static>, Raised> {
    if number.is_nan() {
        return Err(Raised::value("cannot convert float NaN to integer"));
    }
    if number.is_infinite() {
        return Err(Raised::overflow("cannot convert float infinity to integer"));
    }
    Ok(whole_part(number))
}

/// A finite number without its fraction, exactly.
pub(super) fn whole_part(number: f64) -> Json<'static> {
    const LIMIT: f64 = (1_u128 << 127) as f64;
    let whole = number.trunc();
    if (-LIMIT..LIMIT).contains(&whole) {
        return Json::Int(whole as i128);
    }
    Json::Big(Cow::Owned(format!("{whole:.0}")))
}

fn int_of_text(text: &str) -> Result<Json<'static>, Raised> {
    let invalid = || {
        let shown: String = repr(&Json::from(text)).chars().take(SHOWN).collect();
        Raised::value(format!("invalid literal for int() with base 10: {shown}"))
    };
    let spelled = in_ascii(text);
    let (minus, unsigned) = match spelled.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", spelled.strip_prefix('+').unwrap_or(&spelled)),
    };
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let digits = without_underscores(digits).ok_or_else(invalid)?;
    // Python counts before it looks at what follows the digits.
    if digits.len() > MAX_DIGITS {
        return Err(too_long(digits.len()));
    }
    if digits.is_empty() || !rest.is_empty() {
        return Err(invalid());
    }
    Ok(int_of_digits(minus, &digits))
}

/// How much of a text the message about it shows.
const SHOWN: usize = 200;

fn too_long(digits: usize) -> Raised {
    Raised::value(format!(
        "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has \
         {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
    ))
}

fn int_of_digits(minus: &str, digits: &str) -> Json<'static> {
    let digits = digits.trim_start_matches('0');
    let spelled = format!("{minus}{}", if digits.is_empty() { "0" } else { digits });
    spelled.parse().map_or(Json::Big(Cow::Owned(spelled)), Json::Int)
}

/// The float that `float(value)` gives.
///
/// # Errors
///
/// What Python would raise.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// assert_eq!(python::float(&Json::from("1e400")), Ok(f64::INFINITY));
/// let raised = python::float(&Json::Null).unwrap_err();
/// assert_eq!(raised.kind, "TypeError");
/// ```
pub fn float(value: &Json<'_>) -> Result<f64, Raised> {
    match value {
        Json::Bool(flag) => Ok((*flag).into()),
        Json::Int(whole) => Ok(*whole as f64),
        Json::Big(digits) => float_of_digits(digits),
        Json::Float(number) => Ok(*number),
        Json::Text(text) => float_of_text(text).ok_or_else(|| {
            Raised::value(format!("could not convert string to float: {}", repr(value)))
        }),
        Json::Null | Json::List(_) | Json::Object(_) => Err(Raised::of_type(format!(
            "float() argument must be a string or a real number, not '{}'",
            type_name(value)
        ))),
    }
}

fn float_of_digits(digits: &str) -> Result<f64, Raised> {
    let number = digits.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| Raised::overflow("int too large to convert to float"))
}

fn float_of_text(text: &str) -> Option<f64> {
    // Beyond underscores, Rust reads the very spellings that Python does.
    without_underscores(&in_ascii(text))?.parse().ok()
}

/// `text` without surrounding blanks, its digits of any script as ASCII ones.
fn in_ascii(text: &str) -> Cow<'_, str> {
    // Rust trims what Python strips here; `str.strip` would take U+001C to U+001F as well.
    let text = text.trim();
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let digit = |c: char| digits::digit(c).map_or(c, |digit| char::from(b'0' + digit));
    text.chars().map(digit).collect()
}

/// `text` without the underscores in it, each of which must stand between two digits.
fn without_underscores(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('_') {
        return Some(Cow::Borrowed(text));
    }
    let mut pieces = text.split('_').peekable();
    let mut joined = String::with_capacity(text.len());
    while let Some(piece) = pieces.next() {
        let opens = joined.is_empty() || piece.starts_with(|c: char| c.is_ascii_digit());
        let closes = pieces.peek().is_none() || piece.ends_with(|c: char| c.is_ascii_digit());
        if !opens || !closes {
            return None;
        }
        joined.push_str(piece);
    }
    Some(Cow::Owned(joined))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `int(value)` gives, or the message of what it raises.
    fn int_said(value: impl Into<Json<'static>>) -> String {
        int(&value.into()).map_or_else(|raised| raised.to_string(), |whole| whole.to_string())
    }

    /// What `repr(float(value))` gives, or the message of what it raises.
    fn float_said(value: impl Into<Json<'static>>) -> String {
        let float = float(&value.into());
        float.map_or_else(|raised| raised.to_string(), |number| repr(&number.into()))
    }

    #[test]
    fn whole_numbers_come_from_texts_as_python_takes_them() {
        for (text, expected) in [
            (" 7\n", "7"),
            ("\u{3000}7\u{a0}\u{85}", "7"),
            ("+1_000", "1000"),
            ("-0", "0"),
            ("007", "7"),
            ("-٣１𝟚", "-312"),
            (
                "-00170141183460469231731687303715884105729",
                "-170141183460469231731687303715884105729",
            ),
        ] {
            assert_eq!(int_said(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_whole_numbers_are_refused() {
        for text in [
            "",
            " ",
            "1.0",
            "1e5",
            "abc",
            "+-1",
            "- 1",
            "1 2",
            "1__0",
            "_1",
            "1_",
            "0x10",
            "²",
            "−1",
            "\u{1c}1",
            "\u{200b}1",
            "\u{feff}1",
            "1\0",
            "None",
        ] {
            let expected = "ValueError: invalid literal for int() with base 10: ".to_owned();
            assert_eq!(int_said(text), expected + &repr(&text.into()));
        }
    }

    #[test]
    fn long_texts_are_cut_in_the_message_of_int_alone() {
        let long = "a".repeat(300);

        assert_eq!(
            int_said(long.clone()),
            format!("ValueError: invalid literal for int() with base 10: '{}", &long[..199])
        );
        assert_eq!(
            float_said(long.clone()),
            format!("ValueError: could not convert string to float: '{long}'")
        );
    }

    #[test]
    fn the_limit_of_digits_comes_before_what_follows_them() {
        let limit = "ValueError: Exceeds the limit (4300 digits) for integer string conversion: \
                     value has 4301 digits; use sys.set_int_max_str_digits() to increase the limit";

        assert_eq!(int_said("0".repeat(4300)), "0");
        assert_eq!(int_said("0".repeat(4301)), limit);
        assert_eq!(int_said("1".repeat(4301) + "x"), limit);
        assert!(int_said("1".repeat(4301) + "_").contains("invalid literal"));
    }

    #[test]
    fn whole_numbers_come_from_floats_exactly() {
        for (number, expected) in [
            (-1.9, "-1"),
            (1e23, "99999999999999991611392"),
            (1e39, "999999999999999939709166371603178586112"),
            (f64::NAN, "ValueError: cannot convert float NaN to integer"),
            (f64::NEG_INFINITY, "OverflowError: cannot convert float infinity to integer"),
        ] {
            assert_eq!(int_said(number), expected);
        }
    }

    #[test]
    fn what_is_neither_text_nor_number_is_refused() {
        assert_eq!(
            int_said(vec![]),
            "TypeError: int() argument must be a string, a bytes-like object or a real number, \
             not 'list'"
        );
        assert_eq!(
            float_said(Json::Object(crate::json::Object::new())),
            "TypeError: float() argument must be a string or a real number, not 'dict'"
        );
    }

    #[test]
    fn floats_come_from_texts_as_python_takes_them() {
        for (text, expected) in [
            (" 1. ", "1.0"),
            ("-.5", "-0.5"),
            ("1_0.0_1e1_0", "100100000000.0"),
            ("٣.٥", "3.5"),
            ("1e400", "inf"),
            ("-iNfInItY", "-inf"),
            ("+NAN", "nan"),
        ] {
            assert_eq!(float_said(text), expected, "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_floats_are_refused() {
        for text in ["", ".", "e5", "1e", "1_.5", "1._5", "1e_5", "n_an", "infinit", "0x1p3", "1,5"]
        {
            let expected = format!("ValueError: could not convert string to float: '{text}'");
            assert_eq!(float_said(text), expected);
        }
    }

    #[test]
    fn whole_numbers_past_the_floats_overflow() {
        let digits = |count| Json::Big("9".repeat(count).into());

        assert_eq!(float_said(digits(300)), "1e+300");
        assert_eq!(float_said(digits(400)), "OverflowError: int too large to convert to float");
    }
}
