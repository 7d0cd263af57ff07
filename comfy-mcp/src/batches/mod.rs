//! Works through batches, a few jobs at a time.
//!
//! The rest waits in the store, so that cancelling is exact, others get their turn, and a restart
//! loses nothing.

mod claim;

use std::time::Duration;

use comfy_graph::job::Cancellation;
use rmcp::model::JsonObject;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};

use crate::app::App;
use crate::backend::Reach;
use crate::caller::Caller;
use crate::error::{Code, ToolError};
use crate::generation::{self, Extras};
use crate::jobs::{Ended, Waited};
use crate::store::{AssetRecord, BatchId, BatchItem, BatchItemState, BatchRecord};
use claim::Claim;

/// The most jobs of one batch.
pub const MOST: usize = 100;
/// How many jobs of a batch ComfyUI holds at once: one runs, one is ready.
const AHEAD: usize = 2;
/// How long a job may take to stop.
const STOP: Duration = Duration::from_secs(20);
/// How often a batch is looked at by those who wait for it.
const PAUSE: Duration = Duration::from_millis(100);
/// How long to wait for a server that is down.
const ABSENCE: Duration = Duration::from_secs(2);
/// How long one wait for a job is; the next follows at once.
const SPELL: Duration = Duration::from_secs(3600);

/// Stores a batch, starts to work through it.
///
/// # Errors
///
/// [`ToolError`] where it cannot be stored.
pub async fn start(
    app: &App,
    workflow_id: &str,
    requests: Vec<JsonObject>,
    session: Option<String>,
) -> Result<BatchId, ToolError> {
    let mut batch = BatchRecord::new();
    batch.workflow_id = Some(workflow_id.to_owned());
    batch.session = session;
    let items: Vec<_> = (0..)
        .zip(requests)
        .map(|(index, request)| BatchItem::new(batch.id, index, Value::Object(request)))
        .collect();
    app.storage.get().await?.insert_batch(&batch, &items).await?;
    let id = batch.id;
    tokio::spawn(work(app.clone(), batch));
    Ok(id)
}

/// Works on with every batch that an earlier process did not finish.
pub async fn resume(app: App) {
    let unfinished = async {
        let batches = app.storage.get().await?.unfinished_batches().await?;
        Ok::<_, ToolError>(batches)
    };
    let mut reaches = app.backend.reaches();
    if reaches.wait_for(|reach| matches!(reach, Reach::Up)).await.is_err() {
        return;
    }
    match unfinished.await {
        Ok(batches) => {
            for batch in batches {
                tokio::spawn(work(app.clone(), batch));
            }
        }
        Err(error) => tracing::error!(%error, "batches of an earlier process are not picked up"),
    }
}

/// Waits for the end of a batch, but no longer than `deadline`.
///
/// # Errors
///
/// [`ToolError`] where it cannot be read.
pub async fn wait(app: &App, id: BatchId, deadline: Duration) -> Result<(), ToolError> {
    let until = Instant::now() + deadline;
    let over = async {
        loop {
            let items = app.storage.get().await?.batch_items(id).await?;
            if items.iter().all(|item| item.state.is_over()) {
                return Ok(());
            }
            sleep(PAUSE).await;
        }
    };
    timeout_at(until, over).await.unwrap_or(Ok(()))
}

/// Cancels what is left of a batch.
///
/// # Errors
///
/// [`ToolError`] where a job that runs could not be stopped for certain.
pub async fn cancel(app: &App, id: BatchId) -> Result<(), ToolError> {
    let submitted = app.storage.get().await?.cancel_batch(id).await?;
    for job in submitted {
        match app.jobs.cancel(job, STOP).await? {
            Cancellation::Unconfirmed => {
                let message = "a job of the batch was asked to stop, but still runs";
                return Err(ToolError::new(Code::CancelUnconfirmed, message)
                    .hint("ask check_batch again in a while")
                    .detail("prompt_id", job.to_string()));
            }
            _ => tracing::debug!(%job, "stopped with its batch"),
        }
    }
    Ok(())
}

/// Works through one batch, with a few jobs at a time.
async fn work(app: App, batch: BatchRecord) {
    let _claim = match Claim::take(&app.choices.data_dir, batch.id) {
        Ok(Some(claim)) => claim,
        // Another process works on it.
        Ok(None) => return,
        Err(error) => return tracing::error!(batch = %batch.id, %error, "cannot be claimed"),
    };
    let workers = (0..AHEAD).map(|worker| one_of(&app, &batch, worker));
    futures_util::future::join_all(workers).await;
}

