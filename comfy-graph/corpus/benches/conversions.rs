//! Times conversions of the editor workflows of the corpus, and of large ones.
//!
//! `cargo bench -p comfy-corpus --bench conversions` needs `COMFY_CORPUS`. Times are in
//! microseconds, ratios are to parsing the same text into `serde_json::Value`.
#![allow(clippy::print_stdout, reason = "the report is what a benchmark is run for")]

mod measure;

use std::path::PathBuf;
use std::time::Instant;

use comfy_corpus::exports;
use comfy_graph_core::json::Json;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Converter, EditorWorkflow};
use measure::{header, row};

/// How many nodes a large workflow has.
const NODES: usize = 100_000;

fn main() {
    let Some(folder) = std::env::var_os("COMFY_CORPUS").map(PathBuf::from) else {
        println!("skipped: set COMFY_CORPUS to the folder of the corpus");
        return;
    };
    let classes = std::fs::read(folder.join("object_info.json")).expect("BUG: a corpus has it");
    let schema = Schema::from_object_info(&classes).expect("BUG: servers send schemas");
    let converter = Converter::new(&schema);
    let exports = exports(&folder).expect("BUG: a corpus has workflows");
    let texts: Vec<((), &str)> = exports.iter().map(|export| ((), &*export.workflow)).collect();
    header();
    row("corpus workflow, from text", &texts, Some(300.0), |(_, text)| nodes(&converter, text));
    let read: Vec<_> = texts.iter().map(|(_, text)| (workflow(text), *text)).collect();
    row("corpus workflow, read already", &read, None, |(workflow, _)| {
        converter.convert(workflow).map(|conversion| conversion.prompt.len())
    });
    let began = Instant::now();
    texts.iter().for_each(|(_, text)| {
        nodes(&converter, text);
    });
    println!("all {} together: {:.3} s of 0.3", texts.len(), began.elapsed().as_secs_f64());
    let chain = chain();
    row("100,000 reroutes in a chain", &[((), &*chain)], None, |(_, text)| nodes(&converter, text));
}

fn workflow(text: &str) -> EditorWorkflow<'_> {
    let json = Json::parse(text).expect("BUG: workflows are JSON");
    EditorWorkflow::read(json).expect("BUG: editors write workflows")
}

fn nodes(converter: &Converter<'_>, text: &str) -> usize {
    let conversion = converter.convert(&workflow(text));
    conversion.expect("BUG: helpful converters go on").prompt.len()
}

/// One picture that is saved at the end of many reroutes.
fn chain() -> String {
    let reroute = |id: usize| {
        let (before, link) = (id - 1, id);
        format!(
            r#"{{"id":{id},"type":"Reroute","inputs":[{{"name":"","type":"*","link":{before}}}],
               "outputs":[{{"name":"","type":"IMAGE","links":[{link}]}}]}}"#
        )
    };
    let nodes: Vec<String> = (1..NODES).map(reroute).collect();
    let link = |id: usize| format!(r#"[{id},{id},0,{},0,"IMAGE"]"#, id + 1);
    let links: Vec<String> = (0..NODES).map(link).collect();
    format!(
        r#"{{"nodes":[{{"id":0,"type":"EmptyImage","outputs":[{{"links":[0]}}]}},{},
           {{"id":{NODES},"type":"SaveImage","inputs":[{{"name":"images","link":{}}}]}}],
           "links":[{}]}}"#,
        nodes.join(","),
        NODES - 1,
        links.join(",")
    )
}
