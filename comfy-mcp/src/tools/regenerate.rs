//! Makes an asset again, with changes.
//!
//! Exactly what is asked for changes: parameters by the workflow's own names where the workflow
//! still is what it was, else what the links from samplers and savers lead to, or any address.

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::template::{Sidecar, Template};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::backend::Known;
use crate::error::{Code, ToolError};
use crate::generation::{self, Extras, Filled, GenerationResult, random_seeds};
use crate::jobs::Order;
use crate::library::{Entry, Home};
use crate::reply::Reply;
use crate::store::JobRecord;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![ToolSpec::new::<Regenerate, GenerationResult, _>(
        "regenerate",
        "Makes an asset again with changes: param_overrides by name (prompt, steps, cfg, model …) \
         or by address (6.text); everything else stays. seed: -1 for a new random one.",
        (Toolset::Core, Effect::Adds),
        regenerate,
    )]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Regenerate {
    asset_id: String,
    #[serde(default)]
    param_overrides: JsonObject,
    #[schemars(range(min = -1))]
    seed: Option<i128>,
    #[serde(default)]
    return_inline_preview: bool,
    output_path: Option<String>,
    wait: Option<bool>,
    confirm: Option<bool>,
}

async fn regenerate(call: Call<Regenerate>) -> Result<Reply, ToolError> {
    let Call { app, arguments, caller } = call;
    let asset = app.asset_named(&arguments.asset_id).await?;
    let (record, prompt) = provenance(&app, asset.job).await?;
    let mut overrides = arguments.param_overrides;
    if let Some(seed) = arguments.seed {
        let seed = if seed == -1 { json!(random_seeds().next() >> 11) } else { json!(seed) };
        overrides.insert("seed".to_owned(), seed);
    }
    let known = app.backend.known();
    let filled = again(&app, &known, (&record, &prompt), &overrides)?;
    let changed = changes(&prompt, &filled.prompt);
    generation::judge(&known, &filled.prompt)?;
    let Filled { prompt, values, notes } = filled;
    let order = Order {
        workflow_id: record.workflow_id,
        values,
        notes,
        ..Order::new(prompt, "regenerate")
    };
    let extras = Extras {
        return_inline_preview: arguments.return_inline_preview,
        output_path: arguments.output_path,
        wait: arguments.wait.unwrap_or(true),
        confirm: arguments.confirm,
        ..Extras::default()
    };
    let mut reply = generation::submit(&app, order, &extras, &caller).await?;
    reply.insert("changed", changed);
    Ok(reply)
}

async fn provenance(
    app: &App,
    job: Option<comfy_graph_core::ids::JobId>,
) -> Result<(JobRecord, Prompt), ToolError> {
    let nothing = || {
        let message = "No workflow data stored for this asset. Cannot regenerate.";
        ToolError::new(Code::NoWorkflowData, message)
            .hint("it was uploaded, or made outside of this server; generate a new one")
    };
    let job = job.ok_or_else(nothing)?;
    let store = app.storage.get().await?;
    let record = store.job(job).await?.ok_or_else(nothing)?;
    let prompt = store.prompt(job).await?.ok_or_else(nothing)?;
    let prompt = serde_json::from_value(prompt).map_err(|_| nothing())?;
    Ok((record, prompt))
}

/// The prompt with the changes.
fn again(
    app: &App,
    known: &Known,
    (record, prompt): (&JobRecord, &Prompt),
    overrides: &Object,
) -> Result<Filled, ToolError> {
    let catalogue = app.library.catalogue();
    let entry = record.workflow_id.as_deref().and_then(|id| catalogue.find(id));
    if let Some(entry) = entry.filter(|entry| is_still(entry, record, prompt)) {
        let mut arguments = record.values.clone();
        arguments.extend(overrides.clone());
        let bound = entry.template.bind(&arguments, &mut random_seeds());
        let bound = bound.map_err(|errors| generation::unbound(entry, &errors))?;
        let values = bound.values.into_iter().map(|(name, (value, _))| (name.into(), value));
        return Ok(Filled { prompt: bound.prompt, values: values.collect(), notes: Vec::new() });
    }
    let entry = of_prompt(prompt.clone(), known)?;
    let bound = entry.template.bind(overrides, &mut random_seeds());
    let bound = bound.map_err(|errors| generation::unbound(&entry, &errors))?;
    let mut values = record.values.clone();
    values.extend(bound.values.into_iter().map(|(name, (value, _))| (name.into(), value)));
    Ok(Filled { prompt: bound.prompt, values, notes: Vec::new() })
}

/// Whether the workflow still gives the prompt that was sent, from the same values.
fn is_still(entry: &Entry, record: &JobRecord, prompt: &Prompt) -> bool {
    let bound = entry.template.bind(&record.values, &mut random_seeds());
    bound.is_ok_and(|bound| bound.prompt == *prompt)
}

/// A workflow of the prompt alone, with what its links tell as settings.
fn of_prompt(prompt: Prompt, known: &Known) -> Result<Entry, ToolError> {
    let template = Template::new(prompt, Sidecar::default(), &known.schema).map_err(|errors| {
        ToolError::new(
            Code::NoWorkflowData,
            format!("the stored graph cannot be changed: {errors}"),
        )
    })?;
    Ok(Entry {
        id: "asset".to_owned(),
        stem: String::new(),
        name: String::new(),
        description: String::new(),
        home: Home::Shipped,
        template,
        namespace: crate::settings::Namespace::Image,
        paid_classes: Vec::new(),
        notes: Vec::new(),
        updated_at: None,
        hash: String::new(),
    })
}

/// Each input that differs, by address: what it was, what it is.
fn changes(before: &Prompt, after: &Prompt) -> Map<String, Value> {
    let mut changes = Map::new();
    for (id, node) in after.nodes() {
        let was = before.node(id.as_str());
        for (input, value) in &node.inputs {
            let old = was.and_then(|node| node.inputs.get(input));
            if old != Some(value) {
                let change = json!({"from": old, "to": value});
                changes.insert(format!("{id}.{input}"), change);
            }
        }
    }
    changes
}
