//! Decides dynamic prompts: texts with choices such as `{red|blue}`, with comments.
//!
//! Reference E.8. The editor draws lots each time it sends a prompt.

use crate::split_mix;

/// What becomes of choices and comments in texts that may have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DynamicPrompts {
    /// The first of each choice is taken; comments go.
    #[default]
    First,
    /// One of each choice is drawn, the same ones for the same seed; comments go.
    Random {
        /// Where the drawing starts.
        seed: u64,
    },
    /// Texts stay as they are.
    Leave,
}

impl DynamicPrompts {
    /// The text that is sent, with `lots` drawn for the choices.
    pub(super) fn decide(self, text: &str, lots: &mut Lots) -> String {
        match self {
            Self::Leave => text.to_owned(),
            Self::First | Self::Random { .. } => {
                let text = without_comments(text);
                Reader { rest: &text, lots, out: String::new() }.all()
            }
        }
    }

    pub(super) fn lots(self) -> Lots {
        match self {
            Self::Random { seed } => Lots { state: Some(seed) },
            Self::First | Self::Leave => Lots { state: None },
        }
    }
}

/// Where choices are drawn from.
#[derive(Debug)]
pub(super) struct Lots {
    /// `None` where the first choice is always taken.
    state: Option<u64>,
}

impl Lots {
    /// One of `count`.
    fn draw(&mut self, count: usize) -> usize {
        let Some(state) = &mut self.state else { return 0 };
        let drawn = split_mix::next(state) % count.max(1) as u64;
        usize::try_from(drawn).unwrap_or_default()
    }
}

/// Drops `/* … */` and `// …` up to the end of the line, also inside of addresses.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('/') {
        kept.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = match rest.as_bytes().get(1) {
            Some(b'*') => rest.get(2..).and_then(|inside| inside.find("*/")).map(|end| end + 4),
            Some(b'/') => Some(rest.find('\n').unwrap_or(rest.len())),
            _ => None,
        };
        let Some(end) = end else {
            kept.push('/');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[end..];
    }
    kept + rest
}

/// How deep choices may nest; deeper ones are read as plain text.
const MAX_NESTING: usize = 100;

struct Reader<'t, 'l> {
    rest: &'t str,
    lots: &'l mut Lots,
    out: String,
}

impl Reader<'_, '_> {
    fn all(mut self) -> String {
        while let Some(letter) = self.next() {
            match letter {
                '{' => {
                    let choice = self.choice(1);
                    self.out.push_str(&choice);
                }
                '\\' => {
                    let pair = self.pair();
                    self.out.push_str(&pair);
                }
                letter => self.out.push(letter),
            }
        }
        unescaped(&self.out)
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// A backslash with the letter behind it, which opens and ends nothing.
    ///
    /// At the end, the editor sends what JavaScript calls a letter that is not there.
    fn pair(&mut self) -> String {
        self.next().map_or_else(|| "\\undefined".to_owned(), |letter| format!("\\{letter}"))
    }

    /// One option of the choice whose brace was just read; its end may be missing.
    fn choice(&mut self, depth: usize) -> String {
        let mut options = vec![String::new()];
        while let Some(letter) = self.next() {
            let last = options.last_mut().expect("BUG: there is always one");
            match letter {
                '}' => break,
                '|' => options.push(String::new()),
                '{' if depth < MAX_NESTING => {
                    let inner = self.choice(depth + 1);
                    last.push_str(&inner);
                }
                '\\' => {
                    let pair = self.pair();
                    last.push_str(&pair);
                }
                letter => last.push(letter),
            }
        }
        let drawn = self.lots.draw(options.len());
        options.swap_remove(drawn)
    }
}

/// Drops backslashes before braces and bars, once all choices are made.
fn unescaped(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_escape = letter == '\\' && matches!(letters.peek(), Some('{' | '}' | '|'));
        if !is_escape {
            kept.push(letter);
        } else if let Some(escaped) = letters.next() {
            kept.push(escaped);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> String {
        let how = DynamicPrompts::First;
        how.decide(text, &mut how.lots())
    }

    #[test]
    fn choices_comments_and_escapes_are_decided() {
        let cases = [
            ("a {red|red} \\{x\\} // comment\ncat /* c */ end", "a red {x} \ncat  end"),
            ("{a|b} {c|{d|e}} {{f|g}|h}", "a c f"),
            ("open {x|z", "open x"),
            ("stray } brace", "stray } brace"),
            ("}{", "}"),
            ("http://host/x", "http:"),
            ("1/2 /* open", "1/2 /* open"),
            ("a\\nb \\\\ {p\\|q|r}", "a\\nb \\\\ p|q"),
            ("\\\\{ z", "\\\\ z"),
            ("end\\", "end\\undefined"),
            ("", ""),
            ("{|é}{é|}", "é"),
        ];

        for (text, expected) in cases {
            assert_eq!(first(text), expected, "{text}");
        }
    }

    #[test]
    fn lots_are_the_same_for_the_same_seed() {
        let text = "{a|b|c|d}".repeat(20);
        let draw = |seed| {
            let how = DynamicPrompts::Random { seed };
            how.decide(&text, &mut how.lots())
        };

        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!("abcd".chars().all(|letter| draw(1).contains(letter)));
    }

    #[test]
    fn texts_can_be_left_as_they_are() {
        let how = DynamicPrompts::Leave;

        assert_eq!(how.decide("{a|b} // c", &mut how.lots()), "{a|b} // c");
    }

    #[test]
    fn deep_braces_end() {
        let text = "{".repeat(100_000);

        assert!(first(&text).len() <= text.len());
    }
}
