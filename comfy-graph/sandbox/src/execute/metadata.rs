//! Writes the texts that saved pictures carry.
//!
//! They are spelled as Python's `json.dumps` spells them, since clients read them out of files.

use comfy_graph_core::prompt::Prompt;

use crate::queue::{Extra, Job};

/// Keyword and text of each: the prompt as it runs, then each entry of `extra_pnginfo`.
pub(super) fn texts(job: &Job, prompt: &Prompt) -> Vec<(String, String)> {
    let text = serde_json::to_string(prompt).unwrap_or_default();
    let mut texts = vec![("prompt".to_owned(), ascii_json(&text))];
    let info = job.extra.get("extra_pnginfo").map_or("{}", |raw| raw.get());
    let info: Extra = serde_json::from_str(info).unwrap_or_default();
    texts.extend(info.iter().map(|(key, raw)| (key.clone(), ascii_json(raw.get()))));
    texts
}

/// Respaces JSON text as `{"a": 1, "b": [2]}` with everything beyond ASCII escaped.
fn ascii_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            push_ascii(&mut out, c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if !c.is_ascii_whitespace() {
            in_string = c == '"';
            out.push(c);
            if matches!(c, ',' | ':') {
                out.push(' ');
            }
        }
    }
    out
}

fn push_ascii(out: &mut String, c: char) {
    if c.is_ascii() {
        out.push(c);
        return;
    }
    for unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str(&format!("\\u{unit:04x}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_respaced_outside_texts_only() {
        let text = r#"{"a":[1,"x,y:\"z"],"é":"😀"}"#;

        let expected = r#"{"a": [1, "x,y:\"z"], "\u00e9": "\ud83d\ude00"}"#;
        assert_eq!(ascii_json(text), expected);
    }
}
