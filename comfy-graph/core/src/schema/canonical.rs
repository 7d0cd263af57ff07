//! Writes JSON in one spelling, whatever spelling it had.

use serde::Serialize;
use serde_json::Value;

use super::parts::{Pairs, Text};
use super::wire::{Raw, kind_of, read};

/// How deep values may nest; deeper ones become `null`.
const DEEPEST: usize = 64;

/// JSON text that grows key by key.
#[derive(Default)]
pub(super) struct Writer {
    pub(super) text: String,
}

impl Writer {
    /// Writes a comma, unless a bracket has just been opened.
    pub(super) fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(['{', '[', ':', '\n']) {
            self.text.push(',');
        }
    }

    /// Writes the key of an entry.
    pub(super) fn key(&mut self, key: &str) {
        self.separate();
        self.string(key);
        self.text.push(':');
    }

    /// Writes text as a JSON string.
    pub(super) fn string(&mut self, text: &str) {
        self.json(text);
    }

    /// Writes a value from memory, keys sorted.
    pub(super) fn value(&mut self, value: &Value) {
        let Value::Object(entries) = value else { return self.json(value) };
        // Sorted here, since another crate can make maps keep the order of insertion.
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| *key);
        self.text.push('{');
        for (key, value) in entries {
            self.key(key);
            self.value(value);
        }
        self.text.push('}');
    }

    /// Writes a value as sent: numbers keep their digits, keys are sorted, white space is dropped.
    pub(super) fn raw(&mut self, raw: Raw<'_>) {
        self.nested(raw, 0);
    }

    /// Writes the emptiest value of a kind that `kind_of` names.
    pub(super) fn stub(&mut self, kind: &str) {
        self.text.push_str(match kind {
            "an object" => "{}",
            "a list" => "[]",
            "text" => "\"\"",
            "a flag" => "false",
            "a number" => "0",
            _ => "null",
        });
    }

    fn nested(&mut self, raw: Raw<'_>, depth: usize) {
        match kind_of(raw) {
            _ if depth > DEEPEST => self.text.push_str("null"),
            "an object" => self.object(raw, depth),
            "a list" => self.list(raw, depth),
            "text" => match read::<Text<'_>>(raw) {
                Some(text) => self.string(&text.0),
                None => self.text.push_str(raw.get()),
            },
            _ => self.text.push_str(raw.get()),
        }
    }

    fn object(&mut self, raw: Raw<'_>, depth: usize) {
        let mut entries = read::<Pairs<'_, Raw<'_>>>(raw).unwrap_or_default().0;
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.text.push('{');
        for (key, value) in entries {
            self.key(&key.0);
            self.nested(value, depth + 1);
        }
        self.text.push('}');
    }

    fn list(&mut self, raw: Raw<'_>, depth: usize) {
        self.text.push('[');
        for cell in read::<Vec<Raw<'_>>>(raw).unwrap_or_default() {
            self.separate();
            self.nested(cell, depth + 1);
        }
        self.text.push(']');
    }

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        let json = serde_json::to_string(value).expect("BUG: text and values are always JSON");
        self.text.push_str(&json);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_spelling() {
        let raw = r#"{ "b" : [1.50, -18446744073709551615 ], "a":"\u00e9\/" }"#;
        let mut writer = Writer::default();

        writer.raw(serde_json::from_str(raw).unwrap());

        assert_eq!(writer.text, r#"{"a":"é/","b":[1.50,-18446744073709551615]}"#);
    }

    #[test]
    fn nesting_without_end_is_cut() {
        let raw = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let mut writer = Writer::default();

        writer.raw(serde_json::from_str(&raw).unwrap());

        assert!(writer.text.contains("null"));
    }
}
