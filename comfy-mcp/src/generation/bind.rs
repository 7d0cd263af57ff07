//! Fills in a workflow for one call.

use std::hash::{BuildHasher, Hasher, RandomState};

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::template::{BindError, BindErrors, Bound, Kind, Seeds, Source, ValueError};
use comfy_graph_core::validate::Report;
use comfy_graph_core::workflow::edit::Edits;
use serde_json::{Value, json};

use super::extras::{Lora, lora_edits};
use super::model;
use crate::app::App;
use crate::backend::{Known, Provenance, Reach};
use crate::error::{Code, ToolError};
use crate::library::Entry;

/// A workflow that is filled in.
#[derive(Debug, Clone)]
pub(crate) struct Filled {
    pub(crate) prompt: Prompt,
    pub(crate) values: Object,
    pub(crate) notes: Vec<String>,
}

/// Numbers for seeds that are left out.
pub(crate) fn random_seeds() -> Seeds<'static> {
    // Each state has random keys of its own, which is all the randomness that seeds need.
    Seeds::from_fn(|| RandomState::new().build_hasher().finish())
}

/// Fills in `entry`; asks the server first where it was not asked yet, or a choice is unknown.
pub(crate) async fn fill(
    app: &App,
    entry: &Entry,
    arguments: &Object,
    loras: &[Lora],
) -> Result<Filled, ToolError> {
    let was_asked = !matches!(app.backend.reach(), Reach::Unknown);
    let filled = fill_by(app, &app.backend.known(), entry, arguments, loras);
    // The first calls may come before the server has said what it has.
    let is_certain = was_asked && !filled.as_ref().is_err_and(may_be_stale);
    if is_certain || app.backend.refresh().await.is_err() {
        return filled;
    }
    app.library.reload().await;
    let catalogue = app.library.catalogue();
    let Some(entry) = catalogue.find(&entry.id) else { return filled };
    fill_by(app, &app.backend.known(), entry, arguments, loras)
}

/// Whether something may have been installed since the server was asked.
fn may_be_stale(error: &ToolError) -> bool {
    matches!(error.code, Code::ModelNotFound | Code::PromptRejected)
        || error.details.contains_key("unknown_choice")
}

fn fill_by(
    app: &App,
    known: &Known,
    entry: &Entry,
    arguments: &Object,
    loras: &[Lora],
) -> Result<Filled, ToolError> {
    let layers = app.defaults.layers(entry.namespace).fitting(&entry.template);
    let mut notes = Vec::new();
    let mut arguments = arguments.clone();
    if known.provenance == Provenance::Server {
        notes.extend(model::stand_in(entry, &layers, &mut arguments));
    }
    let call = layers.beneath(entry.template.call(&arguments));
    let bound = call.bind(&mut random_seeds()).map_err(|errors| unbound(entry, &errors))?;
    let Bound { mut prompt, values } = bound;
    if !loras.is_empty() {
        add_loras(&mut prompt, known, loras)?;
    }
    judge(known, &prompt)
        .map_err(|error| model::none_installed(entry, &values).unwrap_or(error))?;
    let values = values.into_iter().map(|(name, (value, _))| (name.into_string(), value));
    Ok(Filled { prompt, values: values.collect(), notes })
}

fn add_loras(prompt: &mut Prompt, known: &Known, loras: &[Lora]) -> Result<(), ToolError> {
    let edits: Edits = serde_json::from_value(lora_edits(loras)).map_err(|error| {
        ToolError::new(Code::InvalidArguments, format!("argument `loras`: {error}"))
    })?;
    edits.prompt(prompt, &known.schema).map_err(|errors| {
        ToolError::new(Code::InvalidArguments, format!("argument `loras`: {errors}"))
            .hint("list_models with kind loras names those there are")
            .detail("unknown_choice", "lora")
    })?;
    Ok(())
}

/// Refuses what the server would refuse, in better words; a schema that may be stale decides
/// nothing.
pub(crate) fn judge(known: &Known, prompt: &Prompt) -> Result<(), ToolError> {
    if known.provenance != Provenance::Server {
        return Ok(());
    }
    let report = known.validator().prompt(prompt);
    if report.is_valid() { Ok(()) } else { Err(rejected(known, &report)) }
}

fn rejected(known: &Known, report: &Report) -> ToolError {
    let violations: Vec<Value> = report
        .violations()
        .map(|(node, violation)| {
            let advice = violation.advice(&node.node, &known.schema);
            let input = violation.input.as_deref();
            json!({
                "node": node.node.id, "class": node.node.class, "input": input,
                "type": violation.problem.code(), "message": violation.problem.message(),
                "details": violation.problem.details(input.unwrap_or_default()),
                "allowed": advice.allowed, "closest": advice.closest, "next": advice.next_step,
            })
        })
        .collect();
    let first = BindError::Refused { report: Box::new(report.clone()) };
    let next = violations.first().and_then(|first| first["next"].as_str()).map(ToOwned::to_owned);
    ToolError::new(Code::PromptRejected, first.to_string())
        .hint(next.unwrap_or_else(|| "correct the graph, then call again".to_owned()))
        .detail("nodes", violations)
}

/// Why a call does not fit its workflow.
pub(crate) fn unbound(entry: &Entry, errors: &BindErrors) -> ToolError {
    if let Some(error) = errors.0.iter().find_map(|error| model::missing(entry, error)) {
        return error;
    }
    let mistakes: Vec<String> = errors.0.iter().map(told).collect();
    let error = ToolError::new(Code::InvalidArguments, mistakes.join("; "))
        .hint(format!("list_workflows shows the parameters of {}", entry.id));
    let unknown = errors.0.iter().find_map(|error| match error {
        BindError::Invalid { name, reason: ValueError::NotAChoice { .. }, .. } => Some(&**name),
        _ => None,
    });
    let error = error.detail("mistakes", mistakes);
    match unknown {
        Some(name) => error.detail("unknown_choice", name),
        None => error,
    }
}

fn told(error: &BindError) -> String {
    match error {
        BindError::Missing { parameter, expected } => {
            format!("Missing required parameter '{parameter}': give {expected}")
        }
        other => other.to_string(),
    }
}

/// Whether the values of a parameter are the names of models.
pub(super) fn is_model(entry: &Entry, name: &str) -> bool {
    let template = &entry.template;
    let setting = || template.setting(name).map(|setting| &setting.parameter);
    let parameter = template.parameter(name).or_else(setting);
    parameter.is_some_and(|parameter| matches!(parameter.domain.kind, Kind::Model(_)))
}

/// Where a value came from, as the main seed says it.
pub(super) fn origin(source: &Source) -> Option<&str> {
    match source {
        Source::Layer(name) => Some(name),
        Source::Sidecar | Source::NodeClass => Some("hardcoded"),
        _ => None,
    }
}
