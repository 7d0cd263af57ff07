//! Converts any editor workflow by any schema: a null character parts them.
#![no_main]

use comfy_graph_core::json::Json;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Converter, EditorWorkflow, Strictness};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (classes, workflow) = text.split_once('\0').unwrap_or(("{}", text));
    let Ok(schema) = Schema::from_json(classes.as_bytes()) else { return };
    let Ok(json) = Json::parse(workflow) else { return };
    let workflow = match EditorWorkflow::read(json) {
        Ok(workflow) => workflow,
        Err(error) => return drop(error.to_string()),
    };
    let _ = workflow.to_json();
    for strictness in [Strictness::Strict, Strictness::Helpful] {
        match Converter::new(&schema).strictness(strictness).convert(&workflow) {
            Ok(conversion) => conversion.notes.iter().for_each(|note| drop(note.to_string())),
            Err(error) => drop(error.to_string()),
        }
    }
});
