//! Reads the JSON that ComfyUI writes, bare `NaN` tokens included.
//!
//! Python's writer emits `NaN`, `Infinity` and `-Infinity` wherever prompt values are echoed.
//! Every body of a route and every message of the socket comes through here.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// Reads strictly, and where that fails on Python's number tokens, once more with `null` there.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, serde_json::Error> {
    match serde_json::from_slice(text) {
        Ok(value) => Ok(value),
        Err(strict) => match strictly(text) {
            Cow::Owned(cleaned) => serde_json::from_slice(&cleaned),
            Cow::Borrowed(_) => Err(strict),
        },
    }
}

/// The same JSON with `null` in place of Python's number tokens; borrowed where there are none.
pub(crate) fn strictly(text: &[u8]) -> Cow<'_, [u8]> {
    const TOKENS: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];
    let mut cleaned = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while at < text.len() {
        if text[at] == b'"' {
            at = string_end(text, at);
        } else if let Some(token) = TOKENS.iter().find(|token| text[at..].starts_with(token)) {
            cleaned.extend_from_slice(&text[copied..at]);
            cleaned.extend_from_slice(b"null");
            at += token.len();
            copied = at;
        } else {
            at += 1;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    cleaned.extend_from_slice(&text[copied..]);
    Cow::Owned(cleaned)
}

/// Where the string that opens at `start` is over.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_tokens_of_python_become_null() {
        let value: serde_json::Value = read(br#"{"a":[NaN,-Infinity,Infinity],"b":1}"#).unwrap();

        assert_eq!(value, serde_json::json!({"a": [null, null, null], "b": 1}));
    }

    #[test]
    fn text_that_looks_like_a_token_is_kept() {
        let value: serde_json::Value = read(br#"{"a":"\" NaN","b":NaN}"#).unwrap();

        assert_eq!(value, serde_json::json!({"a": "\" NaN", "b": null}));
    }

    #[test]
    fn strict_json_is_not_copied() {
        assert!(matches!(strictly(br#"{"a":"NaN"}"#), Cow::Borrowed(_)));
    }

    #[test]
    fn broken_json_keeps_its_first_error() {
        let error = read::<serde_json::Value>(br#"{"a":"#).unwrap_err();

        assert!(error.is_eof());
    }
}
