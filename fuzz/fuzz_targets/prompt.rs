//! Reads any text as JSON, as a prompt, as a request against a few classes.
#![no_main]

use std::sync::LazyLock;

use comfy_graph_core::json::{self, Json};
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::python;
use comfy_graph_core::schema::{Declarations, Schema};
use comfy_graph_core::validate::{SourceFile, Style, Validator};
use libfuzzer_sys::fuzz_target;

const CLASSES: &[u8] = include_bytes!("../classes.json");

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::from_object_info(CLASSES).expect("the classes are JSON"));

static DECLARED: LazyLock<Declarations> =
    LazyLock::new(|| Declarations::from_json(CLASSES).expect("the classes are JSON"));

fuzz_target!(|text: &str| {
    let _ = json::locate(text, &["prompt", "1", "inputs", "n"]);
    if let Ok(json) = Json::parse(text) {
        let written = json.to_string();
        let again = Json::parse(&written).expect("JSON reads itself");
        assert_eq!(again.to_string(), written);
        let _ = (python::int(&json), python::float(&json), python::repr(&json));
    }
    let validator = Validator::new(&SCHEMA);
    let submission = validator.request(text);
    let _ = submission.report.answer(&DECLARED).map(|answer| answer.to_string());
    let report = validator.file(text);
    let _ = report.to_line("fuzz.json", &SCHEMA);
    let _ = report.to_text(&SourceFile { file: "fuzz.json", text }, &SCHEMA, Style::Coloured);
    if let Ok(prompt) = serde_json::from_str::<Prompt>(text) {
        let _ = prompt.topological_order();
        let _ = validator.prompt(&prompt).is_valid();
    }
});
