//! Finds the place of a value in JSON text.
//!
//! Messages use it to print the line they are about. No value is built on the way.

use std::borrow::Cow;
use std::ops::Range;

use super::read::Reader;

/// The bytes of the value that the keys of `path` lead to, one object or list deeper each.
///
/// Keys are given without escapes; of a repeated one the last counts. Items of lists go by their
/// index, counted from 0. `None` where there is no such value.
///
/// ```
/// use comfy_graph_core::json::{line_column, locate};
///
/// let text = r#"{"3": {"inputs": {"seed": "odd"}}}"#;
///
/// let place = locate(text, &["3", "inputs", "seed"]).ok_or("not there")?;
/// assert_eq!(&text[place.clone()], r#""odd""#);
/// assert_eq!(line_column(text, place.start), (1, 27));
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn locate(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let mut reader = Reader::new(text, 0);
    let mut place = reader.skip_value()?;
    for key in path {
        reader.at = place.start;
        place = match reader.peek()? {
            b'[' => reader.item(key.parse().ok()?)?,
            _ => reader.member(key)?.value,
        };
    }
    Some(place)
}

/// The bytes of the last key of `path`, quotes included; otherwise as [`locate`].
///
/// ```
/// use comfy_graph_core::json::locate_key;
///
/// let text = r#"{"3": {"inputs": {}}}"#;
///
/// assert_eq!(locate_key(text, &["3", "inputs"]), Some(7..15));
/// ```
#[must_use]
pub fn locate_key(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (last, above) = path.split_last()?;
    let mut reader = Reader::new(text, locate(text, above)?.start);
    Some(reader.member(last)?.key)
}

/// Where a member of an object stands.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// The bytes of the key, quotes included.
    pub(crate) key: Range<usize>,
    /// The bytes of the value.
    pub(crate) value: Range<usize>,
}

/// The members of the object that `path` leads to, as written: for those who ask for many.
pub(crate) fn locate_members<'t>(text: &'t str, path: &[&str]) -> Vec<(Cow<'t, str>, Member)> {
    let mut members = Vec::new();
    let Some(place) = locate(text, path) else { return members };
    Reader::new(text, place.start).each_member(|key, member| members.push((key, member)));
    members
}

/// The line of the byte at `offset` with the character within that line, both counted from 1.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

impl<'t> Reader<'t> {
    /// The member `key` of the object that starts here.
    fn member(&mut self, key: &str) -> Option<Member> {
        let mut found = None;
        self.each_member(|name, member| {
            if name == key {
                found = Some(member);
            }
        })?;
        found
    }

    /// The item at `index` of the list that starts here.
    fn item(&mut self, index: usize) -> Option<Range<usize>> {
        self.take(b'[');
        for _ in 0..index {
            self.skip_value()?;
            self.skip_blanks();
            if !self.take(b',') {
                return None;
            }
        }
        self.skip_value()
    }

    /// Visits the members of the object that starts here; `None` where it is broken or none.
    fn each_member(&mut self, mut visit: impl FnMut(Cow<'t, str>, Member)) -> Option<()> {
        if !self.take(b'{') {
            return None;
        }
        loop {
            self.skip_blanks();
            let start = self.at;
            if !self.take(b'"') {
                return Some(());
            }
            let name = self.string().ok()?;
            let key = start..self.at;
            self.skip_blanks();
            if !self.take(b':') {
                return None;
            }
            let value = self.skip_value()?;
            visit(name, Member { key, value });
            self.skip_blanks();
            if !self.take(b',') {
                return Some(());
            }
        }
    }

    /// Steps over blanks with the value behind them.
    fn skip_value(&mut self) -> Option<Range<usize>> {
        self.skip_blanks();
        let start = self.at;
        match self.peek()? {
            b'"' | b'{' | b'[' => self.skip_nested()?,
            _ => self.skip_word(),
        }
        (self.at > start).then_some(start..self.at)
    }

    /// Steps over a string, a list or an object, without recursion.
    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_word(&mut self) {
        let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r');
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, path: &[&str]) -> Option<&'t str> {
        locate(text, path).map(|place| &text[place])
    }

    #[test]
    fn keys_lead_through_nested_objects() {
        let text = r#" {"1": {"a}": ["{", {"b": 1}]}, "2" : { "b" : [ "\"", 2 ] , "c":null} } "#;

        assert_eq!(found(text, &["1", "a}"]), Some(r#"["{", {"b": 1}]"#));
        assert_eq!(found(text, &["2", "b"]), Some(r#"[ "\"", 2 ]"#));
        assert_eq!(found(text, &["2", "c"]), Some("null"));
        assert_eq!(found(text, &[]), Some(text.trim()));
    }

    #[test]
    fn the_last_of_repeated_keys_is_found() {
        let text = r#"{"a": {"b": 1}, "\u0061": {"c": 2}}"#;

        assert_eq!(found(text, &["a"]), Some(r#"{"c": 2}"#));
        assert_eq!(found(text, &["a", "b"]), None);
    }

    #[test]
    fn keys_are_found_with_their_quotes() {
        let text = r#"{"a": {"b" : 1, "b\n": 2}}"#;
        let key = |path: &[&str]| locate_key(text, path).map(|place| &text[place]);

        assert_eq!(key(&["a", "b"]), Some(r#""b""#));
        assert_eq!(key(&["a", "b\n"]), Some(r#""b\n""#));
        assert_eq!(key(&["a", "c"]), None);
        assert_eq!(key(&[]), None);
    }

    #[test]
    fn indices_lead_through_lists() {
        let text = r#"{"a": [ [1, "]"] , {"b": [2]}, "c" ], "d": []}"#;

        assert_eq!(found(text, &["a", "0", "1"]), Some(r#""]""#));
        assert_eq!(found(text, &["a", "1", "b", "0"]), Some("2"));
        assert_eq!(found(text, &["a", "2"]), Some(r#""c""#));
        for path in [["a", "3"], ["a", "x"], ["d", "0"], ["a", "-1"]] {
            assert_eq!(found(text, &path), None, "{path:?}");
        }
    }

    #[test]
    fn there_is_nothing_to_find_in_broken_text() {
        for text in
            ["", "[1]", "1", "{", r#"{"a"#, r#"{"a""#, r#"{"a":"#, r#"{"a": [""#, r#"{"a": "\"#]
        {
            assert_eq!(found(text, &["a"]), None, "{text}");
        }
    }

    #[test]
    fn columns_count_characters() {
        let text = "é\né😀x";

        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, text.len() - 1), (2, 3));
        assert_eq!(line_column(text, usize::MAX), (2, 4));
    }
}
