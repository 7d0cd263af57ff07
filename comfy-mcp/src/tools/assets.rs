//! Lists assets, shows them, tells where they come from, brings new ones in.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_graph_core::ids::JobId;
use rmcp::model::{ContentBlock, JsonObject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::error::{Code, ToolError};
use crate::generation::{AssetInfo, thumbnail, uploads};
use crate::media::ThumbnailLimits;
use crate::reply::Reply;
use crate::store::AssetFilter;

/// The types that can be shown.
const SHOWN: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];
/// What stands for the caller's own session.
const CURRENT: &str = "current";
/// The largest number of assets in one answer.
const MOST: u32 = 200;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<ViewImage, AssetInfo, _>(
            "view_image",
            "Shows a picture as a thumbnail; mode metadata tells about it only.",
            (Toolset::Core, Effect::Reads),
            view_image,
        ),
        ToolSpec::new::<ListAssets, Assets, _>(
            "list_assets",
            "Lists what was made, newest first.",
            (Toolset::Core, Effect::Reads),
            list_assets,
        ),
        ToolSpec::new::<GetAssetMetadata, Metadata, _>(
            "get_asset_metadata",
            "Tells everything about an asset: its graph, the values, ComfyUI's history.",
            (Toolset::Core, Effect::Reads),
            get_asset_metadata,
        ),
        ToolSpec::new::<UploadAsset, Uploaded, _>(
            "upload_asset",
            "Gives ComfyUI an input file, from a path, from Base64 data, or an earlier asset. \
             Workflows take the returned name.",
            (Toolset::Core, Effect::Adds),
            upload_asset,
        ),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ViewImage {
    asset_id: String,
    #[serde(default = "thumb")]
    #[schemars(extend("enum" = ["thumb", "metadata"]))]
    mode: String,
    /// Longest side in pixels
    #[schemars(range(min = 16, max = 512))]
    max_dim: Option<u32>,
    #[schemars(range(min = 1000))]
    max_b64_chars: Option<usize>,
}

fn thumb() -> String {
    "thumb".to_owned()
}

