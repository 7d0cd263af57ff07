//! Shows one line of a file with a mark under the part it is about.
//!
//! Long lines, such as those of minified files, are cut around that part.

use std::fmt::Write as _;
use std::ops::Range;

use super::style::{Style, Tone};

/// About how many columns of a line are shown.
const WIDTH: usize = 100;

/// How many columns of the marked part are shown.
const MARKED: usize = 60;

/// One line of a file.
#[derive(Debug, PartialEq)]
pub(super) struct Excerpt {
    pub(super) line: usize,
    pub(super) column: usize,
    /// What is shown of the line: before the mark, above it, behind it.
    before: String,
    marked: String,
    after: String,
}

impl Excerpt {
    /// The line on which `place` begins, by its number; a value over several lines is drawn onto
    /// it.
    pub(super) fn new(text: &str, place: Range<usize>, line: usize) -> Self {
        let start = text[..place.start].rfind('\n').map_or(0, |end| end + 1);
        let column = text[start..place.start].chars().count() + 1;
        // One column more than can be shown, so that the cut is seen.
        let rest = head(&text[place.end..], WIDTH + 1);
        let rest = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];

        let whole = on_one_line(&text[place.clone()]);
        let marked = head(&whole, MARKED);
        let (rest, ellipsis) = if marked.len() == whole.len() { (rest, "") } else { ("", "…") };
        let (before, after) = around(&text[start..place.start], rest, WIDTH - width(marked));
        Self { line, column, before, marked: visible(marked), after: after + ellipsis }
    }

    /// How many columns line numbers take.
    pub(super) fn gutter(&self) -> usize {
        self.line.to_string().len()
    }

    pub(super) fn write(&self, tone: Tone, style: Style, text: &mut String) {
        let Self { line, before, marked, after, .. } = self;
        let blank = " ".repeat(self.gutter());
        let indent = " ".repeat(width(before));
        let bar = style.paint(Tone::Frame, "|");
        let number = style.paint(Tone::Frame, &line.to_string());
        let mark = style.paint(tone, &"^".repeat(width(marked).max(1)));
        let written = write!(
            text,
            "{blank} {bar}\n{number} {bar} {before}{marked}{after}\n{blank} {bar} {indent}{mark}\n"
        );
        written.expect("BUG: a string takes text");
    }
}

/// The beginning of a value, with one blank for each line break with its indentation.
fn on_one_line(value: &str) -> String {
    // Some letters take no column, but never so many that more than these are shown.
    let value = &value[..value.floor_char_boundary(16 * MARKED)];
    let mut lines = value.split(['\n', '\r']);
    let first = lines.next().unwrap_or_default().to_owned();
    let lines = lines.map(str::trim_start).filter(|line| !line.is_empty());
    lines.fold(first, |joined, line| joined + " " + line)
}

/// What fits into `room` columns of the text before a mark and of the text after it.
fn around(before: &str, after: &str, room: usize) -> (String, String) {
    let half = room / 2;
    let (near_before, near_after) = (width(tail(before, room)), width(head(after, room)));
    let for_after = if near_before < half { room - near_before } else { half };
    let for_before = room - for_after.min(near_after);
    let (shown_before, shown_after) = (tail(before, for_before), head(after, for_after));
    let cut = |shown: &str, all: &str| if shown.len() < all.len() { "…" } else { "" };
    (
        format!("{}{}", cut(shown_before, before), visible(shown_before)),
        format!("{}{}", visible(shown_after), cut(shown_after, after)),
    )
}

/// The beginning of `text`, `columns` at most.
fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = |(_, letter): &(usize, char)| {
        used += letter_width(*letter);
        used > columns
    };
    let end = text.char_indices().find(fits).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// The end of `text`, `columns` at most.
fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = |(_, letter): &(usize, char)| {
        used += letter_width(*letter);
        used > columns
    };
    let cut = text.char_indices().rev().find(fits);
    &text[cut.map_or(0, |(at, letter)| at + letter.len_utf8())..]
}

/// The text without characters that could move or restyle what a terminal shows.
pub(super) fn visible(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\n' | '\t' => ' ',
        letter if letter.is_control() || is_unseen(letter) => char::REPLACEMENT_CHARACTER,
        letter => letter,
    };
    text.chars().map(shown).collect()
}

/// Whether `letter` only reorders what stands around it, or is a byte order mark.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many columns `text` takes.
fn width(text: &str) -> usize {
    text.chars().map(letter_width).sum()
}

/// How many columns a terminal gives a letter; near enough for prompts.
fn letter_width(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::line_column;

    fn shown(text: &str, marked: &str) -> String {
        let start = text.find(marked).unwrap();
        let mut shown = String::new();
        let line = line_column(text, start).0;
        let excerpt = Excerpt::new(text, start..start + marked.len(), line);
        excerpt.write(Tone::Error, Style::Plain, &mut shown);
        shown
    }

    #[test]
    fn a_line_is_shown_with_a_mark() {
        let text = "{\n\t\"cfg\": 8.5,\r\n}";

        assert_eq!(shown(text, "8.5"), "  |\n2 |  \"cfg\": 8.5,\n  |         ^^^\n");
    }

    #[test]
    fn a_value_over_several_lines_is_drawn_onto_one() {
        let text = "{\n  \"a\": [\n    \"1\",\n\n    0\n  ],\n  \"b\": 1\n}";

        let expected = "  |\n2 |   \"a\": [ \"1\", 0 ],\n  |        ^^^^^^^^^^\n";
        assert_eq!(shown(text, "[\n    \"1\",\n\n    0\n  ]"), expected);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}\"here\"{}", "a".repeat(5000), "b".repeat(5000));

        let shown = shown(&text, "\"here\"");

        let (before, after) = ("a".repeat(47), "b".repeat(47));
        let mark = format!("{}^^^^^^\n", " ".repeat(48));
        assert_eq!(shown, format!("  |\n1 | …{before}\"here\"{after}…\n  | {mark}"));
    }

    #[test]
    fn room_that_one_side_does_not_need_goes_to_the_other() {
        let text = format!("ab 1{}", "c".repeat(500));

        assert!(shown(&text, "1").contains(&format!("| ab 1{}…\n", "c".repeat(96))));
    }

    #[test]
    fn a_long_value_is_cut() {
        let value = format!("\"{}\"", "x".repeat(5000));

        let shown = shown(&format!("{{\"text\": {value}, \"b\": 1}}"), &value);

        assert!(shown.contains(&format!("\"text\": \"{}…\n", "x".repeat(59))), "{shown}");
        assert!(shown.ends_with(&format!(" {}\n", "^".repeat(60))), "{shown}");
    }

    #[test]
    fn marks_stand_under_wide_letters() {
        let shown = shown("{\"山e\u{301}\": 1}", "1");

        assert_eq!(shown, "  |\n1 | {\"山e\u{301}\": 1}\n  |         ^\n");
    }

    #[test]
    fn a_place_without_length_gets_a_mark() {
        assert_eq!(shown("", ""), "  |\n1 | \n  | ^\n");
    }

    #[test]
    fn what_would_steer_a_terminal_is_not_shown() {
        assert_eq!(visible("a\u{1b}[31m\u{202e}b\nc"), "a\u{fffd}[31m\u{fffd}b c");
    }
}
