//! Spells texts so that dynamic prompts give them back.
//!
//! Editors first drop comments, then take one of the choices in each `{a|b}`, where a backslash
//! keeps the character behind it from being read, then turn `\{`, `\|`, `\}` into the character
//! alone. A choice of one hides a character from the first step: `/{/}` gives `//`.

/// The text that an editor turns into `text`; nothing where there is none.
pub(super) fn spelled(text: &str) -> Option<String> {
    let mut spelled = String::with_capacity(text.len());
    let mut backslashes = 0;
    let mut last = '\0';
    for c in text.chars() {
        match c {
            '/' | '*' if last == '/' => spelled.extend(['{', c, '}']),
            '{' if backslashes % 2 == 1 => return None,
            // Bare, these two stay; behind backslashes they would swallow one.
            '|' | '}' if backslashes == 0 => spelled.push(c),
            '{' | '|' | '}' => spelled.extend(['\\', c]),
            _ => spelled.push(c),
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        last = c;
    }
    (backslashes % 2 == 0).then_some(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Each line was put through the editor of ComfyUI 0.33.0, which gave back the first text.
    #[test]
    fn texts_are_spelled_as_the_editor_reads_them() {
        let pairs = [
            ("a {b|c}", "a \\{b|c}"),
            ("http://x", "http:/{/}x"),
            ("///", "/{/}{/}"),
            ("/* b */", "/{*} b */"),
            ("a\\b \\n", "a\\b \\n"),
            ("\\\\{", "\\\\\\{"),
            ("\\}", "\\\\}"),
            ("\\|", "\\\\|"),
            ("x\\\\", "x\\\\"),
        ];

        for (text, expected) in pairs {
            assert_eq!(spelled(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn some_backslashes_cannot_be_spelled() {
        assert_eq!(spelled("\\{"), None);
        assert_eq!(spelled("trail\\"), None);
    }
}
