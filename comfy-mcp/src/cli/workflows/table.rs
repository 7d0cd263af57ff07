//! Writes columns, and what parameters take in a few words.

use comfy_graph_core::schema::Number;
use comfy_graph_core::template::{Domain, Fallback, Parameter, StepRule};
use comfy_mcp::library::{Entry, Home};
use serde_json::{Map, Value, json};

/// How many choices are told to people.
const MOST_CHOICES: usize = 4;

/// How many characters of a default are told to people.
const LONGEST: usize = 40;

/// The rows with each column as wide as its widest cell, but the last.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// What a parameter takes, in a few words.
pub(super) fn range(domain: &Domain) -> String {
    if let Some(choices) = &domain.choices {
        let all = choices.as_slice();
        let shown = all.iter().take(MOST_CHOICES).map(ToString::to_string).collect::<Vec<_>>();
        let more = match all.len().saturating_sub(MOST_CHOICES) {
            0 => String::new(),
            more => format!(", … ({more} more)"),
        };
        return shown.join(", ") + &more;
    }
    let limits = match (domain.min, domain.max) {
        (Some(min), Some(max)) => format!("{} to {}", number(min), number(max)),
        (Some(min), None) => format!("{} or more", number(min)),
        (None, Some(max)) => format!("{} or less", number(max)),
        (None, None) => return String::new(),
    };
    match domain.step {
        Some(step) if step.rule == StepRule::Enforced => {
            format!("{limits} in steps of {}", number(step.size))
        }
        _ => limits,
    }
}

/// A number, where it is short enough to mean anything.
fn number(number: Number) -> String {
    const LARGE: f64 = 1e15;
    let is_large = number.as_f64().abs() >= LARGE;
    if is_large { format!("{:.0e}", number.as_f64()) } else { number.to_string() }
}

/// What counts where a parameter is not given, in a few words.
pub(super) fn fallback(parameter: &Parameter) -> String {
    match &parameter.fallback {
        Fallback::None => "required".to_owned(),
        Fallback::Random => "random".to_owned(),
        Fallback::Kept(None) => "as in the file".to_owned(),
        known => short(known.value().unwrap_or(&Value::Null)),
    }
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.replace('\n', " "),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Where a workflow comes from, in a few words.
pub(super) fn home(entry: &Entry) -> String {
    match &entry.home {
        Home::Shipped => "shipped".to_owned(),
        Home::File(path) => path.display().to_string(),
    }
}

/// A workflow, as programs read it.
pub(super) fn entry(entry: &Entry) -> Value {
    json!({
        "id": entry.id,
        "name": entry.name,
        "description": entry.description,
        "file": entry.home.path(),
        "namespace": entry.namespace.as_str(),
        "parameters": entry.parameters().map(parameter).collect::<Vec<_>>(),
        "notes": entry.notes,
        "updated_at": entry.updated_at,
        "hash": entry.hash,
    })
}

/// A parameter, as programs read it: its JSON Schema with a name.
pub(super) fn parameter(parameter: &Parameter) -> Value {
    let mut members = Map::new();
    members.insert("name".to_owned(), parameter.name.as_str().into());
    members.insert("required".to_owned(), parameter.is_required().into());
    if let Value::Object(schema) = parameter.to_json_schema() {
        members.extend(schema);
    }
    let bindings = parameter.bindings.iter().map(|binding| binding.address.to_string());
    members.insert("inputs".to_owned(), bindings.collect());
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "b", "c"], ["größer", "", "d"]];
        let rows = rows.map(|row| row.map(str::to_owned));

        assert_eq!(columns(&rows), "a       b  c\ngrößer     d\n");
    }

    #[test]
    fn large_limits_are_told_by_their_size() {
        assert_eq!(number(Number::Int(150)), "150");
        assert_eq!(number(Number::Int(18_446_744_073_709_551_615)), "2e19");
    }

    #[test]
    fn long_defaults_are_cut() {
        assert_eq!(short(&"a\nb".into()), "a b");
        assert_eq!(short(&"x".repeat(50).into()).chars().count(), LONGEST + 1);
        assert_eq!(short(&8.0.into()), "8.0");
    }
}
