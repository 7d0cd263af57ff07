//! Runs many jobs by one call, which returns at once.

use std::collections::BTreeMap;
use std::time::Duration;

use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::batches::{self, MOST};
use crate::consent;
use crate::error::{Code, ToolError};
use crate::reply::Reply;
use crate::store::{BatchId, BatchItem, BatchItemState, BatchRecord};

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<BatchGenerate, Started, _>(
            "batch_generate",
            "Runs a workflow many times, up to 100, and returns at once: one request each, or a \
             sweep over all combinations of lists of values. check_batch tells the rest.",
            (Toolset::Batch, Effect::Adds),
            batch_generate,
        ),
        ToolSpec::new::<Named, Checked, _>(
            "check_batch",
            "Tells how far a batch is, with what is done so far.",
            (Toolset::Batch, Effect::Reads),
            check_batch,
        ),
        ToolSpec::new::<Cancel, Checked, _>(
            "cancel_batch",
            "Cancels what is left of a batch; what is done stays.",
            (Toolset::Batch, Effect::Removes),
            cancel_batch,
        ),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct BatchGenerate {
    #[serde(default = "generate_image")]
    workflow_id: String,
    /// The arguments of each job
    #[serde(default)]
    requests: Vec<JsonObject>,
    /// Lists of values by parameter
    #[serde(default)]
    sweep: Map<String, Value>,
    /// Arguments that all jobs share
    #[serde(default)]
    common: JsonObject,
    confirm: Option<bool>,
}

