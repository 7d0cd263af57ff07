//! Answers the tools that the suite calls.
//!
//! The names are those of the suite; the answers are made as those of comfy-mcp are.

use std::time::Duration;

use comfy_mcp::caller::{Caller, Step};
use comfy_mcp::error::{Code, ToolError};
use comfy_mcp::reply::Reply;
use comfy_mcp::server::Logging;
use rmcp::model::{ContentBlock, JsonObject, ResourceContents, Tool};
#[expect(deprecated, reason = "the suite wants to be told of what goes on")]
use rmcp::model::{LoggingLevel, LoggingMessageNotificationParam};
use serde_json::{Value, json};

use crate::questions;
use crate::samples::{PNG, WAV, picture, sound};

/// How long tools take between two signs of life.
const PAUSE: Duration = Duration::from_millis(50);

/// The tools that take texts: name, what it does, the names of those it needs.
const PLAIN: &[(&str, &str, &[&str])] = &[
    ("test_simple_text", "Answers a text", &[]),
    ("test_image_content", "Answers a picture", &[]),
    ("test_audio_content", "Answers a sound", &[]),
    ("test_embedded_resource", "Answers a resource", &[]),
    ("test_multiple_content_types", "Answers a text, a picture, a resource", &[]),
    ("test_tool_with_logging", "Tells of what goes on", &[]),
    ("test_error_handling", "Fails", &[]),
    ("test_tool_with_progress", "Tells how far it is", &[]),
    ("test_sampling", "Asks the client's model", &["prompt"]),
    ("test_elicitation", "Asks the user who they are", &["message"]),
    ("test_elicitation_sep1034_defaults", "Asks the user, and proposes answers", &[]),
    ("test_elicitation_sep1330_enums", "Lets the user choose in five ways", &[]),
    ("test_reconnection", "Answers after a while", &[]),
];

/// Every tool there is.
pub(crate) fn list() -> Vec<Tool> {
    let plain = PLAIN.iter().map(|(name, description, needed)| {
        let texts = needed.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" })));
        let properties: JsonObject = texts.collect();
        let schema = json!({ "type": "object", "properties": properties, "required": needed });
        Tool::new(*name, *description, object(schema))
    });
    plain.chain([with_definitions()]).collect()
}

/// The tool whose schema uses what revision 2020-12 of JSON Schema has.
fn with_definitions() -> Tool {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "type": "object",
                "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
            },
        },
        "properties": { "name": { "type": "string" }, "address": { "$ref": "#/$defs/address" } },
        "additionalProperties": false,
    });
    Tool::new("json_schema_2020_12_tool", "Takes an address", object(schema))
}

fn object(json: Value) -> JsonObject {
    match json {
        Value::Object(object) => object,
        other => panic!("BUG: a schema is an object, not {other}"),
    }
}

/// Calls the tool of this name.
pub(crate) async fn call(
    name: &str,
    arguments: &JsonObject,
    caller: &Caller,
    logging: &Logging,
) -> Result<Reply, ToolError> {
    match name {
        "test_simple_text" => Ok(said("a simple text")),
        "test_image_content" => Ok(said("a picture").showing(ContentBlock::image(picture(), PNG))),
        "test_audio_content" => Ok(said("a sound").showing(ContentBlock::audio(sound(), WAV))),
        "test_embedded_resource" => Ok(said("a resource").and(embedded())),
        "test_multiple_content_types" => {
            let picture = ContentBlock::image(picture(), PNG);
            Ok(said("several things").showing(picture).and(embedded()))
        }
        "test_tool_with_logging" => Ok(with_logging(caller, logging).await),
        "test_error_handling" => {
            Err(ToolError::new(Code::ExecutionFailed, "this tool fails on purpose"))
        }
        "test_tool_with_progress" => Ok(with_progress(caller).await),
        "test_sampling" => questions::model(caller, text(arguments, "prompt")?).await,
        "test_elicitation" => questions::person(caller, text(arguments, "message")?).await,
        "test_elicitation_sep1034_defaults" => questions::proposing(caller).await,
        "test_elicitation_sep1330_enums" => questions::choices(caller).await,
        "test_reconnection" => {
            tokio::time::sleep(PAUSE).await;
            Ok(said("still here"))
        }
        "json_schema_2020_12_tool" => Ok(Reply::new(arguments)),
        _ => Err(ToolError::new(Code::ToolNotFound, format!("there is no tool `{name}`"))),
    }
}

fn said(words: &str) -> Reply {
    Reply::new(&json!({ "said": words }))
}

fn embedded() -> ContentBlock {
    let contents = ResourceContents::text(r#"{"test":"data"}"#, "test://embedded-resource");
    ContentBlock::resource(contents.with_mime_type("application/json"))
}

fn text<'a>(arguments: &'a JsonObject, name: &str) -> Result<&'a str, ToolError> {
    let text = arguments.get(name).and_then(Value::as_str);
    text.ok_or_else(|| ToolError::new(Code::InvalidArguments, format!("`{name}` is missing")))
}

#[expect(deprecated, reason = "the suite wants to be told of what goes on")]
async fn with_logging(caller: &Caller, logging: &Logging) -> Reply {
    let Some(context) = caller.context() else { return said("to nobody") };
    for words in ["it begins", "it goes on", "it ends"] {
        let message = LoggingMessageNotificationParam::new(LoggingLevel::Info, words.into());
        logging.tell(&context.peer, message).await;
        tokio::time::sleep(PAUSE).await;
    }
    said("told three times")
}

async fn with_progress(caller: &Caller) -> Reply {
    for fraction in [0.0, 0.5, 1.0] {
        caller.step(&Step { fraction, message: "on the way".to_owned() }).await;
        tokio::time::sleep(PAUSE).await;
    }
    said("told how far it is")
}
