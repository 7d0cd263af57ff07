//! Tells and sets the generation defaults.

use comfy_graph_core::prompt::Object;
use comfy_graph_core::template::{Kind, ValueError};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::jobs::Nothing;
use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::error::{Code, ToolError};
use crate::reply::Reply;
use crate::settings::Namespace;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<Nothing, AllDefaults, _>(
            "get_defaults",
            "Tells the generation defaults that count now.",
            (Toolset::Core, Effect::Reads),
            get_defaults,
        ),
        ToolSpec::new::<SetDefaults, Updated, _>(
            "set_defaults",
            "Sets generation defaults until the server ends; with persist for good. All or none.",
            (Toolset::Core, Effect::Sets),
            set_defaults,
        ),
    ]
}

#[derive(Debug, Serialize, JsonSchema)]
struct AllDefaults {
    image: Map<String, Value>,
    audio: Map<String, Value>,
    video: Map<String, Value>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct SetDefaults {
    image: Option<JsonObject>,
    audio: Option<JsonObject>,
    video: Option<JsonObject>,
    #[serde(default)]
    persist: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Updated {
    success: bool,
    updated: Map<String, Value>,
    /// The file that keeps them.
    #[serde(skip_serializing_if = "Option::is_none")]
    config_file: Option<String>,
}

async fn get_defaults(call: Call<Nothing>) -> Result<Reply, ToolError> {
    let of = |namespace| call.app.defaults.effective(namespace);
    Ok(Reply::new(&AllDefaults {
        image: of(Namespace::Image),
        audio: of(Namespace::Audio),
        video: of(Namespace::Video),
    }))
}

async fn set_defaults(call: Call<SetDefaults>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let SetDefaults { image, audio, video, persist } = arguments;
    let given = Namespace::ALL.into_iter().zip([image, audio, video]);
    let given: Vec<_> =
        given.filter_map(|(namespace, values)| Some((namespace, values?))).collect();
    let mut errors = Vec::new();
    let mut fitting = Vec::new();
    for (namespace, values) in &given {
        match checked(&app, *namespace, values) {
            Ok(values) => fitting.push((*namespace, values)),
            Err(found) => errors.extend(found),
        }
    }
    if !errors.is_empty() {
        return Err(refused(errors));
    }
    let mut config_file = None;
    if persist {
        for (namespace, values) in &fitting {
            app.choices.config_file.set_defaults(*namespace, values)?;
            app.defaults.configured(*namespace, values);
        }
        config_file = Some(app.choices.config_file.path().display().to_string());
    }
    let mut updated = Map::new();
    for (namespace, values) in fitting {
        app.defaults.set(namespace, &values);
        let told = serde_json::json!({"success": true, "updated": values});
        updated.insert(namespace.as_str().to_owned(), told);
    }
    app.library.announce();
    Ok(Reply::new(&Updated { success: true, updated, config_file }))
}

/// The main seed's answer, beside the members that every failure has.
fn refused(errors: Vec<String>) -> ToolError {
    ToolError::new(Code::InvalidArguments, errors.join("; "))
        .hint("nothing was set; list_models and list_workflows show what fits")
        .beside("success", false)
        .beside("errors", errors)
}

/// The values as workflows take them.
fn checked(app: &App, namespace: Namespace, values: &Object) -> Result<Object, Vec<String>> {
    let mut errors = Vec::new();
    let mut fitting = Object::new();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_null()) {
        match fit(app, namespace, name, value) {
            Ok(value) => {
                fitting.insert(name.clone(), value);
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(fitting) } else { Err(errors) }
}

/// The value as the first workflow takes it that takes it at all.
fn fit(app: &App, namespace: Namespace, name: &str, value: &Value) -> Result<Value, String> {
    let catalogue = app.library.catalogue();
    let entries = catalogue.entries().filter(|entry| entry.namespace == namespace);
    let mut refusal = None;
    for entry in entries {
        let Some(parameter) = entry.parameters().find(|known| known.name.as_str() == name) else {
            continue;
        };
        match parameter.domain.convert(value) {
            Ok(value) => return Ok(value),
            Err(error) => refusal = refusal.or(Some((parameter.domain.kind, error))),
        }
    }
    let built_in = app.defaults.layers(namespace);
    match refusal {
        Some((kind, error)) => Err(refused_value(name, kind, &error)),
        None if built_in.built_in(name).is_some() => Ok(value.clone()),
        None => Err(format!("{} workflows have no parameter `{name}`", namespace.as_str())),
    }
}

fn refused_value(name: &str, kind: Kind, error: &ValueError) -> String {
    match error {
        ValueError::NotAChoice { received, choices, closest } if matches!(kind, Kind::Model(_)) => {
            let asked =
                received.0.as_str().map_or_else(|| received.0.to_string(), ToOwned::to_owned);
            let named = choices.as_slice().iter().take(5).map(|choice| format!("'{choice}'"));
            let named = named.collect::<Vec<_>>().join(", ");
            let closest = closest
                .first()
                .map_or_else(String::new, |closest| format!(" Did you mean '{closest}'?"));
            format!("Model '{asked}' not found. Available models: [{named}].{closest}")
        }
        error => format!("{name}: {error}"),
    }
}
