//! Reads JSON text by Python's rules.
//!
//! Works on bytes: every byte that JSON gives a meaning is a character of its own in UTF-8.

use std::borrow::Cow;

use super::{Json, Object, line_column};

/// How deep lists and objects may nest.
pub const MAX_DEPTH: usize = 900;

/// How many digits a whole number may have: Python's own limit.
pub const MAX_DIGITS: usize = 4300;

/// JSON that Python would not read, with the place of the mistake.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem} at line {line}, column {column}")]
pub struct JsonError {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// Why JSON text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Something else should stand there.
    #[error("expected {expected}, found `{}`", found.escape_debug())]
    Unexpected {
        /// What should stand there.
        expected: &'static str,
        /// What stands there.
        found: char,
    },
    /// The text ends too early.
    #[error("expected {expected}, found the end")]
    Ended {
        /// What should stand there.
        expected: &'static str,
    },
    /// A string starts there, but never ends.
    #[error("a string is not closed")]
    OpenString,
    /// The text starts with a byte order mark.
    #[error("the text starts with a byte order mark, which Python refuses; leave it out")]
    ByteOrderMark,
    /// A whole number has more digits than Python reads.
    #[error("a whole number has {digits} digits, of which Python reads {MAX_DIGITS}")]
    LongNumber {
        /// How many digits it has.
        digits: usize,
    },
    /// Lists and objects nest too deep.
    #[error("lists and objects nest deeper than {MAX_DEPTH} levels")]
    Deep,
}

/// Reads the one value of a text.
pub(super) fn document(text: &str) -> Result<Json<'_>, JsonError> {
    let mut reader = Reader::new(text, 0);
    reader.document().map_err(|problem| {
        let (line, column) = line_column(text, reader.at);
        JsonError { line, column, problem }
    })
}

