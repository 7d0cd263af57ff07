//! Makes JSON of what Python's writer takes for JSON.

use std::borrow::Cow;

use super::error::SchemaError;

/// Runs `read` on the text of `json`, again without the tokens where the text is no JSON.
///
/// The first run costs nothing over reading JSON; servers seldom write such tokens.
pub(super) fn reading<T>(
    json: &[u8],
    read: impl for<'a> Fn(&'a str) -> Result<T, SchemaError>,
) -> Result<T, SchemaError> {
    // Checked first, since the lossy reading of good text takes ten times as long.
    let text = match std::str::from_utf8(json) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(json),
    };
    let text = without_lone_halves(text);
    // Editors on Windows put a mark before the text.
    let text = text.trim_start_matches('\u{feff}');
    match read(text) {
        Err(SchemaError::NotJson { source }) => match read(&replace_tokens(text)) {
            Err(SchemaError::NotJson { .. }) => Err(SchemaError::NotJson { source }),
            outcome => outcome,
        },
        outcome => outcome,
    }
}

/// `text` with escaped halves of characters that lack their other half replaced.
///
/// Python writes those for names of files that are not UTF-8; one would spoil its whole list.
fn without_lone_halves(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = lone_half(&text, 0) else { return text };
    let mut text = text.into_owned();
    let mut next = Some(first);
    while let Some(at) = next {
        text.replace_range(at..at + ESCAPE, "\\ufffd");
        next = lone_half(&text, at + ESCAPE);
    }
    Cow::Owned(text)
}

/// The length of an escaped half, such as `\ud83d`.
const ESCAPE: usize = 6;

/// Where the next escaped half without its other half stands, from `at` on.
fn lone_half(text: &str, mut at: usize) -> Option<usize> {
    let half = |at: usize| {
        let digits = text.get(at..at + ESCAPE)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    loop {
        at += text.get(at..)?.find('\\')?;
        at += match (half(at), half(at + ESCAPE)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE,
            (Some(0xd800..=0xdfff), _) => return Some(at),
            // Any other escape; two bytes skip an escaped backslash whole.
            _ => 2,
        };
    }
}

/// Longest first, so that no token hides behind its own tail.
const TOKENS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// `text` with bare `NaN`, `Infinity` and `-Infinity` replaced by `null`; strings stay.
pub(super) fn replace_tokens(text: &str) -> String {
    let mut replaced = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(position) = rest.find(['"', 'N', 'I', '-']) {
        let (before, at) = rest.split_at(position);
        replaced.push_str(before);
        let taken = match TOKENS.iter().find(|token| at.starts_with(**token)) {
            Some(token) => {
                replaced.push_str("null");
                token.len()
            }
            None => {
                let length = if at.starts_with('"') { string_length(at) } else { 1 };
                replaced.push_str(&at[..length]);
                length
            }
        };
        rest = &at[taken..];
    }
    replaced.push_str(rest);
    replaced
}

/// The length of the JSON string that `text` starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_tokens_become_null_and_strings_stay() {
        let json = r#"{"a":NaN,"b":[-Infinity,Infinity,-1],"c":"NaN \" Infinity"}"#;

        let text = replace_tokens(json);

        assert_eq!(text, r#"{"a":null,"b":[null,null,-1],"c":"NaN \" Infinity"}"#);
    }

    #[test]
    fn only_lone_halves_of_characters_are_replaced() {
        let json = r#"["\ud83d\ude00","\\ud83d","\ud83d","\ude00\u00e9é"]"#;

        let text = without_lone_halves(Cow::Borrowed(json));

        assert_eq!(text, r#"["\ud83d\ude00","\\ud83d","\ufffd","\ufffd\u00e9é"]"#);
    }
}
