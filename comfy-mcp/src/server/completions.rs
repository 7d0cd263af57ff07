//! Completes what people type into prompts and addresses.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo};

use crate::app::App;
use crate::error::ToolError;
use crate::store::AssetFilter;
use crate::tools::installed;

/// How many assets and jobs are looked at.
const RECENT: u32 = 100;

/// What an argument may become.
pub(super) async fn complete(
    app: &App,
    request: &CompleteRequestParams,
) -> Result<CompleteResult, ErrorData> {
    // The name says what it stands for, in prompts and addresses alike.
    let name = request.argument.name.as_str();
    // Completions are a help: where nothing can be had there are none.
    let all = values(app, name).await.unwrap_or_default();
    let typed = request.argument.value.to_lowercase();
    let (mut starting, containing): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|value| value.to_lowercase().contains(&typed))
        .partition(|value| value.to_lowercase().starts_with(&typed));
    starting.extend(containing);
    let total = u32::try_from(starting.len()).ok();
    let has_more = starting.len() > CompletionInfo::MAX_VALUES;
    starting.truncate(CompletionInfo::MAX_VALUES);
    let mut info = CompletionInfo::with_all_values(starting)
        .map_err(|error| ErrorData::internal_error(error, None))?;
    info.total = total;
    info.has_more = Some(has_more);
    Ok(CompleteResult::new(info))
}

async fn values(app: &App, name: &str) -> Result<Vec<String>, ToolError> {
    Ok(match name {
        "model" | "checkpoint" => installed(app, "checkpoints").await?,
        "lora" => installed(app, "loras").await?,
        "sampler_name" | "sampler" => installed(app, "samplers").await?,
        "scheduler" => installed(app, "schedulers").await?,
        "workflow_id" => app.library.catalogue().entries().map(|entry| entry.id.clone()).collect(),
        "class" => {
            let known = app.backend.known();
            known.schema.classes().map(|class| class.name.as_str().to_owned()).collect()
        }
        "asset_id" => {
            let newer_than = app.oldest_shown();
            let filter = AssetFilter { limit: RECENT, newer_than, ..AssetFilter::default() };
            let assets = app.storage.get().await?.assets(&filter).await?;
            assets.iter().map(|asset| asset.id.to_string()).collect()
        }
        "prompt_id" => {
            let jobs = app.storage.get().await?.recent_jobs(RECENT).await?;
            jobs.iter().map(|job| job.id.to_string()).collect()
        }
        _ => Vec::new(),
    })
}
