//! Compares each tool of the main seed with its documentation: name, parameters, results, errors.

mod assets;
mod generation;
mod jobs;
mod settings;
mod workflows;

use comfy_mcp::error::Code;
use rmcp::model::Tool;
use serde_json::Value;

use crate::support::{Bench, schema};

/// A tool that is compared with its documentation.
pub(crate) struct Documented<'b> {
    bench: &'b Bench,
    pub(crate) tool: Tool,
}

impl<'b> Documented<'b> {
    /// The tool, which must be listed.
    pub(crate) async fn new(bench: &'b Bench, name: &str) -> Self {
        Self { bench, tool: bench.tool(name).await }
    }

    /// Checks that the tool takes these parameters, each with the type it has there; the first
    /// ones must be given. There may be more, but then they need not be given.
    pub(crate) fn takes(&self, required: &[(&str, &str)], optional: &[(&str, &str)]) -> &Self {
        let schema = &self.tool.input_schema;
        let properties = schema["properties"].as_object().expect("models want to see properties");
        for (name, kind) in required.iter().chain(optional) {
            let property = properties.get(*name);
            let property = property.unwrap_or_else(|| panic!("{} takes {name}", self.tool.name));
            assert_eq!(property["type"], *kind, "{}.{name}", self.tool.name);
        }
        let nothing = Vec::new();
        let told = schema.get("required").and_then(Value::as_array).unwrap_or(&nothing);
        let told: Vec<_> = told.iter().map(|name| name.as_str().unwrap()).collect();
        let wanted: Vec<_> = required.iter().map(|(name, _)| *name).collect();
        assert_eq!(told, wanted, "what {} needs", self.tool.name);
        self
    }

    /// The answer to a good call, which has these members, each of the type it has there.
    pub(crate) async fn answers(&self, arguments: Value, members: &[(&str, &str)]) -> Value {
        let answer = self.bench.call(&self.tool.name, arguments).await;
        has(&answer, members);
        let schema = self.tool.output_schema.as_ref().expect("results are described");
        let misfits = schema::misfits(schema, &answer);
        assert_eq!(misfits, [""; 0], "{} answers {answer}", self.tool.name);
        answer
    }

    /// Checks that a bad call fails with a text that begins so, and with this code.
    pub(crate) async fn refuses(&self, arguments: Value, code: Code, beginning: &str) -> Value {
        let refusal = self.bench.refusal(&self.tool.name, arguments).await;
        let error = refusal["error"].as_str().expect("failures say what went wrong");
        assert!(error.starts_with(beginning), "{error}");
        assert_eq!(refusal["error_code"], code.as_str(), "{error}");
        refusal
    }
}

/// Checks that `json` has these members, each of the type it has there.
pub(crate) fn has(json: &Value, members: &[(&str, &str)]) {
    for (name, kind) in members {
        let schema = serde_json::json!({"type": kind});
        let member = json.get(name).unwrap_or_else(|| panic!("{json} has {name}"));
        let misfits = schema::misfits(schema.as_object().unwrap(), member);
        assert_eq!(misfits, [""; 0], "{name} in {json}");
    }
}

/// What every generation answers.
const GENERATED: &[(&str, &str)] = &[
    ("asset_id", "string"),
    ("asset_url", "string"),
    ("filename", "string"),
    ("subfolder", "string"),
    ("folder_type", "string"),
    ("workflow_id", "string"),
    ("prompt_id", "string"),
    ("tool", "string"),
    ("mime_type", "string"),
    ("bytes_size", "integer"),
];

/// What those of pictures answer beside.
const PICTURE: &[(&str, &str)] =
    &[("image_url", "string"), ("width", "integer"), ("height", "integer")];
