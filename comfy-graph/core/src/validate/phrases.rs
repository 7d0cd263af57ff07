//! Spells values and lists the way messages show them.

use std::borrow::Cow;

use crate::json::Json;

/// The longest value that a message shows, in letters.
const LONGEST: usize = 60;

/// The longest list that a message spells out.
pub(super) const LONGEST_LIST: usize = 20;

/// A value in backticks, cut where it is long.
pub(crate) fn shown(value: &Json<'_>) -> String {
    quoted(&value.to_string())
}

/// A text in backticks, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", cut(text))
}

/// A text with a mark where the rest is left out.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Names in backticks: "`a`, `b` or `c`".
pub(crate) fn either<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<_> = names.iter().map(|name| quoted(name.as_ref())).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => name.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// What can be chosen: "one of: `a`, `b`", or how many there are.
pub(super) fn one_of<T: AsRef<str>>(names: &[T]) -> String {
    if names.len() > LONGEST_LIST {
        return format!("one of {} choices", names.len());
    }
    let names: Vec<_> = names.iter().map(|name| quoted(name.as_ref())).collect();
    format!("one of: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_people_join_them() {
        assert_eq!(either::<&str>(&[]), "");
        assert_eq!(either(&["a"]), "`a`");
        assert_eq!(either(&["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[test]
    fn long_values_are_cut_between_letters() {
        let cut = shown(&Json::from("ü".repeat(100)));

        assert_eq!(cut.chars().count(), LONGEST + 3);
        assert!(cut.ends_with("ü…`"));
    }

    #[test]
    fn long_lists_are_counted() {
        let names: Vec<_> = (0..21).map(|number| number.to_string()).collect();

        assert_eq!(one_of(&names[..2]), "one of: `0`, `1`");
        assert_eq!(one_of(&names), "one of 21 choices");
    }
}
