//! Reads and edits JSON that people wrote by hand.
//!
//! Comments and trailing commas are taken, and everything that an edit is not about stays as it was
//! written. Used for our own configuration file and for those of clients.

use std::fmt;

use jsonc_parser::cst::{CstInputValue, CstObject, CstRootNode};
use jsonc_parser::errors::ParseError;
use jsonc_parser::{CollectOptions, ParseOptions, ast, parse_to_ast};
use serde_json::Value;

/// JSON with comments and trailing commas, but none of the other liberties people take.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The first mistake in a text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    kind: Box<str>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)
    }
}

impl std::error::Error for Mistake {}

impl From<ParseError> for Mistake {
    fn from(error: ParseError) -> Self {
        let kind = error.kind().to_string();
        let kind = kind.chars().enumerate().map(|(place, letter)| match place {
            0 => letter.to_ascii_lowercase(),
            _ => letter,
        });
        let (line, column) = (error.line_display(), error.column_display());
        Self { line, column, kind: kind.collect::<String>().into() }
    }
}

/// A text that cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is no JSON.
    #[error("line {}, column {} is not JSON", .0.line, .0.column)]
    NotJson(#[source] Mistake),
    /// Something else stands where an object belongs.
    #[error("`{member}` is no object")]
    NotAnObject {
        /// The member, with a dot before each key inside another.
        member: String,
    },
}

/// What some editors put before the text.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// `text` without the mark that some editors put before it; places are counted from there.
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// The value that unmarked `text` holds; `None` where there is none.
pub(crate) fn parse(text: &str) -> Result<Option<ast::Value<'_>>, Mistake> {
    Ok(parse_to_ast(text, &CollectOptions::default(), &OPTIONS)?.value)
}

/// `text` with `value` as the member that `path` leads to, and nothing else changed.
///
/// Objects on the way are made where they are missing; `null` takes the member out.
///
/// ```
/// use comfy_mcp::jsonc::set;
///
/// let text = "{\n  // mine\n  \"a\": 1\n}\n";
///
/// let edited = set(text, &["b", "c"], &2.into())?;
/// assert_eq!(edited, "{\n  // mine\n  \"a\": 1,\n  \"b\": {\n    \"c\": 2\n  }\n}\n");
/// # Ok::<(), comfy_mcp::jsonc::EditError>(())
/// ```
///
/// # Errors
///
/// [`EditError`] where the text is no JSON, or the path leads through something else than objects.
pub fn set(text: &str, path: &[&str], value: &Value) -> Result<String, EditError> {
    let (last, above) = path.split_last().expect("BUG: the path leads to a member");
    let root = CstRootNode::parse(unmarked(text), &OPTIONS);
    let root = root.map_err(|error| EditError::NotJson(error.into()))?;
    let not_an_object = |depth: usize| {
        let member = if depth == 0 { "the file".to_owned() } else { above[..depth].join(".") };
        EditError::NotAnObject { member }
    };
    let mut object = root.object_value_or_create().ok_or_else(|| not_an_object(0))?;
    for (depth, key) in above.iter().enumerate() {
        object = object.object_value_or_create(key).ok_or_else(|| not_an_object(depth + 1))?;
    }
    put(&object, last, value);
    let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { "" };
    let mut edited = format!("{mark}{root}");
    if !edited.ends_with('\n') {
        edited.push('\n');
    }
    Ok(edited)
}

fn put(object: &CstObject, key: &str, value: &Value) {
    match (object.get(key), value) {
        (Some(member), Value::Null) => member.remove(),
        (None, Value::Null) => {}
        (Some(member), value) => member.set_value(input(value)),
        (None, value) => drop(object.append(key, input(value))),
    }
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(flag) => CstInputValue::Bool(*flag),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(members) => CstInputValue::Object(
            members.iter().map(|(key, value)| (key.clone(), input(value))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_empty_file_becomes_an_object() {
        let edited = set("", &["a"], &json!({"b": ["c"]})).unwrap();

        let value: Value = serde_json::from_str(&edited).unwrap();
        assert_eq!(value, json!({"a": {"b": ["c"]}}));
        assert!(edited.ends_with("}\n"));
    }

    #[test]
    fn what_an_edit_is_not_about_stays_as_written() {
        let text = "// head\n{\n\t\"z\": 1.00, /* why */\n\t\"a\": {\"x\": 1e3},\n}\n";

        let edited = set(text, &["a", "x"], &2.into()).unwrap();

        assert_eq!(edited, text.replace("1e3", "2"));
    }

    #[test]
    fn null_takes_a_member_out() {
        assert_eq!(set("{\"a\": 1, \"b\": 2}\n", &["b"], &Value::Null).unwrap(), "{\"a\": 1}\n");
        assert_eq!(set("{\"b\": 2}\n", &["a"], &Value::Null).unwrap(), "{\"b\": 2}\n");
    }

    #[test]
    fn nothing_but_an_object_has_members() {
        let refused = |text, path: &[&str]| set(text, path, &1.into()).unwrap_err().to_string();

        assert_eq!(refused("[]", &["a"]), "`the file` is no object");
        assert_eq!(refused("{\"a\": 1}", &["a", "b"]), "`a` is no object");
        assert_eq!(refused("{\"a\": }", &["a"]), "line 1, column 7 is not JSON");
    }

    #[test]
    fn other_liberties_are_mistakes() {
        for text in ["{a: 1}", "{'a': 1}", "{\"a\": +1}", "{\"a\": NaN}", "{\"a\": 1 \"b\": 2}"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mark_that_editors_leave_at_the_start_stays() {
        let text = "\u{feff}{\r\n  \"a\": 1\r\n}\r\n";

        assert!(parse(unmarked(text)).unwrap().is_some());
        assert_eq!(set(text, &["a"], &2.into()).unwrap(), text.replace('1', "2"));
    }
}
