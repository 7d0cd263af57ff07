//! Lets clients read assets, workflows, node classes, jobs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_graph_core::ids::ClassName;
use rmcp::ErrorData;
use rmcp::model::{
    ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult, Resource,
    ResourceContents, ResourceTemplate,
};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::{Code, ToolError};
use crate::generation::{AssetInfo, link};
use crate::jobs;
use crate::store::{AssetFilter, AssetId};

/// What every address begins with.
const SCHEME: &str = "comfy://";
/// How many assets one page lists.
const PAGE: u32 = 50;

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address<'a> {
    Asset(&'a str),
    Workflow(&'a str),
    Node(&'a str),
    Job(&'a str),
}

impl<'a> Address<'a> {
    fn read(uri: &'a str) -> Option<Self> {
        let (kind, name) = uri.strip_prefix(SCHEME)?.split_once('/')?;
        Some(match kind {
            "asset" => Self::Asset(name),
            "workflow" => Self::Workflow(name),
            "node" => Self::Node(name),
            "job" => Self::Job(name),
            _ => return None,
        })
    }
}

/// The templates of the addresses there are.
pub(super) fn templates() -> ListResourceTemplatesResult {
    let template = |uri: &str, name: &str, words: &str, mime: &str| {
        ResourceTemplate::new(uri, name).with_description(words).with_mime_type(mime)
    };
    let json = "application/json";
    ListResourceTemplatesResult::with_all_items(vec![
        ResourceTemplate::new("comfy://asset/{asset_id}", "asset")
            .with_description("The bytes of something that was made"),
        template("comfy://workflow/{workflow_id}", "workflow", "A workflow in API form", json),
        template("comfy://node/{class}", "node", "A node class as ComfyUI describes it", json),
        template("comfy://job/{prompt_id}", "job", "Where a job stands, what it made", json),
    ])
}

/// The workflows, then the newest assets; `cursor` is the last asset of the page before.
pub(super) async fn list(
    app: &App,
    cursor: Option<String>,
) -> Result<ListResourcesResult, ErrorData> {
    let after = match cursor.as_deref().map(str::parse::<AssetId>) {
        None => None,
        Some(Ok(id)) => Some(id),
        Some(Err(_)) => return Err(ErrorData::invalid_params("this cursor is none of ours", None)),
    };
    let mut resources = Vec::new();
    if after.is_none() {
        let catalogue = app.library.catalogue();
        resources.extend(catalogue.entries().map(|entry| {
            Resource::new(format!("{SCHEME}workflow/{}", entry.id), entry.id.clone())
                .with_title(entry.name.clone())
                .with_description(entry.description.clone())
                .with_mime_type("application/json")
        }));
    }
    let newer_than = app.oldest_shown();
    let filter = AssetFilter { limit: PAGE, after, newer_than, ..AssetFilter::default() };
    let assets = async { Ok::<_, ToolError>(app.storage.get().await?.assets(&filter).await?) };
    let assets = assets.await.map_err(internal)?;
    resources.extend(assets.iter().map(|asset| link(asset, &AssetInfo::new(app, asset))));
    let mut page = ListResourcesResult::with_all_items(resources);
    let is_full = assets.len() == PAGE as usize;
    page.next_cursor = assets.last().filter(|_| is_full).map(|last| last.id.to_string());
    Ok(page)
}

/// What stands at `uri`.
pub(super) async fn read(app: &App, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let Some(address) = Address::read(uri) else {
        let told = format!("`{uri}` is no address here; they begin with comfy://asset/ and so on");
        return Err(ErrorData::resource_not_found(told, Some(json!({ "uri": uri }))));
    };
    let contents = match address {
        Address::Asset(id) => asset(app, uri, id).await,
        Address::Workflow(id) => workflow(app, id).map(|json| text(uri, &json)),
        Address::Node(class) => node(app, class).await.map(|json| text(uri, &json)),
        Address::Job(id) => job(app, id).await.map(|json| text(uri, &json)),
    };
    match contents {
        Ok(contents) => Ok(ReadResourceResult::new(vec![contents])),
        Err(error) => Err(unread(uri, error)),
    }
}

fn text(uri: &str, json: &Value) -> ResourceContents {
    let text = serde_json::to_string_pretty(json).expect("BUG: JSON is always written");
    ResourceContents::text(text, uri).with_mime_type("application/json")
}

async fn asset(app: &App, uri: &str, id: &str) -> Result<ResourceContents, ToolError> {
    let asset = app.asset_named(id).await?;
    let bytes = app.bytes_of(&asset).await?;
    let is_text = asset.mime_type.starts_with("text/") || asset.mime_type == "application/json";
    let contents = match str::from_utf8(&bytes) {
        Ok(text) if is_text => ResourceContents::text(text, uri),
        _ => ResourceContents::blob(STANDARD.encode(&bytes), uri),
    };
    Ok(contents.with_mime_type(asset.mime_type))
}

fn workflow(app: &App, id: &str) -> Result<Value, ToolError> {
    let catalogue = app.library.catalogue();
    let entry = catalogue.named(id)?;
    Ok(serde_json::to_value(entry.template.prompt()).expect("BUG: a prompt is always JSON"))
}

async fn node(app: &App, class: &str) -> Result<Value, ToolError> {
    let not_found = || {
        ToolError::new(Code::InvalidArguments, format!("ComfyUI has no node class `{class}`"))
            .detail("missing", true)
    };
    let name = ClassName::new(class).map_err(|_| not_found())?;
    let info = app.backend.client().class_info(&name).await;
    info.map_err(|error| jobs::of_client(&error))?.ok_or_else(not_found)
}

async fn job(app: &App, id: &str) -> Result<Value, ToolError> {
    let id = crate::tools::job_id(id)?;
    let store = app.storage.get().await?;
    let not_found = || ToolError::new(Code::JobNotFound, format!("there is no job {id}"));
    let record = store.job(id).await?.ok_or_else(not_found)?;
    let assets = store.assets_of(id).await?;
    let assets: Vec<_> = assets.iter().map(|asset| AssetInfo::new(app, asset)).collect();
    Ok(json!({
        "prompt_id": id, "status": record.state, "tool": record.tool,
        "workflow_id": record.workflow_id, "parameters": record.values,
        "submitted_at": record.submitted_at.to_string(),
        "started_at": record.started_at.map(|at| at.to_string()),
        "ended_at": record.ended_at.map(|at| at.to_string()),
        "error": record.error, "notes": record.notes, "texts": record.texts, "assets": assets,
    }))
}

/// The failure as MCP wants it, with the address beside what all failures tell.
fn unread(uri: &str, error: ToolError) -> ErrorData {
    let mut details = error.to_json();
    details.insert("uri".to_owned(), uri.into());
    let details = Some(Value::Object(details));
    match error.code {
        Code::AssetNotFoundOrExpired
        | Code::WorkflowNotFound
        | Code::JobNotFound
        | Code::FileNotFound
        | Code::InvalidArguments => ErrorData::resource_not_found(error.message, details),
        _ => ErrorData::internal_error(error.message, details),
    }
}

fn internal(error: ToolError) -> ErrorData {
    let details = Some(Value::Object(error.to_json()));
    ErrorData::internal_error(error.message, details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_what_they_name() {
        assert_eq!(Address::read("comfy://node/KSampler"), Some(Address::Node("KSampler")));
        assert_eq!(Address::read("comfy://node/a/b"), Some(Address::Node("a/b")));
        assert_eq!(Address::read("comfy://elsewhere/x"), None);
        assert_eq!(Address::read("file:///etc/passwd"), None);
    }
}
