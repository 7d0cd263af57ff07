//! Makes JSON of what Python's writer takes for JSON.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::error::SchemaError;

/// The text of `json`, with bare `NaN`, `Infinity` and `-Infinity` replaced by `null`.
///
/// Copies only texts that hold such a token outside of strings.
pub(super) fn text(json: &[u8]) -> Result<Cow<'_, str>, SchemaError> {
    let text = String::from_utf8_lossy(json);
    match serde_json::from_str::<IgnoredAny>(&text) {
        Ok(_) => Ok(text),
        Err(source) => {
            let replaced = replace_tokens(&text);
            match serde_json::from_str::<IgnoredAny>(&replaced) {
                Ok(_) => Ok(Cow::Owned(replaced)),
                Err(_) => Err(SchemaError::NotJson { source }),
            }
        }
    }
}

/// Longest first, so that no token hides behind its own tail.
const TOKENS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

fn replace_tokens(text: &str) -> String {
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
        let json = br#"{"a":NaN,"b":[-Infinity,Infinity,-1],"c":"NaN \" Infinity"}"#;

        let text = text(json).unwrap();

        assert_eq!(text, r#"{"a":null,"b":[null,null,-1],"c":"NaN \" Infinity"}"#);
    }

    #[test]
    fn json_is_not_copied() {
        assert!(matches!(text(br#"{"a":1}"#).unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn other_text_is_refused() {
        assert!(text(b"<html>").is_err());
        assert!(text(br#"{"a":"#).is_err());
    }
}
