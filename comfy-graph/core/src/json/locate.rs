//! Finds the place of a value in JSON text.
//!
//! Messages use it to print the line they are about. No value is built on the way.

use std::ops::Range;

use super::read::Reader;

/// The bytes of the value that the keys of `path` lead to, one object deeper each.
///
/// Keys are given without escapes; of a repeated one the last counts. `None` where there is no such
/// value.
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
        place = reader.member(key)?;
    }
    Some(place)
}

/// The line of the byte at `offset` with the character within that line, both counted from 1.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

impl Reader<'_> {
    /// The value of `key` in the object that starts here.
    fn member(&mut self, key: &str) -> Option<Range<usize>> {
        let mut found = None;
        if !self.take(b'{') {
            return None;
        }
        loop {
            self.skip_blanks();
            if !self.take(b'"') {
                return found;
            }
            let is_key = self.string().ok()? == key;
            self.skip_blanks();
            if !self.take(b':') {
                return None;
            }
            let place = self.skip_value()?;
            found = if is_key { Some(place) } else { found };
            self.skip_blanks();
            if !self.take(b',') {
                return found;
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