/// A place in a text; after a problem, the place of the problem.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn document(&mut self) -> Result<Json<'a>, Problem> {
        if self.text.starts_with('\u{feff}') {
            return Err(Problem::ByteOrderMark);
        }
        let json = self.value(0)?;
        self.skip_blanks();
        if self.at < self.text.len() { Err(self.expected("the end")) } else { Ok(json) }
    }

    fn value(&mut self, depth: usize) -> Result<Json<'a>, Problem> {
        self.skip_blanks();
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string().map(Json::Text)
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, Problem> {
        self.open(depth)?;
        let mut members = Vec::new();
        if self.closes(b'}') {
            return Ok(Json::Object(Object::new()));
        }
        loop {
            members.push((self.key()?, self.value(depth + 1)?));
            if self.closes(b'}') {
                return Ok(Json::Object(Object::from_members(members)));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    /// A key with its colon.
    fn key(&mut self) -> Result<Cow<'a, str>, Problem> {
        self.skip_blanks();
        if !self.take(b'"') {
            return Err(self.expected("a key in double quotes"));
        }
        let key = self.string()?;
        self.skip_blanks();
        if self.take(b':') { Ok(key) } else { Err(self.expected("`:`")) }
    }

    fn list(&mut self, depth: usize) -> Result<Json<'a>, Problem> {
        self.open(depth)?;
        let mut items = Vec::new();
        if self.closes(b']') {
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.closes(b']') {
                return Ok(Json::List(items));
            }
            if !self.take(b',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// Steps over an opening bracket.
    fn open(&mut self, depth: usize) -> Result<(), Problem> {
        if depth == MAX_DEPTH {
            return Err(Problem::Deep);
        }
        self.at += 1;
        Ok(())
    }

    fn closes(&mut self, bracket: u8) -> bool {
        self.skip_blanks();
        self.take(bracket)
    }

    fn word(&mut self) -> Result<Json<'a>, Problem> {
        let words = [
            ("null", Json::Null),
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
            ("NaN", Json::Float(f64::NAN)),
            ("Infinity", Json::Float(f64::INFINITY)),
        ];
        let rest = &self.text.as_bytes()[self.at..];
        for (word, value) in words {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.expected("a value"))
    }

    fn number(&mut self) -> Result<Json<'a>, Problem> {
        let start = self.at;
        let minus = usize::from(self.take(b'-'));
        let Some(digits) = self.whole() else { return self.negative_infinity(start) };
        // Both, since an exponent may follow a fraction.
        if self.fraction() | self.exponent() {
            let number = self.text[start..self.at].parse();
            return Ok(Json::Float(number.expect("BUG: the digits of a float are checked")));
        }
        if digits > MAX_DIGITS {
            self.at = start;
            return Err(Problem::LongNumber { digits });
        }
        let text = &self.text[start..start + minus + digits];
        Ok(match text.parse::<i64>() {
            Ok(whole) => Json::Int(whole.into()),
            Err(_) => text.parse().map_or(Json::Big(text.into()), Json::Int),
        })
    }

    /// The one value that starts with a minus, but is written without digits.
    fn negative_infinity(&mut self, start: usize) -> Result<Json<'a>, Problem> {
        let infinity = b"-Infinity";
        self.at = start;
        if !self.text.as_bytes()[start..].starts_with(infinity) {
            return Err(self.expected("a value"));
        }
        self.at += infinity.len();
        Ok(Json::Float(f64::NEG_INFINITY))
    }

    /// Steps over the digits before the point; tells how many there are.
    fn whole(&mut self) -> Option<usize> {
        // A leading zero stands alone: what follows it is no part of the number.
        if self.take(b'0') {
            return Some(1);
        }
        Some(self.skip_digits()).filter(|digits| *digits > 0)
    }

    fn fraction(&mut self) -> bool {
        let start = self.at;
        self.part(start, |reader| reader.take(b'.'))
    }

    fn exponent(&mut self) -> bool {
        let start = self.at;
        self.part(start, |reader| {
            let marked = reader.take(b'e') || reader.take(b'E');
            if marked && !reader.take(b'+') {
                reader.take(b'-');
            }
            marked
        })
    }

    /// Steps over what `opens` steps over with the digits behind it, or stays at `start`.
    fn part(&mut self, start: usize, opens: impl FnOnce(&mut Self) -> bool) -> bool {
        let found = opens(self) && self.skip_digits() > 0;
        if !found {
            self.at = start;
        }
        found
    }

    fn skip_digits(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        digits
    }

    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    /// The problem that something else than `expected` stands here.
    #[cold]
    pub(super) fn expected(&self, expected: &'static str) -> Problem {
        match self.text[self.at..].chars().next() {
            Some(found) => Problem::Unexpected { expected, found },
            None => Problem::Ended { expected },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        Json::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn numbers_are_read_as_python_reads_them() {
        for (text, expected) in [
            ("-0", Json::Int(0)),
            ("-0.0", Json::Float(-0.0)),
            ("1E5", Json::Float(1e5)),
            ("1e400", Json::Float(f64::INFINITY)),
            ("-Infinity", Json::Float(f64::NEG_INFINITY)),
            ("18446744073709551616", Json::Int(1 << 64)),
            ("-170141183460469231731687303715884105728", Json::Int(i128::MIN)),
            (
                "170141183460469231731687303715884105728",
                Json::Big("170141183460469231731687303715884105728".into()),
            ),
        ] {
            assert_eq!(Json::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_python_does_not_take_for_json_is_refused() {
        for text in [
            "",
            " ",
            "nul",
            "True",
            "nan",
            "+1",
            "-",
            "--1",
            "-NaN",
            "-Inf",
            "01",
            "-01",
            "1.",
            ".5",
            "1.e5",
            "1e",
            "1e+",
            "0x10",
            "1_0",
            "\u{a0}1",
            "1\u{b}",
            "1\0",
            "1 2",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1",
            "{\"a\"}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[1]]",
            "/**/1",
        ] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_says_what_stands_where() {
        for (text, expected) in [
            ("[1,\n  é]", "expected a value, found `é` at line 2, column 3"),
            ("[\"é\" x", "expected `,` or `]`, found `x` at line 1, column 6"),
            ("{\"a\": 1", "expected `,` or `}`, found the end at line 1, column 8"),
            ("01", "expected the end, found `1` at line 1, column 2"),
            ("[\"a\nb\"]", "expected `\"`, found `\\n` at line 1, column 4"),
            ("[\"a", "a string is not closed at line 1, column 2"),
            (
                "\u{feff}1",
                "the text starts with a byte order mark, which Python refuses; leave it out \
                 at line 1, column 1",
            ),
        ] {
            assert_eq!(refusal(text), expected);
        }
    }

    #[test]
    fn whole_numbers_end_where_pythons_end() {
        assert!(Json::parse(&format!("-{}", "1".repeat(4300))).is_ok());
        assert!(Json::parse(&format!("{}.0", "1".repeat(5000))).is_ok());

        assert_eq!(
            refusal(&"1".repeat(4301)),
            "a whole number has 4301 digits, of which Python reads 4300 at line 1, column 1"
        );
    }

    #[test]
    fn nesting_ends_before_the_stack_does() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);

        assert!(Json::parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(
            refusal(&nested(100_000)),
            "lists and objects nest deeper than 900 levels at line 1, column 901"
        );
    }

    #[test]
    fn the_last_of_repeated_keys_counts_at_the_place_of_the_first() {
        let json = Json::parse(r#"{"a": 1, "b": 2, "\u0061": 3}"#).unwrap();

        assert_eq!(json.to_string(), r#"{"a":3,"b":2}"#);
    }
}
