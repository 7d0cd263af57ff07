//! Puts assets into a web project.

use std::path::PathBuf;

use comfy_graph::client::FileKind;
use schemars::JsonSchema;
use serde::Deserialize;

use super::jobs::Nothing;
use super::{Call, Effect, ToolSpec, Toolset};
use crate::app::App;
use crate::backend::Reach;
use crate::error::{Code, ToolError, with_cause};
use crate::publish::{
    Content, OutputRootSet, PublishError, PublishInfo, PublishRequest, Published, Source, Transfer,
};
use crate::reply::Reply;
use crate::store::AssetRecord;

pub(super) fn tools() -> Vec<ToolSpec> {
    vec![
        ToolSpec::new::<Nothing, PublishInfo, _>(
            "get_publish_info",
            "Tells where assets are published to, and what is missing.",
            (Toolset::Publish, Effect::Reads),
            get_publish_info,
        ),
        ToolSpec::new::<SetOutputRoot, OutputRootSet, _>(
            "set_comfyui_output_root",
            "Saves where ComfyUI's output folder is, for a ComfyUI on this machine.",
            (Toolset::Publish, Effect::Sets),
            set_comfyui_output_root,
        ),
        ToolSpec::new::<PublishAsset, Published, _>(
            "publish_asset",
            "Puts a picture into the web project: under target_filename, or under a name of its \
             own that manifest.json gives as manifest_key. web_optimize makes WebP of max_bytes at \
             most.",
            (Toolset::Publish, Effect::Sets),
            publish_asset,
        ),
    ]
}

#[derive(Debug, Deserialize, JsonSchema)]
struct SetOutputRoot {
    path: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
struct PublishAsset {
    asset_id: String,
    /// Such as hero.webp
    target_filename: Option<String>,
    /// Such as hero-image
    manifest_key: Option<String>,
    #[serde(default)]
    web_optimize: bool,
    #[serde(default = "max_bytes")]
    #[schemars(range(min = 1))]
    max_bytes: u64,
    #[serde(default = "yes")]
    overwrite: bool,
}

fn max_bytes() -> u64 {
    PublishRequest::default().max_bytes
}

fn yes() -> bool {
    true
}

async fn get_publish_info(call: Call<Nothing>) -> Result<Reply, ToolError> {
    let transfer = match call.app.backend.reach() {
        Reach::Down(_) => Transfer::DiskOnly,
        Reach::Up | Reach::Unknown => Transfer::Http,
    };
    let publisher = call.app.publisher.clone();
    Ok(Reply::new(&blocking(move || publisher.info(transfer)).await))
}

/// The main seed has the code under `error` here, and the words under `message`.
async fn set_comfyui_output_root(call: Call<SetOutputRoot>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let (publisher, path) = (app.publisher.clone(), arguments.path.clone());
    let set = blocking(move || publisher.set_comfyui_output_root(&path)).await;
    let set = set.map_err(|error| {
        ToolError::new(error.code(), error.code().as_str())
            .hint("get_publish_info shows the paths that were looked at")
            .beside("message", with_cause(&error))
            .beside("path", arguments.path)
    })?;
    Ok(Reply::new(&set))
}

async fn publish_asset(call: Call<PublishAsset>) -> Result<Reply, ToolError> {
    let Call { app, arguments, .. } = call;
    let PublishAsset { asset_id, target_filename, manifest_key, .. } = arguments;
    let request = PublishRequest {
        target_filename,
        manifest_key,
        web_optimize: arguments.web_optimize,
        max_bytes: arguments.max_bytes,
        overwrite: arguments.overwrite,
    };
    let asset = app.asset_named(&asset_id).await.map_err(|mut error| {
        // The main seed names the asset here, and nowhere else.
        if error.code == Code::AssetNotFoundOrExpired {
            error.message = format!("Asset {asset_id} not found or expired");
        }
        error
    })?;
    let source = Source {
        asset_id: asset.id.to_string(),
        file_name: asset.file.filename().to_owned(),
        content: content(&app, &asset).await?,
    };
    let publisher = app.publisher.clone();
    let published = blocking(move || publisher.publish(&source, &request)).await;
    Ok(Reply::new(&published?))
}

/// The bytes of an asset: from ComfyUI's disk where it is certainly the same file, else over HTTP.
async fn content(app: &App, asset: &AssetRecord) -> Result<Content, ToolError> {
    let publisher = app.publisher.clone();
    let root = blocking(move || publisher.comfyui_output_root()).await;
    let local = root.filter(|_| asset.file.kind() == FileKind::Output).map(|root| {
        let inside = PathBuf::from(asset.file.subfolder()).join(asset.file.filename());
        (root.join(&inside), inside)
    });
    if let Some((path, inside)) = &local {
        let size = tokio::fs::metadata(path).await.ok().map(|file| file.len());
        if size.is_some() && size == asset.bytes_size {
            return Ok(Content::File(inside.clone()));
        }
    }
    match app.bytes_of(asset).await {
        Ok(bytes) => Ok(Content::Bytes(bytes.into())),
        Err(error) if error.code == Code::ComfyuiUnreachable => {
            let message = "ComfyUI does not answer, and its output folder does not hold the file";
            Err(ToolError::new(Code::ComfyuiOutputRootNotFound, message)
                .hint("start ComfyUI, or call set_comfyui_output_root")
                .detail("reason", error.message))
        }
        Err(error) => Err(error),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("BUG: publishing does not panic")
}

impl From<PublishError> for ToolError {
    fn from(error: PublishError) -> Self {
        Self::new(error.code(), with_cause(&error))
    }
}
