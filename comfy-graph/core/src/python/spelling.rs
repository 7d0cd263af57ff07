//! Spells JSON values as Python prints them.

use std::fmt::Write as _;

use crate::json::{Json, float_text};

/// What `str(value)` gives.
///
/// ```
/// use comfy_graph_core::{json::Json, python};
///
/// let value = Json::parse(r#"{"a": ["it's", 1e16, true]}"#)?;
/// assert_eq!(python::text(&value), r#"{'a': ["it's", 1e+16, True]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn text(value: &Json<'_>) -> String {
    match value.as_text() {
        Some(text) => text.to_owned(),
        None => repr(value),
    }
}

/// What `repr(value)` gives.
#[must_use]
pub fn repr(value: &Json<'_>) -> String {
    let mut out = String::new();
    push(&mut out, value);
    out
}

fn push(out: &mut String, value: &Json<'_>) {
    match value {
        Json::Null => out.push_str("None"),
        Json::Bool(flag) => out.push_str(if *flag { "True" } else { "False" }),
        Json::Int(whole) => out.push_str(&whole.to_string()),
        Json::Big(digits) => out.push_str(digits),
        Json::Float(number) => push_float(out, *number),
        Json::Text(text) => push_text(out, text),
        Json::List(items) => {
            out.push('[');
            push_joined(out, items, push);
            out.push(']');
        }
        Json::Object(object) => {
            out.push('{');
            push_joined(out, object.iter(), |out, (key, value)| {
                push_text(out, key);
                out.push_str(": ");
                push(out, value);
            });
            out.push('}');
        }
    }
}

fn push_joined<T>(
    out: &mut String,
    parts: impl IntoIterator<Item = T>,
    push: impl Fn(&mut String, T),
) {
    for (place, part) in parts.into_iter().enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        push(out, part);
    }
}

fn push_float(out: &mut String, number: f64) {
    match number {
        _ if number.is_nan() => out.push_str("nan"),
        f64::INFINITY => out.push_str("inf"),
        f64::NEG_INFINITY => out.push_str("-inf"),
        _ => out.push_str(&float_text(number)),
    }
}

fn push_text(out: &mut String, text: &str) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            _ if c == quote => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ if is_printable(c) => out.push(c),
            _ => push_code(out, c.into()),
        }
    }
    out.push(quote);
}

fn push_code(out: &mut String, code: u32) {
    let written = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
    written.expect("BUG: a text takes any writing");
}

/// Whether Python shows a character beyond ASCII as itself.
///
/// Unassigned characters count as shown, but for whole planes of them: releases differ there.
fn is_printable(c: char) -> bool {
    let is_separator = c.is_whitespace();
    let is_format = matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}'
        | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{13438}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}');
    let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}');
    // All of plane 14 but the variation selectors is unassigned or invisible.
    let is_void = matches!(c, '\u{40000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{effff}')
        || u32::from(c) & 0xfffe == 0xfffe
        || matches!(c, '\u{fdd0}'..='\u{fdef}');
    !(c.is_control() || is_separator || is_format || is_private || is_void)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_chosen_as_python_does() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", r#""it's""#),
            (r#"a "b""#, r#"'a "b"'"#),
            (r#"it's "b""#, r#"'it\'s "b"'"#),
            ("a\\b", r"'a\\b'"),
        ] {
            assert_eq!(repr(&text.into()), expected);
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let text =
            "\n\r\t\0\u{7f}\u{a0}\u{ad}\u{200b}\u{2028}\u{3000}\u{e000}\u{feff}\u{f0000} é日😀";

        assert_eq!(
            repr(&text.into()),
            r"'\n\r\t\x00\x7f\xa0\xad\u200b\u2028\u3000\ue000\ufeff\U000f0000 é日😀'"
        );
    }

    #[test]
    fn values_are_spelled_as_python_does() {
        let json = r#"{"a": [null, true, NaN, -Infinity, 1e16, 1e15, 1e-5, 12345], "b'": {}}"#;

        assert_eq!(
            repr(&Json::parse(json).unwrap()),
            r#"{'a': [None, True, nan, -inf, 1e+16, 1000000000000000.0, 1e-05, 12345], "b'": {}}"#
        );
    }

    #[test]
    fn only_a_text_on_its_own_comes_without_quotes() {
        assert_eq!(text(&"a".into()), "a");
        assert_eq!(text(&vec![Json::from("a")].into()), "['a']");
    }
}
