//! Times verdicts on the prompts of the corpus, and on prompts of many nodes.
//!
//! `cargo bench -p comfy-corpus` needs `COMFY_CORPUS`. Times are medians in microseconds; ratios
//! are to parsing the same text into `serde_json::Value`.
#![allow(clippy::print_stdout, reason = "the report is what a benchmark is run for")]

mod measure;

use std::fmt::Write as _;
use std::path::PathBuf;

use comfy_corpus::{Group, load};
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::validate::Validator;
use measure::{header, row};

/// How many nodes a large prompt has.
const NODES: usize = 10_000;

fn main() {
    let Some(folder) = std::env::var_os("COMFY_CORPUS").map(PathBuf::from) else {
        println!("skipped: set COMFY_CORPUS to the folder of the corpus");
        return;
    };
    let classes = std::fs::read(folder.join("object_info.json")).expect("BUG: a corpus has it");
    let schema = Schema::from_object_info(&classes).expect("BUG: servers send schemas");
    let validator = Validator::new(&schema);
    let cases = load(&folder).expect("BUG: a corpus has cases");
    let cases = cases.iter().filter(|case| case.group != Group::Mutants);
    let texts: Vec<&str> = cases.map(|case| case.posted.as_str()).collect();
    header();
    report("corpus prompt, from text", &texts, Some(60.0), |text| {
        validator.request(text).report.status()
    });
    let prompts = |text: &str| prompt(text).expect("BUG: the corpus holds prompts");
    let prepared: Vec<(Prompt, &str)> = texts.iter().map(|text| (prompts(text), *text)).collect();
    row("corpus prompt, read already", &prepared, Some(60.0), |(prompt, _)| {
        validator.prompt(prompt).status()
    });
    for (what, text) in
        [("10,000 nodes in a chain", chain()), ("10,000 nodes side by side", flat())]
    {
        let body = format!("{{\"prompt\":{text}}}");
        report(&format!("{what}, from text"), &[&body], None, |text| {
            validator.request(text).report.status()
        });
        let prompt: Prompt = serde_json::from_str(&text).expect("BUG: it is a prompt");
        row(&format!("{what}, read already"), &[(prompt, &body)], Some(3_000.0), |(prompt, _)| {
            validator.prompt(prompt).status()
        });
    }
}

fn prompt(body: &str) -> Option<Prompt> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    serde_json::from_value(body.get("prompt")?.clone()).ok()
}

fn chain() -> String {
    let step = |id: usize| {
        let before = id - 1;
        format!(r#""{id}":{{"class_type":"ImageInvert","inputs":{{"image":["{before}",0]}}}}"#)
    };
    whole((1..NODES - 1).map(step), NODES - 2)
}

fn flat() -> String {
    let node = |id: usize| {
        format!(
            r#""{id}":{{"class_type":"ImageScaleBy","inputs":{{"image":["0",0],
               "upscale_method":"area","scale_by":1.5}}}}"#
        )
    };
    let mut text = whole((1..NODES / 2).map(node), 0);
    text.pop();
    for id in 1..NODES / 2 {
        let output = NODES + id;
        let inputs = format!(r#"{{"images":["{id}",0]}}"#);
        let node = format!(r#","{output}":{{"class_type":"PreviewImage","inputs":{inputs}}}"#);
        text.push_str(&node);
    }
    text + "}"
}

fn whole(nodes: impl Iterator<Item = String>, last: usize) -> String {
    let blank = r#"{"width":64,"height":64,"batch_size":1,"color":0}"#;
    let mut text = format!(r#"{{"0":{{"class_type":"EmptyImage","inputs":{blank}}}"#);
    nodes.for_each(|node| write!(text, ",{node}").unwrap_or_default());
    let save = format!(r#"{{"images":["{last}",0]}}"#);
    write!(text, r#","save":{{"class_type":"PreviewImage","inputs":{save}}}}}"#)
        .unwrap_or_default();
    text
}

fn report(what: &str, texts: &[&str], budget: Option<f64>, work: impl Fn(&str) -> u16) {
    let items: Vec<_> = texts.iter().map(|text| ((), *text)).collect();
    row(what, &items, budget, |(_, text)| work(text));
}
