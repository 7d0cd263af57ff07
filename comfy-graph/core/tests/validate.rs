//! Checks prompts that are far larger or deeper than people make.

use std::fmt::Write as _;

use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::validate::{Report, Validator};

const CLASSES: &[u8] = br#"{
    "Pass":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
    "Make":{"input":{},"output":["IMAGE"]},
    "Save":{"input":{"required":{"image":["IMAGE"]}},"output_node":true}}"#;

fn schema() -> Schema {
    Schema::from_object_info(CLASSES).expect("classes")
}

fn report(request: &str) -> Report {
    Validator::new(&schema()).file(request)
}

/// A node called `id` that takes its image from `from`.
fn node(text: &mut String, id: &str, class: &str, from: usize) {
    let comma = if text.is_empty() { '{' } else { ',' };
    let inputs = format!(r#"{{"image":["{from}",0]}}"#);
    write!(text, r#"{comma}"{id}":{{"class_type":"{class}","inputs":{inputs}}}"#).expect("text");
}

/// `length` nodes, each fed by the one before; the first by `first`.
fn chain(length: usize, first: &str) -> String {
    let mut text = String::new();
    for id in 1..length {
        node(&mut text, &id.to_string(), "Pass", id - 1);
    }
    node(&mut text, "save", "Save", length - 1);
    format!(r#"{text},"0":{first}}}"#)
}

#[test]
fn a_chain_of_ten_thousand_nodes_is_checked() {
    let text = chain(10_000, r#"{"class_type":"Make","inputs":{}}"#);

    assert!(report(&text).is_valid());

    let prompt: Prompt = serde_json::from_str(&text).unwrap();
    assert!(Validator::new(&schema()).prompt(&prompt).is_valid());
    assert_eq!(prompt.topological_order().unwrap().len(), 10_001);
}

#[test]
fn a_fault_at_the_far_end_of_a_chain_is_found() {
    let report = report(&chain(10_000, r#"{"class_type":"Pass","inputs":{}}"#));

    let (node, violation) = report.violations().next().unwrap();
    assert_eq!((&*node.node.id, violation.problem.code()), ("0", "required_input_missing"));
    assert_eq!(report.nodes.len(), 1);
}

#[test]
fn a_cycle_of_ten_thousand_nodes_is_found_on_each() {
    let report = report(&chain(10_000, r#"{"class_type":"Pass","inputs":{"image":["9999",0]}}"#));

    assert_eq!(report.status(), 400);
    assert_eq!(report.nodes.len(), 10_000);
}

#[test]
fn ten_thousand_faulty_outputs_are_reported() {
    let mut text = String::new();
    (0..10_000).for_each(|id| node(&mut text, &id.to_string(), "Save", 99_999));

    let report = report(&format!("{text}}}"));

    assert_eq!((report.status(), report.nodes.len()), (400, 10_000));
    assert_eq!(report.dependent_outputs(&report.nodes[9_998]).len(), 2);
}

#[test]
fn nesting_ends_in_a_reason_not_in_a_crash() {
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        let deep = format!(r#"{{"prompt":{}1{}}}"#, open.repeat(100_000), close.repeat(100_000));

        assert_eq!(report(&deep).status(), 500);
    }
}

#[test]
fn a_million_bytes_of_text_are_one_input() {
    let text = "x".repeat(1_000_000);
    let inputs = format!(r#"{{"image":"{text}","{text}":["{text}",0]}}"#);

    let report = report(&format!(r#"{{"1":{{"class_type":"Save","inputs":{inputs}}}}}"#));

    assert_eq!(report.status(), 200);
}
