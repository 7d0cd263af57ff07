//! Words the documentation of generated items.
//!
//! Prose comes from the server alone, and only where a snapshot kept it; it is escaped here, so
//! that no tooltip can break the documentation of a crate.

use comfy_graph_core::schema::{ClassFlags, Input, NodeClass, Output, OutputType};

use super::types::{PresetPlan, RangePlan};

/// The documentation of a node type.
pub(super) fn class(class: &NodeClass) -> String {
    let caption = escaped(&class.display_name);
    let mut lines = vec![if caption.is_empty() { escaped(class.name.as_str()) } else { caption }];
    if let Some(description) = &class.description {
        lines.push(String::new());
        lines.push(escaped(description));
    }
    lines.push(String::new());
    lines.push(format!("Class `{}`{}.", class.name.as_str().replace('`', "'"), flags(class.flags)));
    lines.join("\n")
}

fn flags(flags: ClassFlags) -> String {
    let named = [
        (flags.output_node, "an output node"),
        (flags.api_node, "runs at a partner, which costs credits"),
        (flags.is_input_list, "takes whole lists at once"),
        (flags.experimental, "experimental"),
        (flags.deprecated, "deprecated"),
    ];
    let set = named.into_iter().filter(|(set, _)| *set);
    set.map(|(_, words)| format!("; {words}")).collect()
}

/// The documentation of a setter.
pub(super) fn input(input: &Input, preset: &PresetPlan, range: &RangePlan) -> String {
    let mut sentences = Vec::new();
    if let Some(tooltip) = &input.tooltip {
        let tooltip = escaped(tooltip);
        let full_stop = if tooltip.ends_with(['.', '!', '?', ':']) { "" } else { "." };
        sentences.push(format!("{tooltip}{full_stop}"));
    } else {
        sentences.push(format!("{}.", caption(input)));
    }
    sentences.extend(preset_words(preset));
    sentences.extend(range_words(range));
    if input.traits.lazy {
        sentences.push("Runs its producer only when needed.".to_owned());
    }
    sentences.join(" ")
}

/// What people call an input.
pub(super) fn caption(input: &Input) -> String {
    match &input.label {
        Some(label) if !label.trim().is_empty() => escaped(label),
        _ => format!("`{}`", input.name.as_str().replace('`', "'")),
    }
}

fn preset_words(preset: &PresetPlan) -> Option<String> {
    Some(match preset {
        PresetPlan::None => return None,
        PresetPlan::Int(number) => format!("Default {number}."),
        PresetPlan::Unsigned(number) => format!("Default {number}."),
        PresetPlan::Float(number) => format!("Default {number}."),
        PresetPlan::Bool(flag) => format!("Default {flag}."),
        PresetPlan::Text(text) if text.is_empty() => "Default empty.".to_owned(),
        PresetPlan::Text(text) | PresetPlan::Json(text) if text.len() > 60 => return None,
        PresetPlan::Text(text) | PresetPlan::Json(text) => {
            format!("Default `{}`.", text.replace('`', "'").replace(['\n', '\r'], " "))
        }
    })
}

fn range_words(range: &RangePlan) -> Option<String> {
    Some(match *range {
        RangePlan::None => return None,
        RangePlan::Int(min, i128::MAX) => format!("At least {min}."),
        RangePlan::Int(i128::MIN, max) => format!("At most {max}."),
        RangePlan::Int(min, max) => format!("{min} to {max}."),
        RangePlan::Float(f64::NEG_INFINITY, f64::INFINITY) => return None,
        RangePlan::Float(min, f64::INFINITY) => format!("At least {min}."),
        RangePlan::Float(f64::NEG_INFINITY, max) => format!("At most {max}."),
        RangePlan::Float(min, max) => format!("{min} to {max}."),
        RangePlan::Elements(0, max) => format!("At most {max}."),
        RangePlan::Elements(min, max) => format!("{min} to {max} of them."),
    })
}

/// The documentation of an output field.
pub(super) fn output(slot: usize, output: &Output) -> String {
    let socket = match &output.socket {
        OutputType::Fixed(socket) => format!("`{socket}`"),
        OutputType::Template(_) => "of the matched type".to_owned(),
    };
    let list = if output.is_list { ", a list" } else { "" };
    match &output.tooltip {
        Some(tooltip) => format!("{} Slot {slot}, {socket}{list}.", escaped(tooltip)),
        None => format!("Slot {slot}, {socket}{list}."),
    }
}

/// As [`escaped`], but what stands between backticks stays code.
pub(super) fn prose(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    // A single one starts no code.
    if pieces.len().is_multiple_of(2) {
        return escaped(text);
    }
    let piece = |(position, piece): (usize, &&str)| match position % 2 {
        0 => {
            let blank = |is_there: bool| if is_there { " " } else { "" };
            let before = blank(position > 0 && piece.starts_with(char::is_whitespace));
            let after = blank(piece.ends_with(char::is_whitespace) && !piece.trim().is_empty());
            format!("{before}{}{after}", escaped(piece))
        }
        _ => format!("`{}`", piece.split_whitespace().collect::<Vec<_>>().join(" ")),
    };
    pieces.iter().enumerate().map(piece).collect()
}

/// `text` on one line, with what rustdoc would read as markup escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        if word.contains("://") {
            escaped.push_str(&format!("`{}`", word.replace('`', "'")));
            continue;
        }
        for letter in word.chars() {
            if matches!(letter, '[' | ']' | '<' | '>' | '*' | '_' | '`' | '\\' | '#' | '|' | '~') {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
    }
    // A line that starts like a list item would be one.
    match escaped.chars().next() {
        Some(first @ ('-' | '+')) => format!("\\{first}{}", &escaped[1..]),
        Some(first) if first.is_ascii_digit() => escaped.replacen(". ", "\\. ", 1),
        _ => escaped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code_in_prose() {
        assert_eq!(prose("Sets `a_b`  of `x`, [1]"), r"Sets `a_b` of `x`, \[1\]");
        assert_eq!(prose("`a` `b`"), "`a` `b`");
        assert_eq!(prose("a ` b_c"), r"a \` b\_c");
    }

    #[test]
    fn prose_cannot_become_markup() {
        assert_eq!(escaped("see [x] <b>\nnow"), r"see \[x\] \<b\> now");
        assert_eq!(escaped("- item"), r"\- item");
        assert_eq!(escaped("at https://a.b/c_d now"), "at `https://a.b/c_d` now");
    }
}