#[derive(Debug, Deserialize, JsonSchema)]
struct ListAssets {
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u32>,
    workflow_id: Option<String>,
    /// A session's id, or current
    session_id: Option<String>,
    /// Only with this in their values
    search: Option<String>,
    /// Only older than this asset
    after: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Assets {
    #[schemars(with = "Vec<Map<String, Value>>")]
    assets: Vec<AssetInfo>,
    count: usize,
    limit: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct GetAssetMetadata {
    asset_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Metadata {
    #[serde(flatten)]
    asset: AssetInfo,
    /// The graph as it was sent.
    submitted_workflow: Option<Map<String, Value>>,
    /// The values it was filled in with.
    parameters: Map<String, Value>,
    /// What ComfyUI remembers of the job.
    comfy_history: Vec<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    server: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct UploadAsset {
    path: Option<String>,
    /// Base64, or a data URI
    data: Option<String>,
    /// For data
    filename: Option<String>,
    asset_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Uploaded {
    /// What workflows take for it.
    name: String,
    filename: String,
    subfolder: String,
    folder_type: String,
}

async fn view_image(call: Call<ViewImage>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let asset = app.asset_named(&arguments.asset_id).await?;
    let reply = Reply::new(&AssetInfo::new(&app, &asset));
    if arguments.mode == "metadata" {
        return Ok(reply);
    }
    let mime_type = &asset.mime_type;
    if !SHOWN.contains(&mime_type.as_str()) {
        let message = format!(
            "Asset type '{mime_type}' not supported for inline viewing. Supported types: {}",
            SHOWN.join(", ")
        );
        return Err(ToolError::new(Code::UnsupportedMediaType, message)
            .hint("open its asset_url")
            .detail("asset_url", app.file_url(asset.id, &asset.file)));
    }
    let limits = ThumbnailLimits::default();
    let limits = ThumbnailLimits {
        max_dim: arguments.max_dim.unwrap_or(limits.max_dim),
        max_base64_chars: arguments.max_b64_chars.unwrap_or(limits.max_base64_chars),
    };
    let thumbnail = thumbnail(&app, &asset, limits).await?;
    let picture = ContentBlock::image(STANDARD.encode(&thumbnail.bytes), thumbnail.mime_type);
    Ok(reply.showing(picture))
}

async fn list_assets(call: Call<ListAssets>) -> Result<Reply, ToolError> {
    let Call { app, arguments, caller } = call;
    let limit = arguments.limit.unwrap_or(10).min(MOST);
    let after = match &arguments.after {
        Some(id) => Some(app.asset_named(id).await?.id),
        None => None,
    };
    let session = match arguments.session_id.as_deref() {
        Some(CURRENT) => caller.session(),
        _ => arguments.session_id,
    };
    let filter = AssetFilter {
        limit,
        after,
        workflow_id: arguments.workflow_id,
        session,
        newer_than: app.oldest_shown(),
        search: arguments.search,
        ..AssetFilter::default()
    };
    let assets = app.storage.get().await?.assets(&filter).await?;
    let assets: Vec<_> = assets.iter().map(|asset| AssetInfo::new(&app, asset)).collect();
    Ok(Reply::new(&Assets { count: assets.len(), assets, limit }))
}

async fn get_asset_metadata(call: Call<GetAssetMetadata>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let asset = app.asset_named(&arguments.asset_id).await?;
    let store = app.storage.get().await?;
    let (mut submitted_workflow, mut parameters) = (None, Map::new());
    if let Some(job) = asset.job {
        submitted_workflow = store.prompt(job).await?.and_then(|prompt| match prompt {
            Value::Object(prompt) => Some(prompt),
            _ => None,
        });
        parameters = store.job(job).await?.map(|job| job.values).unwrap_or_default();
    }
    let comfy_history = match asset.job {
        Some(job) => history(&app, job).await,
        None => Vec::new(),
    };
    Ok(Reply::new(&Metadata {
        asset: AssetInfo::new(&app, &asset),
        submitted_workflow,
        parameters,
        comfy_history,
        sha256: asset.sha256,
        session_id: asset.session,
        server: asset.server,
    }))
}

/// What the server remembers of a job; a server that is down remembers nothing.
async fn history(app: &App, job: JobId) -> Vec<JsonObject> {
    match app.backend.client().history_entry(job).await {
        Ok(Some(entry)) => {
            let messages = entry.status.messages;
            let told = json!({
                "prompt": entry.prompt, "outputs": entry.outputs, "meta": entry.meta,
                "status": {
                    "status_str": entry.status.summary, "completed": entry.status.completed,
                    "messages": messages,
                },
            });
            told.as_object().cloned().into_iter().collect()
        }
        Ok(None) => Vec::new(),
        Err(error) => {
            tracing::debug!(%job, %error, "no history");
            Vec::new()
        }
    }
}

async fn upload_asset(call: Call<UploadAsset>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let UploadAsset { path, data, filename, asset_id } = arguments;
    let file = match (path, data, asset_id) {
        (Some(path), None, None) => uploads::upload_path(&app, Path::new(&path)).await?,
        (None, Some(data), None) => {
            let (bytes, ending) = uploads::decode("data", &data)?;
            let name = filename.unwrap_or_else(|| format!("upload.{ending}"));
            uploads::upload(&app, &name, bytes).await?
        }
        // Nodes that load files read ComfyUI's outputs as well, so nothing is copied.
        (None, None, Some(id)) => app.asset_named(&id).await?.file,
        _ => {
            let message = "give exactly one of `path`, `data` and `asset_id`";
            return Err(ToolError::new(Code::InvalidArguments, message));
        }
    };
    Ok(Reply::new(&Uploaded {
        name: file.widget_value(),
        filename: file.filename().to_owned(),
        subfolder: file.subfolder().to_owned(),
        folder_type: file.kind().to_string(),
    }))
}
