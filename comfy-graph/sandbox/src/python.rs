//! Writes values the way the real server's language prints them.
//!
//! Embedded metadata and text outputs show these spellings, so clients meet them. Nothing is parsed
//! here.

use serde_json::Value;

/// Respaces JSON text as `{"a": 1, "b": [2]}` with everything beyond ASCII escaped.
pub(crate) fn ascii_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            push_ascii(&mut out, c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if !c.is_ascii_whitespace() {
            in_string = c == '"';
            out.push(c);
            if matches!(c, ',' | ':') {
                out.push(' ');
            }
        }
    }
    out
}

fn push_ascii(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

/// A float as `repr` prints it: `18.5`, `3.0`, `1e-05`.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') { plain } else { plain + ".0" }
}

/// A truth value as `str` prints it.
pub(crate) fn flag(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A JSON value as `str` prints it; texts at the top come without quotes.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => repr(other),
    }
}

/// A JSON value as `repr` prints it.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(value) => flag(*value).to_owned(),
        Value::Number(number) if number.is_f64() => float(number.as_f64().unwrap_or(0.0)),
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", joined(items.iter().map(repr))),
        Value::Object(map) => {
            let entries =
                map.iter().map(|(key, value)| format!("{}: {}", quoted(key), repr(value)));
            format!("{{{}}}", joined(entries))
        }
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// A text in the quotes `repr` picks.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote || c == '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Whether Python counts a JSON value as true.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(map) => !map.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn floats_are_spelled_as_python_does() {
        let spelled: Vec<_> = [18.5, 3.0, 1e-5, 1e16, 0.0, 123_456.75].map(float).into();

        assert_eq!(spelled, ["18.5", "3.0", "1e-05", "1e+16", "0.0", "123456.75"]);
    }

    #[test]
    fn json_is_respaced_outside_texts_only() {
        let text = r#"{"a":[1,"x,y:\"z"],"é":"😀"}"#;

        let expected = r#"{"a": [1, "x,y:\"z"], "\u00e9": "\ud83d\ude00"}"#;
        assert_eq!(ascii_json(text), expected);
    }

    #[test]
    fn values_read_as_python_prints_them() {
        assert_eq!(repr(&json!({"a": [true, null, "it's"]})), r#"{'a': [True, None, "it's"]}"#);
    }
}
