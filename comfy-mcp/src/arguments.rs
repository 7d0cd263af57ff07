//! Checks the arguments of a call against the schema of its tool.
//!
//! Every mistake is told at once, each with what is allowed. Texts that spell numbers or flags are
//! taken for them, as the main seed does; `null` counts as not given.

use comfy_graph_core::closest::closest;
use rmcp::model::JsonObject;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Code, ToolError};

/// The arguments as `T` reads them, once they fit `schema`.
pub(crate) fn read<T: DeserializeOwned>(
    tool: &str,
    schema: &JsonObject,
    arguments: JsonObject,
) -> Result<T, ToolError> {
    let arguments = checked(schema, arguments).map_err(|mistakes| {
        let hint = format!("see the input schema of {tool}");
        ToolError::new(Code::InvalidArguments, mistakes.join("; "))
            .hint(hint)
            .detail("mistakes", mistakes)
    })?;
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        ToolError::new(Code::InvalidArguments, format!("arguments of {tool}: {error}"))
    })
}

fn checked(schema: &JsonObject, arguments: JsonObject) -> Result<JsonObject, Vec<String>> {
    let nothing = JsonObject::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
    let (mut mistakes, mut misfits) = (Vec::new(), Vec::new());
    let mut fitting = JsonObject::new();
    for (name, value) in arguments {
        match properties.get(&name) {
            None => mistakes.push(unknown(&name, properties)),
            Some(_) if value.is_null() => {}
            Some(member) => match fit(member, value) {
                Ok(value) => {
                    fitting.insert(name, value);
                }
                Err(reason) => {
                    mistakes.push(format!("argument `{name}` {reason}"));
                    misfits.push(name);
                }
            },
        }
    }
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !fitting.contains_key(name) && !misfits.iter().any(|misfit| misfit == name) {
            mistakes.push(format!("Missing required parameter '{name}'"));
        }
    }
    if mistakes.is_empty() { Ok(fitting) } else { Err(mistakes) }
}

fn unknown(name: &str, properties: &JsonObject) -> String {
    let names = || properties.keys().map(String::as_str);
    let remedy = match closest(name, names()).first() {
        Some(closest) => format!("did you mean `{closest}`?"),
        None if properties.is_empty() => "the tool takes none".to_owned(),
        None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
    };
    format!("argument `{name}` is unknown; {remedy}")
}

/// The value as the schema of one member has it.
fn fit(member: &Value, value: Value) -> Result<Value, String> {
    let wanted = member.get("type").and_then(Value::as_str);
    let value = match (wanted, &value) {
        (Some("integer" | "number" | "boolean"), Value::String(text)) => spelled(wanted, text),
        _ => None,
    }
    .unwrap_or(value);
    let fits = match wanted {
        Some("integer") => value.is_i64() || value.is_u64() || is_whole(&value),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("string") => value.is_string(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !fits {
        let wanted = wanted.unwrap_or_default();
        return Err(format!("is {}, where {wanted} is expected", kind(&value)));
    }
    let value = if wanted == Some("integer") { whole(value) } else { value };
    within(member, &value)?;
    Ok(value)
}

fn spelled(wanted: Option<&str>, text: &str) -> Option<Value> {
    let text = text.trim();
    match wanted? {
        "integer" => {
            let signed = text.parse::<i64>().map(Value::from);
            signed.or_else(|_| text.parse::<u64>().map(Value::from)).ok()
        }
        "number" => text
            .parse::<f64>()
            .ok()
            .and_then(|number| serde_json::Number::from_f64(number).map(Value::Number)),
        _ => match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" => Some(Value::Bool(true)),
            "false" | "0" | "no" | "n" => Some(Value::Bool(false)),
            _ => None,
        },
    }
}

fn is_whole(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number.fract() == 0.0 && number.abs() < 9e15)
}

/// `5` for `5.0`.
fn whole(value: Value) -> Value {
    match value.as_f64() {
        Some(number) if value.is_f64() => Value::from(number as i64),
        _ => value,
    }
}

fn within(member: &Value, value: &Value) -> Result<(), String> {
    let limit = |key: &str| member.get(key).and_then(Value::as_f64);
    if let Some(number) = value.as_f64() {
        if let Some(min) = limit("minimum").filter(|min| number < *min) {
            return Err(format!("is {value}, below the minimum {min}"));
        }
        if let Some(max) = limit("maximum").filter(|max| number > *max) {
            return Err(format!("is {value}, above the maximum {max}"));
        }
    }
    let Some(choices) = member.get("enum").and_then(Value::as_array) else { return Ok(()) };
    if choices.contains(value) {
        return Ok(());
    }
    let choices: Vec<_> = choices.iter().filter_map(Value::as_str).collect();
    Err(format!("is {value}; choose {}", choices.join(", ")))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(arguments: Value) -> Result<Value, Vec<String>> {
        let schema = json!({
            "properties": {
                "id": {"type": "string"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 100},
                "persist": {"type": "boolean"},
                "mode": {"type": "string", "enum": ["thumb", "metadata"]},
            },
            "required": ["id"],
        });
        let arguments = arguments.as_object().unwrap().clone();
        checked(schema.as_object().unwrap(), arguments).map(Value::Object)
    }

    #[test]
    fn texts_that_spell_numbers_or_flags_are_taken_for_them() {
        let fitting = check(json!({"id": "7", "limit": "5", "persist": "yes"}));

        assert_eq!(fitting, Ok(json!({"id": "7", "limit": 5, "persist": true})));
    }

    #[test]
    fn null_counts_as_not_given() {
        assert_eq!(check(json!({"id": "a", "limit": null})), Ok(json!({"id": "a"})));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let mistakes = check(json!({"limit": 0, "mode": "big", "persists": true})).unwrap_err();

        assert_eq!(
            mistakes,
            [
                "argument `limit` is 0, below the minimum 1",
                "argument `mode` is \"big\"; choose thumb, metadata",
                "argument `persists` is unknown; did you mean `persist`?",
                "Missing required parameter 'id'",
            ]
        );
    }

    #[test]
    fn a_number_of_the_wrong_kind_is_named() {
        let mistakes = check(json!({"id": "a", "limit": 2.5})).unwrap_err();

        assert_eq!(mistakes, ["argument `limit` is a number, where integer is expected"]);
    }
}
