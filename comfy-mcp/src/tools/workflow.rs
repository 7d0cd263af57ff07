//! Turns workflows into tools.

use std::sync::Arc;

use comfy_graph_core::prompt::Object;
use comfy_graph_core::template::{Kind, Parameter};
use rmcp::model::{JsonObject, Tool};
use serde_json::{Value, json};

use super::{Effect, schema};
use crate::defaults::Defaults;
use crate::generation::{Extras, GenerationResult};
use crate::library::Entry;

/// How many choices a schema lists; of longer lists it says where to find them.
const LISTED: usize = 10;
/// The largest number that every client can hold.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// The tool of a workflow, with the ranges and choices of the live server.
#[must_use]
pub fn tool(entry: &Entry, defaults: &Defaults) -> Tool {
    let mut words = entry.description.clone();
    if words.is_empty() {
        words = format!("Runs {}.", entry.name);
    }
    Tool::new(entry.id.clone(), words, Arc::new(input(entry, defaults)))
        .with_raw_output_schema(output())
        .with_annotations(Effect::Adds.annotations())
}

/// The schema of the arguments.
pub(crate) fn input(entry: &Entry, defaults: &Defaults) -> JsonObject {
    let layers = defaults.layers(entry.namespace).fitting(&entry.template);
    let nothing = Object::new();
    let call = layers.beneath(entry.template.call(&nothing));
    let Value::Object(mut schema) = call.to_json_schema() else {
        panic!("BUG: the arguments of a template are an object")
    };
    let mut properties = JsonObject::new();
    for parameter in entry.parameters() {
        let told = schema.get("properties").and_then(|all| all.get(parameter.name.as_str()));
        let told = told.cloned().unwrap_or_else(|| parameter.to_json_schema());
        properties.insert(parameter.name.to_string(), short(parameter, told));
    }
    for (name, extra) in Extras::schema(has_loras(entry)) {
        properties.entry(name).or_insert(extra);
    }
    if !entry.paid_classes.is_empty() {
        properties.entry("confirm").or_insert_with(|| json!({"type": "boolean"}));
    }
    schema.insert("properties".to_owned(), properties.into());
    schema
}

/// The schema of the result, the same for every generating tool.
pub(crate) fn output() -> Arc<JsonObject> {
    schema::of_result::<GenerationResult>()
}

/// Whether LoRAs can be put behind the model.
fn has_loras(entry: &Entry) -> bool {
    let makes_model = |class: &str| class.contains("Checkpoint") || class.contains("UNETLoader");
    let classes = entry.template.prompt().nodes().filter_map(|(_, node)| node.class_type.as_ref());
    classes.filter(|class| makes_model(class.as_str())).count() == 1
}

/// The schema of a parameter in few words.
fn short(parameter: &Parameter, told: Value) -> Value {
    let Value::Object(mut schema) = told else { return told };
    shorten_choices(parameter, &mut schema);
    if schema.get("maximum").and_then(Value::as_u64).is_some_and(|maximum| maximum > MAX_SAFE) {
        schema.insert("maximum".to_owned(), MAX_SAFE.into());
    }
    let is_tooltip = !parameter_says(parameter);
    if is_tooltip {
        schema.shift_remove("description");
    }
    Value::Object(schema)
}

/// Whether what is said of a parameter is worth its words: names such as `width` say it all.
fn parameter_says(parameter: &Parameter) -> bool {
    const PLAIN: [&str; 14] = [
        "seed",
        "width",
        "height",
        "steps",
        "cfg",
        "sampler_name",
        "scheduler",
        "denoise",
        "prompt",
        "negative_prompt",
        "seconds",
        "duration",
        "fps",
        "lyrics",
    ];
    !PLAIN.contains(&parameter.name.as_str())
}

fn shorten_choices(parameter: &Parameter, schema: &mut JsonObject) {
    let Some(choices) = schema.get("enum").and_then(Value::as_array) else { return };
    if choices.len() <= LISTED && parameter.domain.kind == Kind::Choice {
        return;
    }
    let count = choices.len();
    schema.shift_remove("enum");
    schema.entry("type").or_insert_with(|| "string".into());
    let kind = match parameter.domain.kind {
        Kind::Model(Some(folder)) => folder.as_str(),
        _ => match parameter.name.as_str() {
            "sampler_name" => "samplers",
            "scheduler" => "schedulers",
            _ => "",
        },
    };
    let words = match kind {
        "" => format!("one of {count}; list_workflows lists them"),
        kind => format!("one of {count}: list_models kind={kind}"),
    };
    schema.insert("description".to_owned(), words.into());
}
