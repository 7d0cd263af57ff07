//! Checks JSON against the few parts of JSON Schema that results are described with.

use serde_json::{Map, Value};

/// Words that say nothing about what fits.
const SILENT: [&str; 6] = ["description", "default", "format", "title", "$schema", "examples"];

/// Every place where `value` does not fit `schema`.
pub(crate) fn misfits(schema: &Map<String, Value>, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, value, "$", &mut found);
    found
}

fn check(schema: &Map<String, Value>, value: &Value, place: &str, found: &mut Vec<String>) {
    for (word, says) in schema {
        match word.as_str() {
            "type" => {
                if !of_type(says, value) {
                    found.push(format!("{place} is {value}, not of type {says}"));
                }
            }
            "enum" => {
                if !says.as_array().unwrap().contains(value) {
                    found.push(format!("{place} is {value}, none of {says}"));
                }
            }
            "properties" => {
                for (name, member) in says.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        let place = format!("{place}.{name}");
                        check(member.as_object().unwrap(), value, &place, found);
                    }
                }
            }
            "items" => {
                for (position, item) in value.as_array().into_iter().flatten().enumerate() {
                    let place = format!("{place}[{position}]");
                    check(says.as_object().unwrap(), item, &place, found);
                }
            }
            "required" => {
                let names = says.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                let missing = names.filter(|name| value.get(name).is_none());
                found.extend(missing.map(|name| format!("{place} has no {name}")));
            }
            // What stands beside the properties may be anything.
            "additionalProperties" => assert_eq!(*says, Value::Bool(true), "{place}"),
            word if SILENT.contains(&word) => {}
            word => panic!("{place}: `{word}` is not checked here"),
        }
    }
}

fn of_type(wanted: &Value, value: &Value) -> bool {
    match wanted {
        Value::Array(wanted) => wanted.iter().any(|wanted| of_type(wanted, value)),
        wanted => match wanted.as_str().unwrap() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("there is no type {other}"),
        },
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let schema = serde_json::json!({
        "type": "object",
        "properties": {
            "a": {"type": "array", "items": {"type": "string", "enum": ["x"]}},
            "b": {"type": ["string", "null"]},
        },
    });
    let value = serde_json::json!({"a": ["x", "y", 1], "b": null, "c": 5});

    let found = misfits(schema.as_object().unwrap(), &value);

    assert_eq!(
        found,
        [
            r#"$.a[1] is "y", none of ["x"]"#,
            r#"$.a[2] is 1, not of type "string""#,
            r#"$.a[2] is 1, none of ["x"]"#,
        ]
    );
}
