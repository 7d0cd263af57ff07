//! Lists the workflows, runs any of them.

use comfy_graph_core::template::{Kind, Parameter};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::error::ToolError;
use crate::generation::{self, GenerationResult};
use crate::library::{Entry, FileFault};
use crate::reply::Reply;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<ListWorkflows, Workflows, _>(
            "list_workflows",
            "Lists the workflows with what each takes, and the files that cannot be used, with \
             the reason.",
            (Toolset::Core, Effect::Reads),
            list_workflows,
        ),
        ToolSpec::new::<RunWorkflow, GenerationResult, _>(
            "run_workflow",
            "Runs any workflow. overrides: parameters by name, or any input by address, such as \
             6.text. options: wait, timeout_seconds, output_path, loras.",
            (Toolset::Core, Effect::Adds),
            run_workflow,
        ),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ListWorkflows {
    /// Only this one
    workflow_id: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct RunWorkflow {
    workflow_id: String,
    #[serde(default)]
    overrides: JsonObject,
    #[serde(default)]
    options: JsonObject,
    #[serde(default)]
    return_inline_preview: bool,
    confirm: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Workflows {
    workflows: Vec<WorkflowInfo>,
    count: usize,
    workflow_dir: Option<String>,
    /// Files that cannot be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Map<String, Value>>")]
    faults: Vec<FileFault>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WorkflowInfo {
    id: String,
    name: String,
    description: String,
    #[schemars(with = "Map<String, Value>")]
    available_inputs: indexmap::IndexMap<String, InputInfo>,
    defaults: Map<String, Value>,
    updated_at: Option<String>,
    hash: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct InputInfo {
    #[serde(rename = "type")]
    kind: &'static str,
    required: bool,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<String>>,
}

async fn list_workflows(call: Call<ListWorkflows>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let catalogue = app.library.catalogue();
    let entries: Vec<&Entry> = match &arguments.workflow_id {
        Some(id) => vec![catalogue.named(id)?],
        None => catalogue.entries().map(AsRef::as_ref).collect(),
    };
    let one = arguments.workflow_id.is_some();
    let workflows: Vec<_> = entries.into_iter().map(|entry| info(&app, entry, one)).collect();
    Ok(Reply::new(&Workflows {
        count: workflows.len(),
        workflows,
        workflow_dir: app.library.folder().map(|folder| folder.display().to_string()),
        faults: catalogue.faults().to_vec(),
    }))
}

/// How many choices are listed, unless one workflow alone is asked about.
const LISTED: usize = 12;

fn info(app: &App, entry: &Entry, one: bool) -> WorkflowInfo {
    let layers = app.defaults.layers(entry.namespace).fitting(&entry.template);
    let inputs = entry.parameters().map(|parameter| {
        let default = layers.chosen(parameter.name.as_str()).map(|(_, value)| value.clone());
        let default = default.or_else(|| parameter.fallback.value().cloned());
        let default = default.or_else(|| layers.built_in(parameter.name.as_str()).cloned());
        (parameter.name.to_string(), input(parameter, default, one))
    });
    let at = entry.updated_at.and_then(|at| jiff::Timestamp::from_second(at).ok());
    WorkflowInfo {
        id: entry.id.clone(),
        name: entry.name.clone(),
        description: entry.description.clone(),
        available_inputs: inputs.collect(),
        defaults: entry.defaults(),
        updated_at: at.map(|at| at.to_string()),
        hash: Some(entry.hash.clone()),
        notes: entry.notes.clone(),
    }
}

fn input(parameter: &Parameter, default: Option<Value>, one: bool) -> InputInfo {
    let domain = &parameter.domain;
    let number = |limit: Option<comfy_graph_core::schema::Number>| {
        limit.map(|limit| limit.to_json().to_value())
    };
    let choices = domain.choices.as_ref().map(|choices| choices.as_slice());
    let choices = choices.filter(|choices| one || choices.len() <= LISTED);
    InputInfo {
        kind: kind(domain.kind),
        required: parameter.is_required() && default.is_none(),
        description: parameter.description.to_string(),
        default,
        min: number(domain.min),
        max: number(domain.max),
        choices: choices.map(|choices| choices.iter().map(ToString::to_string).collect()),
    }
}

/// The main seed's name of a type.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "int",
        Kind::Float => "float",
        Kind::Bool => "bool",
        Kind::Any => "any",
        _ => "str",
    }
}

async fn run_workflow(call: Call<RunWorkflow>) -> Result<Reply, ToolError> {
    let Call { app, arguments, caller } = call;
    let catalogue = app.library.catalogue();
    let entry = catalogue.named(&arguments.workflow_id)?;
    let mut overrides = arguments.overrides;
    overrides.extend(arguments.options);
    if arguments.return_inline_preview {
        overrides.insert("return_inline_preview".to_owned(), true.into());
    }
    if let Some(confirm) = arguments.confirm {
        overrides.insert("confirm".to_owned(), confirm.into());
    }
    generation::run(entry, "run_workflow", Call { app, arguments: overrides, caller }).await
}
