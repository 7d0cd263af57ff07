//! Reads the strings of JSON text.

use std::borrow::Cow;

use super::read::{Problem, Reader};

impl<'a> Reader<'a> {
    /// The string whose opening quote was just stepped over.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Problem> {
        let quote = self.at - 1;
        let string = self.string_behind_quote();
        if string.is_err() && self.at == self.text.len() {
            // The end of the text tells less than the start of the string that ran into it.
            self.at = quote;
            return Err(Problem::OpenString);
        }
        string
    }

    fn string_behind_quote(&mut self) -> Result<Cow<'a, str>, Problem> {
        let plain = self.plain();
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                Ok(Cow::Borrowed(plain))
            }
            Some(b'\\') => self.escaped(plain.to_owned()).map(Cow::Owned),
            _ => Err(self.expected("`\"`")),
        }
    }

    /// Steps over the rest of a string, also over what it may not contain.
    pub(super) fn skip_string(&mut self) -> Option<()> {
        loop {
            self.at += plain_length(self.rest());
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                // What is escaped may be the quote; its first byte is never the end of a string.
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// The rest of a string that starts with `text` and goes on with an escape.
    fn escaped(&mut self, mut text: String) -> Result<String, Problem> {
        loop {
            if self.take(b'"') {
                return Ok(text);
            }
            if !self.take(b'\\') {
                return Err(self.expected("`\"`"));
            }
            text.push(self.escape()?);
            text.push_str(self.plain());
        }
    }

    /// The character behind a backslash.
    fn escape(&mut self) -> Result<char, Problem> {
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.code_point();
            }
            _ => return Err(self.expected("one of `\"\\/bfnrtu`")),
        };
        self.at += 1;
        Ok(character)
    }

    /// The character whose UTF-16 code follows; U+FFFD for half a character.
    fn code_point(&mut self) -> Result<char, Problem> {
        let first = self.unit()?;
        let is_high_half = (0xd800..0xdc00).contains(&first);
        if !is_high_half || !self.rest().starts_with(b"\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let second_at = self.at;
        self.at += 2;
        let second = self.unit()?;
        if !(0xdc00..0xe000).contains(&second) {
            self.at = second_at;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let joined = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(joined).expect("BUG: two halves make a character"))
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Problem> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return Err(self.expected("a hexadecimal digit")) };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    /// Steps over what stands for itself.
    fn plain(&mut self) -> &'a str {
        let start = self.at;
        self.at += plain_length(self.rest());
        &self.text[start..self.at]
    }

    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}

/// How many bytes come before a quote, a backslash or a control character.
fn plain_length(bytes: &[u8]) -> usize {
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
    bytes.iter().take_while(is_plain).count()
}

#[cfg(test)]
mod tests {
    use super::super::Json;
    use super::*;

    #[test]
    fn escapes_stand_for_their_characters() {
        for (text, expected) in [
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\u00e9\u00E9é\u0000""#, "ééé\0"),
            (r#""\ud83d\ude00""#, "😀"),
            ("\"\u{7f}\u{2028}\"", "\u{7f}\u{2028}"),
        ] {
            assert_eq!(Json::parse(text), Ok(Json::from(expected)), "{text}");
        }
    }

    #[test]
    fn half_a_character_is_replaced() {
        for (text, expected) in [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
            (r#""\ud83d\u0061""#, "\u{fffd}a"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        ] {
            assert_eq!(Json::parse(text), Ok(Json::from(expected)), "{text}");
        }
    }

    #[test]
    fn wrong_escapes_are_refused() {
        for text in [r#""\x""#, r#""\u12""#, r#""\u12g4""#, r#""\ud83d\uzzzz""#, r#""\"#] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn only_escaped_strings_are_copied() {
        let read = |text| Reader::new(text, 1).string();

        assert!(matches!(read("\"é\""), Ok(Cow::Borrowed("é"))));
        assert!(matches!(read(r#""\n""#), Ok(Cow::Owned(_))));
    }
}
