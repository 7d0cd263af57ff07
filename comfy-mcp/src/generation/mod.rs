//! Makes things: fills in a workflow, runs it, answers with what came out.

mod bind;
mod extras;
mod model;
mod result;
pub(crate) mod uploads;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{ContentBlock, JsonObject, Resource};

use crate::app::{App, Call};
use crate::caller::Caller;
use crate::consent;
use crate::error::{Code, ToolError};
use crate::jobs::{Ended, Followed, Order, Waited};
use crate::library::Entry;
use crate::media;
use crate::reply::Reply;
use crate::store::{AssetRecord, JobState};

pub(crate) use bind::{Filled, fill, judge, random_seeds, unbound};
pub(crate) use extras::Extras;
pub use result::{AssetInfo, GenerationResult};

/// Runs a workflow for one call of `tool`.
pub(crate) async fn run(
    entry: &Entry,
    tool: &str,
    call: Call<JsonObject>,
) -> Result<Reply, ToolError> {
    let Call { app, mut arguments, caller } = call;
    let is_parameter = |name: &str| entry.parameters().any(|known| known.name.as_str() == name);
    let extras = Extras::take(tool, &mut arguments, is_parameter)?;
    uploads::resolve(&app, entry, &mut arguments).await?;
    let filled = fill(&app, entry, &arguments, &extras.loras).await?;
    let order = order(entry, tool, filled);
    submit(&app, order, &extras, &caller).await
}

/// What is to be run of a workflow that is filled in.
pub(crate) fn order(entry: &Entry, tool: &str, filled: Filled) -> Order {
    let Filled { prompt, values, notes } = filled;
    let workflow_id = Some(entry.id.clone());
    Order { workflow_id, values, notes, ..Order::new(prompt, tool) }
}

/// Submits `order`, waits as long as the call wants to.
pub(crate) async fn submit(
    app: &App,
    mut order: Order,
    extras: &Extras,
    caller: &Caller,
) -> Result<Reply, ToolError> {
    let paid = consent::paid_classes(&app.backend.known(), &order.prompt);
    if !paid.is_empty() {
        let question =
            format!("{} runs at a partner and costs credits. Go ahead?", paid.join(", "));
        consent::confirm(caller, &question, extras.confirm).await?;
    }
    order.session = caller.session();
    if let Some(path) = &extras.output_path {
        order.output_path = Some(app.saving().target(path)?);
    }
    let (workflow_id, values) = (order.workflow_id.clone(), order.values.clone());
    let followed = app.jobs.submit(order).await?;
    let mut reply = match app.jobs.wait(&followed, caller, extras.deadline()).await {
        Waited::Ended(ended) => finished(app, &ended, extras).await?,
        Waited::Running => Reply::new(&running(&followed, workflow_id)),
        Waited::Cancelled => return Err(cancelled(&followed)),
    };
    if let Some(seed) = values.get("seed") {
        reply.insert("seed", seed.clone());
    }
    Ok(reply)
}

/// The answer for a job that goes on.
fn running(followed: &Followed, workflow_id: Option<String>) -> GenerationResult {
    let id = followed.job().id();
    let message =
        format!("Workflow still running. Use get_job(prompt_id='{id}') to poll for completion.");
    let status = "running".to_owned();
    GenerationResult { message: Some(message), ..GenerationResult::new(status, id, workflow_id) }
}

fn cancelled(followed: &Followed) -> ToolError {
    let id = followed.job().id();
    ToolError::new(Code::JobInterrupted, "the call was taken back, so its job was stopped")
        .detail("prompt_id", id.to_string())
}

/// The answer for a job that is over.
pub(crate) async fn finished(
    app: &App,
    ended: &Ended,
    extras: &Extras,
) -> Result<Reply, ToolError> {
    if let Some(failure) = &ended.failure {
        let mut failure = failure.clone().detail("prompt_id", ended.job.id.to_string());
        if !ended.assets.is_empty() {
            let ids: Vec<_> = ended.assets.iter().map(|asset| asset.id.to_string()).collect();
            failure = failure.detail("asset_ids", ids);
        }
        return Err(failure);
    }
    let result = of_ended(app, ended);
    if ended.assets.is_empty() && result.texts.is_empty() {
        return Err(crate::jobs::without_outputs(&ended.job));
    }
    let mut reply = Reply::new(&result);
    if extras.return_inline_preview
        && let Some(asset) = ended.assets.first()
    {
        add_preview(app, asset, &mut reply).await;
    }
    for (asset, told) in ended.assets.iter().zip(&result.assets) {
        reply = reply.and(ContentBlock::ResourceLink(link(asset, told)));
    }
    Ok(reply)
}

/// What is told of a job that is over.
pub(crate) fn of_ended(app: &App, ended: &Ended) -> GenerationResult {
    let assets: Vec<_> = ended.assets.iter().map(|asset| AssetInfo::new(app, asset)).collect();
    let status = match ended.job.state {
        JobState::Completed => "completed",
        state => state.as_str(),
    };
    let Ended { job, .. } = ended;
    GenerationResult {
        asset: assets.first().cloned(),
        assets,
        texts: job.texts.clone(),
        notes: job.notes.clone(),
        ..GenerationResult::new(status.to_owned(), job.id, job.workflow_id.clone())
    }
}

/// Adds a thumbnail; a file without one is no failure.
async fn add_preview(app: &App, asset: &AssetRecord, reply: &mut Reply) {
    match thumbnail(app, asset, media::ThumbnailLimits::default()).await {
        Ok(thumbnail) => {
            let encoded = STANDARD.encode(&thumbnail.bytes);
            let uri = format!("data:{};base64,{encoded}", thumbnail.mime_type);
            reply.insert("inline_preview_base64", uri);
            reply.insert("inline_preview_mime_type", thumbnail.mime_type);
        }
        Err(error) => reply.note(format!("no preview: {}", error.message)),
    }
}

/// A thumbnail of an asset.
pub(crate) async fn thumbnail(
    app: &App,
    asset: &AssetRecord,
    limits: media::ThumbnailLimits,
) -> Result<media::Thumbnail, ToolError> {
    let bytes = app.bytes_of(asset).await?;
    let made = tokio::task::spawn_blocking(move || media::thumbnail(&bytes, limits)).await;
    Ok(made.expect("BUG: making a thumbnail does not panic")?)
}

/// A link that clients can read the bytes by.
pub(crate) fn link(asset: &AssetRecord, told: &AssetInfo) -> Resource {
    let mut link = Resource::new(format!("comfy://asset/{}", asset.id), told.filename.clone())
        .with_mime_type(told.mime_type.clone());
    if let Some(size) = told.bytes_size.and_then(|size| u32::try_from(size).ok()) {
        link = link.with_size(size.into());
    }
    link
}
