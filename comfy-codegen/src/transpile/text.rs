//! Puts a program together, comments included.
//!
//! The printer knows no comments, so they go through it as a macro of their own.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::ident;

/// The name of the macro that stands for a comment.
const MARKER: &str = "comment";

/// What people may expect of a line.
const WIDTH: usize = 100;

/// The comments of a program, by the numbers that stand for them until it is printed.
#[derive(Debug, Default)]
pub(super) struct Comments(Vec<String>);

impl Comments {
    /// A statement that becomes a comment.
    pub(super) fn add(&mut self, text: &str) -> TokenStream {
        let (marker, number) = (ident(MARKER), Literal::usize_unsuffixed(self.0.len()));
        self.0.push(text.to_owned());
        quote! { #marker!(#number); }
    }

    /// The indentation and text of a comment, where `line` stands for one.
    fn at<'l>(&self, line: &'l str) -> Option<(&'l str, &str)> {
        let statement = line.trim_start();
        let number = statement.strip_prefix(MARKER)?.strip_prefix("!(")?.strip_suffix(");")?;
        let text = self.0.get(number.parse::<usize>().ok()?)?;
        Some((&line[..line.len() - statement.len()], text))
    }
}

/// The program: where it comes from, its imports, its functions.
pub(super) fn program(
    origin: &str,
    imports: &str,
    functions: &[String],
    comments: &Comments,
) -> String {
    let mut text = String::new();
    wrap(&format!("Transpiled by comfy-codegen from {origin}; yours to edit."), "", &mut text);
    for part in std::iter::once(imports).chain(functions.iter().map(String::as_str)) {
        if !part.is_empty() {
            text.push('\n');
        }
        for line in part.lines() {
            match comments.at(line) {
                Some((indent, comment)) => wrap(comment, indent, &mut text),
                None => {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    text
}

/// Writes `comment` on lines of its own, broken between words.
fn wrap(comment: &str, indent: &str, text: &mut String) {
    let mut line = format!("{indent}//");
    for word in comment.split_whitespace() {
        let is_bare = line.len() == indent.len() + 2;
        if !is_bare && line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = format!("{indent}//");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::print;

    #[test]
    fn comments_come_through_the_printer() {
        let words = "say \"it\" ".repeat(15);
        let mut comments = Comments::default();
        let comment = comments.add(&words);

        let function = print(quote! { fn f() { #comment g(); } });

        let text = program("`a.json`", "", &[function], &comments);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "// Transpiled by comfy-codegen from `a.json`; yours to edit.");
        assert_eq!(lines[2], "fn f() {");
        assert!(lines[3].starts_with("    // say \"it\" say"), "{text}");
        assert!(lines[4].starts_with("    // "), "{text}");
        assert_eq!(lines[5], "    g();");
    }
}
