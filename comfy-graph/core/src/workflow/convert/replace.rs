//! Replaces `%…%` in texts as the editor does before it sends them.
//!
//! Reference E.8. Servers replace others of their own, which stay.

use std::collections::HashMap;

use super::model::{GraphIndex, NodeIndex, Work};
use crate::json::Json;

/// A moment on a local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The year, such as 2026.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl LocalTime {
    /// Writes the moment as `format` says; what is no token stays.
    fn format(self, format: &str) -> String {
        let mut out = String::new();
        let mut rest = format;
        'text: while let Some(letter) = rest.chars().next() {
            for token in TOKENS {
                if let Some(behind) = rest.strip_prefix(token) {
                    out.push_str(&self.token(token));
                    rest = behind;
                    continue 'text;
                }
            }
            out.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
        out
    }

    fn token(self, token: &str) -> String {
        let number = match token {
            "yyyy" => return self.year.to_string(),
            "yy" => return format!("{:02}", self.year % 100),
            "M" | "MM" => self.month,
            "d" | "dd" => self.day,
            "h" | "hh" => self.hour,
            "m" | "mm" => self.minute,
            _ => self.second,
        };
        if token.len() == 2 { format!("{number:02}") } else { number.to_string() }
    }
}

/// Longer ones first.
const TOKENS: [&str; 12] = ["yyyy", "yy", "MM", "M", "dd", "d", "hh", "h", "mm", "m", "ss", "s"];

/// Node classes whose prefix of file names is replaced in.
const SAVERS: [&str; 20] = [
    "SaveImage",
    "SaveImageAdvanced",
    "SaveSVGNode",
    "SaveVideo",
    "SaveAnimatedWEBP",
    "SaveWEBM",
    "SaveAudio",
    "SaveAudioMP3",
    "SaveAudioOpus",
    "SaveAudioAdvanced",
    "SaveGLB",
    "Save3DAdvanced",
    "SaveGaussianSplat",
    "SavePointCloud",
    "SaveAnimatedPNG",
    "CLIPSave",
    "VAESave",
    "ModelSave",
    "LoraSave",
    "SaveLatent",
];

/// Whether the editor replaces in this input.
pub(super) fn is_replaced(class: &str, input: &str) -> bool {
    input == "filename_prefix" && SAVERS.contains(&class)
}

/// A text after replacing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Replaced {
    pub(super) text: String,
    /// Whether a time was asked for that nobody gave.
    pub(super) lacks_time: bool,
}

/// The nodes that texts may name.
#[derive(Debug)]
pub(super) struct Names<'n, 'w> {
    work: &'n Work<'w>,
    /// By the name that searches go by first.
    by_name: HashMap<&'n str, (GraphIndex, NodeIndex)>,
    by_title: HashMap<&'n str, (GraphIndex, NodeIndex)>,
}

impl<'n, 'w> Names<'n, 'w> {
    pub(super) fn of(work: &'n Work<'w>) -> Self {
        let (mut by_name, mut by_title) = (HashMap::new(), HashMap::new());
        for (graph, content) in work.graphs.iter().enumerate() {
            for (index, node) in content.nodes.iter().enumerate() {
                let name = node.file.properties.get("Node name for S&R").and_then(Json::as_text);
                if let Some(name) = name {
                    by_name.entry(name).or_insert((graph, index));
                }
                by_title.entry(node.title()).or_insert((graph, index));
            }
        }
        Self { work, by_name, by_title }
    }

    /// Replaces `%date:…%` with the time `now`, `%NODE.WIDGET%` with what the widget holds.
    pub(super) fn replace(&self, text: &str, now: Option<&LocalTime>) -> Replaced {
        let mut replaced = Replaced { text: String::new(), lacks_time: false };
        let mut rest = text;
        while let Some(start) = rest.find('%') {
            let Some(length) = rest[start + 1..].find('%').filter(|length| *length > 0) else {
                break;
            };
            let inside = &rest[start + 1..start + 1 + length];
            replaced.text.push_str(&rest[..start]);
            rest = &rest[start + length + 2..];
            match (inside.strip_prefix("date:"), now) {
                (Some(format), Some(now)) => replaced.text.push_str(&now.format(format)),
                (Some(_), None) => {
                    replaced.lacks_time = true;
                    replaced.text.extend(["%", inside, "%"]);
                }
                (None, _) => match self.value(inside) {
                    Some(value) => replaced.text.push_str(&safe(&value)),
                    None => replaced.text.extend(["%", inside, "%"]),
                },
            }
        }
        replaced.text.push_str(rest);
        replaced
    }

    fn value(&self, inside: &str) -> Option<String> {
        let (node, widget) = inside.split_once('.').filter(|(_, widget)| !widget.contains('.'))?;
        let (graph, index) = self.by_name.get(node).or_else(|| self.by_title.get(node))?;
        let slots = &self.work.graphs[*graph].nodes[*index].widgets;
        let slot = slots.iter().find(|slot| slot.widget.name == widget)?;
        Some(match slot.value.as_deref() {
            None | Some(Json::Null) => String::new(),
            Some(Json::Text(text)) => text.clone().into_owned(),
            Some(other) => super::number::sent_value(other).to_string(),
        })
    }
}

/// File names cannot hold these.
fn safe(text: &str) -> String {
    let is_unsafe =
        |letter: char| "/?<>\\:*|\"".contains(letter) || matches!(letter, '\0'..='\x1f' | '\x7f');
    text.replace(is_unsafe, "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_by_their_tokens() {
        let now = LocalTime { year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5 };

        assert_eq!(now.format("yyyy-MM-dd hh:mm:ss"), "2026-01-02 03:04:05");
        assert_eq!(now.format("yy/M/d h_m_s é"), "26/1/2 3_4_5 é");
    }

    #[test]
    fn values_become_safe_for_file_names() {
        assert_eq!(safe("a/b:c\n\"d\" é"), "a_b_c__d_ é");
    }
}
