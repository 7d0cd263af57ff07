//! Draws each case of `golden/draw/` and compares with what is kept beside it.
//!
//! A case is a folder with a `prompt.json`; `object_info.json` serves all.

use std::path::{Path, PathBuf};
use std::{env, fs};

use comfy_graph_core::ids::{ClassName, InputName, NodeId};
use comfy_graph_core::json::Json;
use comfy_graph_core::prompt::{Prompt, PromptNode};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Converter, Drawing, EditorWorkflow, arrange, draw};

#[test]
fn drawings_are_what_the_cases_keep() {
    let (cases, schema) = (cases(), schema());
    assert!(cases.len() >= 6);

    let differing: Vec<_> =
        cases.iter().flat_map(|case| differing(case, &draw(&prompt(case), &schema))).collect();

    assert!(differing.is_empty(), "differ: {differing:?}\nif that is meant, run `just bless`");
}

#[test]
fn drawings_are_read_back_as_they_are() {
    let schema = schema();
    for case in cases() {
        let workflow = draw(&prompt(&case), &schema).workflow;

        let text = workflow.to_json().to_string();

        let read = EditorWorkflow::read(Json::parse(&text).unwrap()).unwrap();
        assert_eq!(read.to_json().to_string(), text, "{}", case.display());
    }
}

#[test]
fn arranging_twice_changes_nothing() {
    let schema = schema();
    for case in cases() {
        let mut workflow = draw(&prompt(&case), &schema).workflow;
        arrange(&mut workflow);

        let mut again = workflow.clone();
        arrange(&mut again);

        assert_eq!(again, workflow, "{}", case.display());
    }
}

#[test]
fn values_are_not_taken_for_those_of_old_files() {
    let schema = Schema::from_object_info(
        br#"{"A":{"input":{"required":{"text":["STRING",{"forceInput":true}],
            "seed":["INT",{}]}}}}"#,
    )
    .unwrap();
    let prompt: Prompt =
        serde_json::from_str(r#"{"1":{"class_type":"A","inputs":{"seed":7}}}"#).unwrap();

    let workflow = draw(&prompt, &schema).workflow;

    let converted = Converter::new(&schema).convert(&workflow).unwrap().prompt;
    assert_eq!(converted.node("1").unwrap().inputs["seed"], 7.into());
}

#[test]
fn texts_come_through_dynamic_prompts() {
    let schema = schema();
    for text in ["{a|b}", "http://x//y", "/* c */ ///", "\\\\{ \\} \\| \\n \\\\", "}{ //{", "a|b}"]
    {
        let mut node = PromptNode::new(ClassName::new("CLIPTextEncode").unwrap());
        node.inputs.insert(InputName::new("text").unwrap(), text.into());
        let prompt: Prompt = [(NodeId::from(1), node)].into_iter().collect();

        let drawing = draw(&prompt, &schema);

        let converted = Converter::new(&schema).convert(&drawing.workflow).unwrap().prompt;
        assert_eq!(converted.node("1").unwrap().inputs["text"], text.into());
        assert_eq!(drawing.losses, []);
    }
}

#[test]
fn elements_past_the_last_are_linked_all_the_same() {
    let prompt: Prompt = serde_json::from_str(
        r#"{"1":{"class_type":"EmptyImage","inputs":{}},"2":{"class_type":"BatchImagesNode",
            "inputs":{"images.image4000000000":["1",0],"images.image01":["1",0]}}}"#,
    )
    .unwrap();

    let node = &draw(&prompt, &schema()).workflow.root.nodes[1];

    let linked = node.inputs.iter().filter(|input| input.link.is_some());
    let names: Vec<_> = linked.map(|input| &*input.name).collect();
    assert_eq!(names, ["images.image4000000000", "images.image01"]);
    assert!(node.inputs.len() < 10);
}

#[test]
fn long_chains_and_rings_are_drawn() {
    let (schema, count) = (schema(), 3000);
    let prompt = |first: usize| -> Prompt {
        let node = |place: usize| {
            let from = if place == 0 { first } else { place - 1 };
            let text = format!(
                r#"{{"class_type":"ComfySwitchNode",
                    "inputs":{{"switch":true,"on_false":["{from}",0],"on_true":["{from}",0]}}}}"#
            );
            let id = NodeId::new(place.to_string()).unwrap();
            (id, serde_json::from_str(&text).unwrap())
        };
        (0..count).map(node).collect()
    };

    for first in [count, count - 1] {
        let workflow = draw(&prompt(first), &schema).workflow;

        let expected = if first == count { 2 * count - 2 } else { 2 * count };
        assert_eq!(workflow.root.links.len(), expected);
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/draw")
}

fn schema() -> Schema {
    let json = fs::read(folder().join("object_info.json")).expect("a schema");
    Schema::from_object_info(&json).expect("a schema")
}

fn cases() -> Vec<PathBuf> {
    let entries = folder().read_dir().expect("the folder of the goldens");
    let entries = entries.map(|entry| entry.expect("a readable folder").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn prompt(case: &Path) -> Prompt {
    let json = fs::read(case.join("prompt.json")).expect("a prompt.json");
    serde_json::from_slice(&json).expect("a prompt")
}

/// The files of `case` that differ from `drawing`; with `BLESS` set they are rewritten.
fn differing(case: &Path, drawing: &Drawing) -> Vec<PathBuf> {
    let losses: String = drawing.losses.iter().map(|loss| format!("{loss}\n")).collect();
    let kept = [("workflow.json", lines(&drawing.workflow)), ("losses.txt", losses)];
    let paths = kept.map(|(name, text)| (case.join(name), text));
    let differs =
        |(path, text): &(PathBuf, String)| fs::read_to_string(path).unwrap_or_default() != *text;
    let differing = paths.into_iter().filter(differs);
    if env::var_os("BLESS").is_none() {
        return differing.map(|(path, _)| path).collect();
    }
    differing.for_each(|(path, text)| fs::write(path, text).expect("a writable golden"));
    Vec::new()
}

/// The workflow as JSON, a line for each node, link and group.
fn lines(workflow: &EditorWorkflow<'_>) -> String {
    let json = workflow.to_json();
    let members =
        json.as_object().expect("an object").iter().map(|(key, value)| match value.as_list() {
            Some(items) if !items.is_empty() => {
                let items: Vec<_> = items.iter().map(|item| format!("  {item}")).collect();
                format!(" \"{key}\": [\n{}\n ]", items.join(",\n"))
            }
            _ => format!(" \"{key}\": {value}"),
        });
    format!("{{\n{}\n}}\n", members.collect::<Vec<_>>().join(",\n"))
}
