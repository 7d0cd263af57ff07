//! Checks each concern on the smallest prompt that has it.

mod inputs;
mod links;
mod values;

use std::collections::BTreeSet;

use crate::json::Json;
use crate::schema::{Number, Schema, SocketType};
use crate::validate::{Concern, Meant, Report, Validator};

const SCHEMA: &str = r#"{
    "Load":{"output":["IMAGE","MASK"],"python_module":"nodes"},
    "Make":{"input":{"required":{"width":["INT",{"min":16,"max":100,"step":8}]},
        "optional":{"strength":["FLOAT",{"step":0.05}],"invert":["BOOLEAN",{}],
            "text":["STRING",{}],"mask":["MASK"],"odd":["PACKED"],"any":["*"],
            "size":["INT,FLOAT"],"names":["COMBO",{"options":["a",1],"multiselect":true}]},
        "hidden":{"unique_id":"UNIQUE_ID"}},"output":["IMAGE"]},
    "Text":{"output":["STRING"]},
    "Save":{"input":{"required":{"images":["IMAGE"]}},"output_node":true},
    "Invert":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
    "Resize":{"input":{"required":{"how":["COMFY_DYNAMICCOMBO_V3",{"options":[
        {"key":"by size","inputs":{"required":{"width":["INT",{}]}}},
        {"key":"like","inputs":{"required":{"to":["IMAGE"]}}}]}]}},"output_node":true},
    "Batch":{"input":{"required":{"images":["COMFY_AUTOGROW_V3",{"template":{"input":
        {"required":{"image":["IMAGE"]}},"prefix":"image","min":1,"max":4}}]}},"output_node":true},
    "Sum":{"input":{"required":{"values":["COMFY_AUTOGROW_V3",{"template":{"input":
        {"optional":{"value":["FLOAT",{}]}},"names":["a","b","c"],"min":0}}]}},"output_node":true},
    "Switch":{"input":{"required":{
        "off":["COMFY_MATCHTYPE_V3",{"template":{"template_id":"t","allowed_types":"*"}}],
        "on":["COMFY_MATCHTYPE_V3",{"template":{"template_id":"t","allowed_types":"*"}}]}},
        "output":["COMFY_MATCHTYPE_V3"],"output_matchtypes":["t"],"output_node":true},
    "Picture":{"input":{"required":{"in":["COMFY_MATCHTYPE_V3",
        {"template":{"template_id":"t","allowed_types":"IMAGE,MASK"}}]}},"output_node":true},
    "CustomCombo":{"input":{"required":{"choice":["COMBO",{"options":[]}]}},"output_node":true}
}"#;

fn check(prompt: &str) -> Report {
    let schema = Schema::from_object_info(SCHEMA.as_bytes()).expect("a schema");
    Validator::new(&schema).file(prompt)
}

/// Each warning as "node.input code".
fn codes(prompt: &str) -> Vec<String> {
    let spelled = check(prompt).warnings.into_iter().map(|warning| {
        let input = warning.input.map_or(String::new(), |input| format!(".{input}"));
        format!("{}{input} {}", warning.node.id, warning.concern.code())
    });
    spelled.collect()
}

/// The warnings of a prompt whose output node `9` has this class and these inputs; `1` and `2` are
/// a picture and a text.
fn on(class: &str, inputs: &str) -> Vec<String> {
    codes(&format!(
        r#"{{"9":{{"class_type":"{class}","inputs":{{{inputs}}}}},
            "1":{{"class_type":"Load","inputs":{{}}}},"2":{{"class_type":"Text","inputs":{{}}}}}}"#
    ))
    .into_iter()
    .filter(|code| !code.ends_with("dead_node"))
    .collect()
}

/// The concern on a good node `1` that also has `inputs`.
fn with(inputs: &str) -> Vec<Concern> {
    let prompt = format!(
        r#"{{"1":{{"class_type":"Make","inputs":{{"width":16,{inputs}}}}},
            "2":{{"class_type":"Save","inputs":{{"images":["1",0]}}}}}}"#
    );
    check(&prompt).warnings.into_iter().map(|warning| warning.concern).collect()
}

fn texts(concern: &Concern) -> [String; 2] {
    [concern.message(), concern.next_step()]
}

#[test]
fn a_good_prompt_has_no_warning() {
    let inputs = r#""strength":0.5,"invert":true,"text":"x","size":1,"names":"a""#;
    assert_eq!(with(inputs), []);
}

#[test]
fn warnings_come_in_the_order_of_the_prompt() {
    let prompt = r#"{
        "2":{"class_type":"Save","inputs":{"images":["1",0],"zz":1}},
        "3":{"class_type":"Load","inputs":{}},
        "1":{"class_type":"Make","inputs":{"yy":1,"width":17}}}"#;

    assert_eq!(
        codes(prompt),
        ["2.zz unknown_input", "3 dead_node", "1.yy unknown_input", "1.width off_step",]
    );
}

#[test]
fn a_prompt_without_outputs_is_not_warned_of() {
    assert_eq!(codes(r#"{"3":{"class_type":"Load","inputs":{"zz":1}}}"#), [""; 0]);
}

#[test]
fn every_code_is_unique() {
    let (received, socket) = (Json::Null, SocketType::Any);
    let (name, number): (Box<str>, _) = ("x".into(), Number::Int(1));
    let concerns = [
        Concern::UnknownInput { meant: Meant::Unclear },
        Concern::HiddenInput,
        Concern::UnknownLink { target: name.clone(), meant: Meant::Unclear },
        Concern::DanglingLink { target: name.clone() },
        Concern::WrappedLink { target: name.clone(), exists: true },
        Concern::MissingDynamicKey { keys: vec![] },
        Concern::UnknownDynamicKey { received: received.clone(), closest: vec![], keys: vec![] },
        Concern::AutogrowGap { missing: name.clone() },
        Concern::AutogrowSurplus { limit: 1 },
        Concern::MixedMatchTypes {
            received: socket.clone(),
            other: name.clone(),
            expected: socket.clone(),
        },
        Concern::MatchTypeNotAllowed { received: socket.clone(), allowed: socket.clone() },
        Concern::LiteralInSocket {
            received: received.clone(),
            expected: socket,
            producers: vec![],
        },
        Concern::DeadNode,
        Concern::OffStep { received: number, step: number, nearest: (number, None) },
        Concern::Truncated { received: 1.5, becomes: Json::Int(1) },
        Concern::TextAsFlag { received: name.clone() },
        Concern::NotANumber { received: received.clone(), becomes: name.clone() },
        Concern::TextOf { received, becomes: name },
        Concern::DeepChain { length: 1 },
    ];

    let codes: BTreeSet<_> = concerns.iter().map(Concern::code).collect();

    assert_eq!(codes.len(), concerns.len());
    assert!(concerns.iter().flat_map(texts).all(|text| !text.is_empty() && !text.ends_with('.')));
}
