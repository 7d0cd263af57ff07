//! Holds what the suite reads.

use rmcp::ErrorData;
use rmcp::model::{
    ListResourceTemplatesResult, ListResourcesResult, ReadResourceResult, Resource,
    ResourceContents, ResourceTemplate,
};
use serde_json::json;

use crate::samples::{PNG, picture};

const TEXT: &str = "test://static-text";
const BINARY: &str = "test://static-binary";
const WATCHED: &str = "test://watched-resource";
/// What stands before and after the id in addresses of the template.
const AROUND_ID: (&str, &str) = ("test://template/", "/data");

/// Everything with an address of its own.
pub(crate) fn list() -> ListResourcesResult {
    let resource = |uri: &str, name: &str, words: &str, mime: &str| {
        Resource::new(uri, name).with_description(words).with_mime_type(mime)
    };
    ListResourcesResult::with_all_items(vec![
        resource(TEXT, "static-text", "A text", "text/plain"),
        resource(BINARY, "static-binary", "A picture", PNG),
        resource(WATCHED, "watched-resource", "What can be watched", "text/plain"),
    ])
}

/// The addresses with a part to fill in.
pub(crate) fn templates() -> ListResourceTemplatesResult {
    let (before, after) = AROUND_ID;
    let template = ResourceTemplate::new(format!("{before}{{id}}{after}"), "template")
        .with_description("Tells the id it was asked for")
        .with_mime_type("application/json");
    ListResourceTemplatesResult::with_all_items(vec![template])
}

/// What stands at `uri`.
pub(crate) fn read(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let contents = match uri {
        TEXT => {
            ResourceContents::text("a text that never changes", uri).with_mime_type("text/plain")
        }
        BINARY => ResourceContents::blob(picture(), uri).with_mime_type(PNG),
        WATCHED => ResourceContents::text("nothing new", uri).with_mime_type("text/plain"),
        _ => of_template(uri)?,
    };
    Ok(ReadResourceResult::new(vec![contents]))
}

fn of_template(uri: &str) -> Result<ResourceContents, ErrorData> {
    let (before, after) = AROUND_ID;
    let id = uri.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let unknown = || ErrorData::resource_not_found(format!("`{uri}` is no address here"), None);
    let text = json!({ "id": id.ok_or_else(unknown)? }).to_string();
    Ok(ResourceContents::text(text, uri).with_mime_type("application/json"))
}
