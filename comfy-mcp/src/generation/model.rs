//! Tells of models that are not installed, or finds one that is.

use comfy_graph_core::prompt::Object;
use comfy_graph_core::schema::Choice;
use comfy_graph_core::template::{BindError, Kind, Source, ValueError};
use indexmap::IndexMap;
use serde_json::Value;

use super::bind;
use crate::defaults::Layers;
use crate::error::{Code, ToolError};
use crate::library::Entry;

/// What was filled in, with where it came from.
type Values = IndexMap<Box<str>, (Value, Source)>;

/// How many models a message names.
const NAMED: usize = 5;

/// Lets the first installed checkpoint stand in where only the built-in default is missing.
///
/// Nobody asked for that default, and most people have another checkpoint. Gives the note about it.
pub(super) fn stand_in(entry: &Entry, layers: &Layers, arguments: &mut Object) -> Option<String> {
    const MODEL: &str = "model";
    let parameter = entry.template.parameter(MODEL)?;
    let is_checkpoint = match parameter.domain.kind {
        Kind::Model(folder) => folder.is_some_and(|folder| folder.as_str() == "checkpoints"),
        _ => false,
    };
    let is_chosen = arguments.get(MODEL).is_some_and(|model| !model.is_null());
    if !is_checkpoint || is_chosen || layers.chosen(MODEL).is_some() {
        return None;
    }
    let default = entry.defaults().get(MODEL).or_else(|| layers.built_in(MODEL))?.clone();
    if parameter.domain.convert(&default).is_ok() {
        return None;
    }
    let first = parameter.domain.choices.as_ref()?.as_slice().iter().find_map(Choice::as_text)?;
    arguments.insert(MODEL.to_owned(), Value::from(first));
    let default = default.as_str().unwrap_or_default().to_owned();
    Some(format!(
        "model: {first}, since the built-in default {default} is not installed; set_defaults \
         chooses another"
    ))
}

/// The error where a call asks for a model that is not installed.
pub(super) fn missing(entry: &Entry, error: &BindError) -> Option<ToolError> {
    let BindError::Invalid { name, origin, reason } = error else { return None };
    let ValueError::NotAChoice { received, closest, choices } = reason else { return None };
    if !bind::is_model(entry, name) {
        return None;
    }
    let installed: Vec<_> = choices.as_slice().iter().filter_map(Choice::as_text).collect();
    let closest: Vec<String> = closest.iter().map(ToString::to_string).collect();
    Some(not_found(entry, (name, &received.0, origin), &closest, &installed))
}

/// The error where a server refuses a prompt since it has no model of a kind at all.
///
/// An empty list binds anything: a server that lists nothing may yet have it.
pub(super) fn none_installed(entry: &Entry, values: &Values) -> Option<ToolError> {
    values.iter().find_map(|(name, (value, origin))| {
        let parameter = entry.parameters().find(|known| known.name.as_str() == &**name)?;
        let is_model = matches!(parameter.domain.kind, Kind::Model(_));
        let is_open = is_model && parameter.domain.choices.is_none();
        is_open.then(|| not_found(entry, (name, value, origin), &[], &[]))
    })
}

fn not_found(
    entry: &Entry,
    (name, asked, origin): (&str, &Value, &Source),
    closest: &[String],
    installed: &[&str],
) -> ToolError {
    let asked = asked.as_str().map_or_else(|| asked.to_string(), ToOwned::to_owned);
    let folder = folder(entry, name);
    let named = installed.iter().take(NAMED).map(|name| format!("'{name}'"));
    let named = named.collect::<Vec<_>>().join(", ");
    let (what, from) = match bind::origin(origin) {
        Some(layer) => ("Default model", format!("from {layer} defaults")),
        None => ("Model", format!("from argument `{name}`")),
    };
    let mut message = format!("{what} '{asked}' ({from}) not found in ComfyUI {folder}.");
    if bind::origin(origin).is_some() {
        message += " Set a valid model via `set_defaults`, config file, or env var.";
    }
    message += " Try `list_models` to see available checkpoints.";
    if !installed.is_empty() {
        message += &format!(" Available models: [{named}]");
    }
    let hint = match closest.first() {
        Some(closest) => format!("did you mean {closest}?"),
        None if installed.is_empty() => {
            format!("put a model into ComfyUI's models/{folder} folder")
        }
        None => "choose an installed one".to_owned(),
    };
    ToolError::new(Code::ModelNotFound, message)
        .hint(hint)
        .detail("model", asked)
        .detail("source", from)
        .detail("folder", folder)
        .detail("closest", closest)
        .detail("available", installed)
}

fn folder(entry: &Entry, name: &str) -> &'static str {
    match entry.template.parameter(name).map(|parameter| parameter.domain.kind) {
        Some(Kind::Model(Some(folder))) => folder.as_str(),
        _ => "checkpoints",
    }
}