/// Takes one item after another: those whose index falls to this worker.
async fn one_of(app: &App, batch: &BatchRecord, worker: usize) {
    let items = match items(app, batch.id).await {
        Ok(items) => items,
        Err(error) => return tracing::error!(batch = %batch.id, %error, "cannot be read"),
    };
    for item in items.into_iter().filter(|item| item.index as usize % AHEAD == worker) {
        if let Err(error) = one(app, batch, item).await {
            tracing::error!(batch = %batch.id, %error, "an item is not stored");
        }
    }
}

async fn items(app: &App, batch: BatchId) -> Result<Vec<BatchItem>, ToolError> {
    Ok(app.storage.get().await?.batch_items(batch).await?)
}

async fn one(app: &App, batch: &BatchRecord, item: BatchItem) -> Result<(), ToolError> {
    let store = app.storage.get().await?;
    let (mut item, ended) = loop {
        // It may have been cancelled while others ran.
        let Some(mut item) = open(app, &item).await? else { return Ok(()) };
        let ended = match item.job {
            Some(job) => resumed(app, job).await,
            None => fresh(app, batch, &mut item).await,
        };
        match ended {
            // Nothing was asked of the server, which may come back.
            Err(error) if error.code == Code::ComfyuiUnreachable && item.job.is_none() => {
                tracing::info!(batch = %batch.id, %error, "waits for ComfyUI");
                sleep(ABSENCE).await;
            }
            ended => break (item, ended),
        }
    };
    match ended {
        Ok(assets) => {
            item.state = BatchItemState::Completed;
            item.paths = assets.iter().map(|asset| path(app, asset)).collect();
        }
        Err(error) => {
            let is_cancelled = error.code == Code::JobInterrupted;
            item.state =
                if is_cancelled { BatchItemState::Cancelled } else { BatchItemState::Failed };
            item.error = Some(Value::Object(error.to_json()));
        }
    }
    store.update_batch_item(&item).await?;
    Ok(())
}

/// The item as it is stored now, unless it is over.
async fn open(app: &App, item: &BatchItem) -> Result<Option<BatchItem>, ToolError> {
    let stored = app.storage.get().await?.batch_item(item.batch, item.index).await?;
    Ok(stored.filter(|item| !item.state.is_over()))
}

/// Where the file of an asset is: a local path where it was saved, else its address.
fn path(app: &App, asset: &AssetRecord) -> String {
    asset.saved_path.clone().unwrap_or_else(|| app.file_url(asset.id, &asset.file))
}

async fn fresh(
    app: &App,
    batch: &BatchRecord,
    item: &mut BatchItem,
) -> Result<Vec<AssetRecord>, ToolError> {
    let catalogue = app.library.catalogue();
    let entry = catalogue.named(batch.workflow_id.as_deref().unwrap_or_default())?;
    let mut arguments = item.request.as_object().cloned().unwrap_or_default();
    let is_parameter = |name: &str| entry.parameters().any(|known| known.name.as_str() == name);
    let extras = Extras::take("batch_generate", &mut arguments, is_parameter)?;
    generation::uploads::resolve(app, entry, &mut arguments).await?;
    let filled = generation::fill(app, entry, &arguments, &extras.loras).await?;
    let mut order = generation::order(entry, "batch_generate", filled);
    order.session.clone_from(&batch.session);
    order.batch = Some((batch.id, item.index));
    if let Some(path) = &extras.output_path {
        order.output_path = Some(app.saving().target(path)?);
    }
    let followed = app.jobs.submit(order).await?;
    item.job = Some(followed.job().id());
    item.state = BatchItemState::Submitted;
    app.storage.get().await?.update_batch_item(item).await?;
    outcome(app, &followed).await
}

async fn resumed(
    app: &App,
    job: comfy_graph_core::ids::JobId,
) -> Result<Vec<AssetRecord>, ToolError> {
    match app.storage.get().await?.job(job).await? {
        Some(record) if record.state.is_over() => {
            Ended::of_stored(record, &app.storage).await?.into_assets()
        }
        Some(record) => outcome(app, &app.jobs.resume(record)).await,
        None => Err(ToolError::new(Code::JobNotFound, format!("job {job} is not stored"))),
    }
}

async fn outcome(
    app: &App,
    followed: &crate::jobs::Followed,
) -> Result<Vec<AssetRecord>, ToolError> {
    loop {
        if let Waited::Ended(ended) = app.jobs.wait(followed, &Caller::default(), SPELL).await {
            return Ended::clone(&ended).into_assets();
        }
    }
}
