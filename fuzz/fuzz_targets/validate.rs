//! Checks any request against any schema: the two are parted by a null character.
#![no_main]

use comfy_graph_core::schema::{Declarations, Schema};
use comfy_graph_core::validate::{Order, SourceFile, Style, Validator};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((classes, request)) = text.split_once('\0') else { return };
    let Ok(schema) = Schema::from_json(classes.as_bytes()) else { return };
    let Ok(declared) = Declarations::from_json(classes.as_bytes()) else { return };
    for order in [Order::Written, Order::Shuffled(1)] {
        let source = SourceFile { file: "fuzz.json", text: request };
        let submission = Validator::new(&schema).order(order).request(request);
        let _ = submission.report.answer(&declared).map(|answer| answer.to_string());
        let _ = submission.report.to_line(source.file, &schema);
        let _ = submission.report.to_text(&source, &schema, Style::Plain);
    }
});