fn generate_image() -> String {
    "generate_image".to_owned()
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Named {
    batch_id: String,
    /// Wait so long for its end, in seconds
    #[schemars(range(min = 0, max = 3600))]
    wait_seconds: Option<f64>,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Cancel {
    batch_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Started {
    batch_id: String,
    count: usize,
    workflow_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Checked {
    batch_id: String,
    /// `running`, `completed` or `cancelled`.
    status: &'static str,
    total: usize,
    completed: usize,
    pending: usize,
    running: usize,
    failed: usize,
    cancelled: usize,
    /// The files that are done.
    paths: Vec<String>,
    #[schemars(with = "Vec<Map<String, Value>>")]
    items: Vec<Item>,
}

#[derive(Debug, Serialize)]
struct Item {
    index: u32,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asset_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Value>,
}

async fn batch_generate(call: Call<BatchGenerate>) -> Result<Reply, ToolError> {
    let Call { app, arguments, caller } = call;
    let BatchGenerate { workflow_id, requests, sweep, common, confirm } = arguments;
    let catalogue = app.library.catalogue();
    let entry = catalogue.named(&workflow_id)?;
    let requests = combined(requests, &sweep, &common)?;
    let count = requests.len();
    if !entry.paid_classes.is_empty() {
        let classes = entry.paid_classes.join(", ");
        let question =
            format!("{count} jobs with {classes} run at a partner and cost credits. Go ahead?");
        consent::confirm(&caller, &question, confirm).await?;
    }
    let id = batches::start(&app, &entry.id, requests, caller.session()).await?;
    let workflow_id = entry.id.clone();
    Ok(Reply::new(&Started { batch_id: id.to_string(), count, workflow_id }))
}

/// The arguments of every job: each request, or each combination of the sweep, above the common.
fn combined(
    requests: Vec<JsonObject>,
    sweep: &Map<String, Value>,
    common: &JsonObject,
) -> Result<Vec<JsonObject>, ToolError> {
    let refused = |message: String| ToolError::new(Code::InvalidArguments, message);
    if requests.is_empty() && sweep.is_empty() {
        return Err(refused("give `requests`, `sweep` or both".to_owned()));
    }
    let mut all = if requests.is_empty() { vec![JsonObject::new()] } else { requests };
    let lists = sweep.iter().map(|(name, values)| match values {
        Value::Array(values) => Ok((name, values)),
        _ => Err(refused(format!("`sweep.{name}` is no list of values"))),
    });
    let lists = lists.collect::<Result<Vec<_>, _>>()?;
    let lengths = lists.iter().map(|(_, values)| values.len());
    let count = lengths.fold(all.len(), usize::saturating_mul);
    if !(1..=MOST).contains(&count) {
        let message = format!("a batch has 1 to {MOST} jobs, this one would have {count}");
        return Err(refused(message).hint("split it into several batches"));
    }
    for (name, values) in lists {
        let with = |request: &JsonObject, value: &Value| {
            let mut request = request.clone();
            request.insert(name.clone(), value.clone());
            request
        };
        all = all.iter().flat_map(|one| values.iter().map(move |value| with(one, value))).collect();
    }
    let above = |request: JsonObject| {
        let mut arguments = common.clone();
        arguments.extend(request);
        arguments
    };
    Ok(all.into_iter().map(above).collect())
}

async fn check_batch(call: Call<Named>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let id = batch_id(&arguments.batch_id)?;
    let batch =
        app.storage.get().await?.batch(id).await?.ok_or_else(|| not_found(&arguments.batch_id))?;
    if let Some(seconds) = arguments.wait_seconds {
        batches::wait(&app, id, Duration::from_secs_f64(seconds.max(0.0))).await?;
    }
    state(&app, &batch).await
}

async fn cancel_batch(call: Call<Cancel>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let id = batch_id(&arguments.batch_id)?;
    let store = app.storage.get().await?;
    store.batch(id).await?.ok_or_else(|| not_found(&arguments.batch_id))?;
    batches::cancel(&app, id).await?;
    let batch = store.batch(id).await?.ok_or_else(|| not_found(&arguments.batch_id))?;
    state(&app, &batch).await
}

async fn state(app: &App, batch: &BatchRecord) -> Result<Reply, ToolError> {
    let store = app.storage.get().await?;
    let items = store.batch_items(batch.id).await?;
    let mut counts = BTreeMap::<BatchItemState, usize>::new();
    let (mut paths, mut told) = (Vec::new(), Vec::new());
    for item in &items {
        *counts.entry(item.state).or_default() += 1;
        paths.extend(item.paths.iter().cloned());
        told.push(told_of(app, item).await?);
    }
    let count = |state: BatchItemState| counts.get(&state).copied().unwrap_or_default();
    let is_over = items.iter().all(|item| item.state.is_over());
    Ok(Reply::new(&Checked {
        batch_id: batch.id.to_string(),
        status: match (is_over, batch.cancelled) {
            (true, true) => "cancelled",
            (true, false) => "completed",
            (false, _) => "running",
        },
        total: items.len(),
        completed: count(BatchItemState::Completed),
        pending: count(BatchItemState::Pending),
        running: count(BatchItemState::Submitted),
        failed: count(BatchItemState::Failed),
        cancelled: count(BatchItemState::Cancelled),
        paths,
        items: told,
    }))
}

async fn told_of(app: &App, item: &BatchItem) -> Result<Item, ToolError> {
    let assets = match item.job.filter(|_| item.state == BatchItemState::Completed) {
        Some(job) => app.storage.get().await?.assets_of(job).await?,
        None => Vec::new(),
    };
    Ok(Item {
        index: item.index,
        status: match item.state {
            BatchItemState::Submitted => "running",
            state => state.as_str(),
        },
        prompt_id: item.job.map(|job| job.to_string()),
        asset_ids: assets.iter().map(|asset| asset.id.to_string()).collect(),
        error: item.error.clone(),
    })
}

fn batch_id(text: &str) -> Result<BatchId, ToolError> {
    text.trim().parse().map_err(|_| not_found(text))
}

fn not_found(id: &str) -> ToolError {
    ToolError::new(Code::BatchNotFound, format!("there is no batch `{id}`"))
        .hint("take the batch_id from the answer of batch_generate")
}
