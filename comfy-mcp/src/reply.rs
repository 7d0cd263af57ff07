//! Turns what a tool found into the answer that a client gets.
//!
//! The one place that does: successes carry their JSON as structured content, which stands in the
//! first text too, for clients that read nothing else; failures are flagged as such.

use rmcp::model::{CallToolResult, ContentBlock, JsonObject};
use serde::Serialize;
use serde_json::Value;

use crate::error::{ToolError, with_cause};
use crate::media::MediaError;
use crate::paths::PathError;
use crate::settings::ConfigSaveError;
use crate::store::StoreError;

/// What a tool answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    json: JsonObject,
    before: Vec<ContentBlock>,
    after: Vec<ContentBlock>,
}

impl Reply {
    /// The answer that `result` serialises to, which must be an object.
    #[must_use]
    pub fn new(result: &impl Serialize) -> Self {
        let json = match serde_json::to_value(result) {
            Ok(Value::Object(json)) => json,
            other => panic!("BUG: a tool's result is an object, not {other:?}"),
        };
        Self { json, before: Vec::new(), after: Vec::new() }
    }

    /// Shows `content` before the JSON, as clients expect of pictures.
    #[must_use]
    pub fn showing(mut self, content: ContentBlock) -> Self {
        self.before.push(content);
        self
    }

    /// Adds `content` behind the JSON.
    #[must_use]
    pub fn and(mut self, content: ContentBlock) -> Self {
        self.after.push(content);
        self
    }

    /// Adds a member to the JSON.
    pub fn insert(&mut self, key: &str, value: impl Into<Value>) {
        self.json.insert(key.to_owned(), value.into());
    }

    /// Adds to what the caller should know.
    pub fn note(&mut self, note: String) {
        let notes = self.json.entry("notes").or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(notes) = notes {
            notes.push(note.into());
        }
    }

    /// The JSON.
    #[must_use]
    pub fn json(&self) -> &JsonObject {
        &self.json
    }

    /// The answer on the wire.
    #[must_use]
    pub fn into_result(self) -> CallToolResult {
        let text = ContentBlock::text(Value::Object(self.json.clone()).to_string());
        let content = self.before.into_iter().chain([text]).chain(self.after).collect();
        let mut result = CallToolResult::success(content);
        result.structured_content = Some(Value::Object(self.json));
        result
    }
}

macro_rules! from_stages {
    ($($error:ty,)+) => {
        $(impl From<$error> for ToolError {
            fn from(error: $error) -> Self {
                Self::new(error.code(), with_cause(&error))
            }
        })+
    };
}

from_stages! {
    ConfigSaveError,
    MediaError,
    PathError,
    StoreError,
}

impl ToolError {
    /// The failure on the wire.
    #[must_use]
    pub fn into_result(self) -> CallToolResult {
        let json = Value::Object(self.to_json());
        let mut result = CallToolResult::error(vec![ContentBlock::text(json.to_string())]);
        result.structured_content = Some(json);
        result
    }
}
