//! Writes JSON Schemas in few words, since every client reads all of them.

use std::sync::Arc;

use rmcp::model::JsonObject;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

/// The schema of a tool's arguments.
pub(super) fn of_arguments<T: JsonSchema>() -> Arc<JsonObject> {
    let mut schema = of::<T>(SchemaSettings::draft2020_12().for_deserialize());
    // Clients that pass schemas on to models are refused without.
    schema.entry("properties").or_insert_with(|| JsonObject::new().into());
    schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    Arc::new(schema)
}

/// The schema of a tool's result; texts that explain members are for arguments only.
pub(super) fn of_result<T: JsonSchema>() -> Arc<JsonObject> {
    let mut schema = of::<T>(SchemaSettings::draft2020_12().for_serialize());
    schema.remove("required");
    each_member(&mut schema, &|member, _| {
        const UNTOLD: [&str; 7] =
            ["description", "required", "minimum", "maximum", "minItems", "maxItems", "properties"];
        member.retain(|word, _| !UNTOLD.contains(&word.as_str()));
        list_words(member);
    });
    Arc::new(schema)
}

fn of<T: JsonSchema>(mut settings: SchemaSettings) -> JsonObject {
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let Value::Object(mut schema) = schema.to_value() else {
        panic!("BUG: arguments and results are objects")
    };
    schema.remove("title");
    schema.remove("description");
    each_member(&mut schema, &shorten);
    schema
}

/// Whether a member is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    Always,
    AtTimes,
}

/// Changes every schema below `schema`.
fn each_member(schema: &mut JsonObject, change: &dyn Fn(&mut JsonObject, Presence)) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    for (key, value) in schema.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(members)) => {
                for (name, member) in members.iter_mut() {
                    let Value::Object(member) = member else { continue };
                    let is_there = required.iter().any(|required| required == name);
                    each_member(member, change);
                    change(member, if is_there { Presence::Always } else { Presence::AtTimes });
                }
            }
            ("items" | "additionalProperties", Value::Object(member)) => {
                each_member(member, change);
                change(member, Presence::Always);
            }
            _ => {}
        }
    }
}

/// Lists words, in place of telling what each of them means.
fn list_words(member: &mut JsonObject) {
    let options = member.get("oneOf").and_then(Value::as_array);
    let words: Option<Vec<_>> = options
        .and_then(|options| options.iter().map(|option| option.get("const").cloned()).collect());
    if let Some(words) = words {
        member.remove("oneOf");
        member.insert("type".to_owned(), "string".into());
        member.insert("enum".to_owned(), words.into());
    }
}

/// Leaves out what no client needs; `null` stands for a member that might as well not be there.
fn shorten(member: &mut JsonObject, presence: Presence) {
    member.remove("format");
    member.remove("title");
    if member.get("default").is_some_and(is_nothing) {
        member.remove("default");
    }
    // It is so unless said.
    if member.get("additionalProperties") == Some(&Value::Bool(true)) {
        member.remove("additionalProperties");
    }
    if presence == Presence::AtTimes
        && let Some(Value::Array(types)) = member.get("type")
    {
        let mut types = types.iter().filter(|name| *name != "null");
        if let (Some(only), None) = (types.next().cloned(), types.next()) {
            member.insert("type".to_owned(), only);
        }
    }
}

/// What is as good as not given.
fn is_nothing(default: &Value) -> bool {
    match default {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
