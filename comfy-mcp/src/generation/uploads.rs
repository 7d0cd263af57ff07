//! Lets callers name input files as they know them: by asset, by path, by content.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_graph::client::{FileRef, Upload};
use comfy_graph_core::prompt::Object;
use comfy_graph_core::template::Kind;
use serde_json::Value;

use crate::app::App;
use crate::error::{Code, ToolError};
use crate::jobs;
use crate::library::Entry;
use crate::store::AssetId;

/// Turns each file that `arguments` name into the name that ComfyUI knows it by.
///
/// An asset becomes its file, without a copy. A path of this machine and a `data:` URI are
/// uploaded. Anything else is taken for a name in ComfyUI's input folder.
pub(crate) async fn resolve(
    app: &App,
    entry: &Entry,
    arguments: &mut Object,
) -> Result<(), ToolError> {
    for (name, value) in arguments.iter_mut() {
        let Some(parameter) = entry.parameters().find(|known| known.name.as_str() == name) else {
            continue;
        };
        let Kind::Upload(_) = parameter.domain.kind else { continue };
        let Value::String(text) = value else { continue };
        if let Some(file) = file(app, name, text).await? {
            *value = Value::from(file.widget_value());
        }
    }
    Ok(())
}

async fn file(app: &App, name: &str, text: &str) -> Result<Option<FileRef>, ToolError> {
    let id = text.strip_prefix("comfy://asset/").unwrap_or(text);
    if let Ok(id) = id.parse::<AssetId>() {
        return Ok(Some(app.visible_asset(id).await?.file));
    }
    if text.starts_with("data:") {
        let (bytes, ending) = decode(name, text)?;
        return upload(app, &format!("{name}.{ending}"), bytes).await.map(Some);
    }
    let path = Path::new(text);
    // A bare name is one of ComfyUI's own input files, also where this folder has one like it.
    let is_path = path.is_absolute() || text.starts_with("./") || text.starts_with("../");
    if !is_path {
        return Ok(None);
    }
    upload_path(app, path).await.map(Some)
}

/// Stores a file of this machine among ComfyUI's inputs.
pub(crate) async fn upload_path(app: &App, path: &Path) -> Result<FileRef, ToolError> {
    let path = app.roots.readable(path)?;
    let bytes = tokio::fs::read(&path).await.map_err(|error| {
        ToolError::new(Code::FileFailed, format!("`{}` cannot be read: {error}", path.display()))
            .hint("name a file that this server may read")
    })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    upload(app, &name, bytes).await
}

/// Stores bytes among ComfyUI's inputs; the reference says under which name.
pub(crate) async fn upload(app: &App, name: &str, bytes: Vec<u8>) -> Result<FileRef, ToolError> {
    let name = comfy_graph::asset::safe_name(name);
    let stored = app.backend.client().upload(Upload::new(&name, bytes)).await;
    stored.map_err(|error| jobs::of_client(&error))
}

/// The bytes of Base64 or of a `data:` URI, with the ending that their type has.
pub(crate) fn decode(name: &str, text: &str) -> Result<(Vec<u8>, String), ToolError> {
    let refused = |why: &str| {
        ToolError::new(Code::InvalidArguments, format!("argument `{name}` cannot be read: {why}"))
            .hint("write data:image/png;base64,… with the bytes in Base64")
    };
    let (ending, encoded) = match text.strip_prefix("data:") {
        Some(uri) => {
            let (head, encoded) = uri.split_once(',').ok_or_else(|| refused("it has no comma"))?;
            let mime = head.strip_suffix(";base64").ok_or_else(|| refused("it is not Base64"))?;
            (mime.rsplit_once(['/', '+', '-']).map_or("bin", |(_, ending)| ending), encoded)
        }
        None => ("png", text),
    };
    let bytes = STANDARD.decode(encoded.trim()).map_err(|error| refused(&error.to_string()))?;
    Ok((bytes, ending.to_owned()))
}
