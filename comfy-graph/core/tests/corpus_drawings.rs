//! Draws the prompts of real editors, where `COMFY_CORPUS` names them.

mod corpus_files;

use std::collections::HashSet;
use std::path::Path;

use comfy_graph_core::ids::{ClassName, InputName, NodeId, Slot};
use comfy_graph_core::json::Json;
use comfy_graph_core::prompt::{Link, Prompt, PromptNode, Value};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{
    Content, Converter, Drawing, EditorNode, EditorWorkflow, FileName, Loss, LossReason,
    Strictness, WorkflowFile, arrange, draw,
};
use corpus_files::corpus;

/// Every prompt of both editors with its name; nothing without a corpus.
fn prompts() -> Vec<(String, Prompt)> {
    let Some(root) = std::env::var_os("COMFY_CORPUS") else { return Vec::new() };
    let folders = ["api", "api_embedded"].map(|folder| Path::new(&root).join(folder));
    let files = folders.iter().flat_map(|folder| folder.read_dir().expect("a folder"));
    let mut paths: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let file = WorkflowFile::load(&std::fs::read(path).expect("a file"), FileName::new(&*name));
        let file = file.unwrap_or_else(|error| panic!("{error}"));
        let Content::Prompt(prompt) = file.content() else { panic!("{name}") };
        (name, prompt.clone())
    };
    paths.iter().map(read).collect()
}

fn schema() -> Option<Schema> {
    Some(Schema::from_object_info(&corpus("object_info.json")?).expect("a schema"))
}

#[test]
fn drawn_prompts_are_converted_back() {
    let Some(schema) = schema() else { return };
    let (mut prompts_with_losses, mut losses) = (0, 0);

    for (name, prompt) in prompts() {
        let drawing = draw(&prompt, &schema);

        let converter = Converter::new(&schema).strictness(Strictness::Strict);
        let converted = converter.convert(&drawing.workflow).unwrap();
        let expected = with_losses(&prompt, &drawing.losses);
        assert_eq!(plain(&converted.prompt), plain(&expected), "{name}");
        prompts_with_losses += usize::from(!drawing.losses.is_empty());
        losses += drawing.losses.len();
    }
    // Mostly buttons and previews that older editors sent, widgets that they did not have yet.
    assert_eq!((prompts_with_losses, losses), (72, 103));
}

#[test]
fn helpful_conversion_gives_back_what_was_drawn() {
    let Some(schema) = schema() else { return };

    for (name, prompt) in prompts() {
        let Drawing { workflow, .. } = draw(&prompt, &schema);

        // Through JSON, as a file.
        let text = workflow.to_json().to_string();
        let read = EditorWorkflow::read(Json::parse(&text).expect("JSON")).expect("a workflow");
        let converted = Converter::new(&schema).convert(&read).unwrap();

        assert_eq!(plain(&converted.prompt), plain(&prompt), "{name}");
    }
}

/// The prompt after what is said to happen to it.
fn with_losses(prompt: &Prompt, losses: &[Loss]) -> Prompt {
    let mut changed = prompt.clone();
    for Loss { node, input, reason } in losses {
        let node = changed.node_mut(node.as_str()).expect("a node");
        match (input, reason) {
            (Some(input), LossReason::FilledIn(value)) => {
                node.inputs.insert(input.clone(), Value::Literal(value.clone()));
            }
            (Some(input), LossReason::Undeclared) => {
                node.inputs.shift_remove(input);
            }
            (Some(input), LossReason::Moved(id)) => {
                let link = Link { node: id.clone(), slot: Slot::new(0) };
                let literal =
                    node.inputs.insert(input.clone(), Value::Link(link)).expect("a literal");
                changed.insert(id.clone(), primitive(literal));
            }
            (None, LossReason::UnknownClass(_)) => {
                node.class_type = None;
                assert!(node.inputs.values().all(|value| value.as_link().is_some()));
            }
            _ => panic!("{reason:?} is not in the corpus"),
        }
    }
    changed
}

/// The node that gives `literal` where no widget can hold it.
fn primitive(literal: Value) -> PromptNode {
    let is_text = literal.as_literal().expect("a literal").is_string();
    let class = if is_text { "PrimitiveStringMultiline" } else { "PrimitiveInt" };
    let mut node = PromptNode::new(ClassName::new(class).expect("a name"));
    node.inputs.insert(InputName::new("value").expect("a name"), literal);
    node
}

type PlainNode<'p> = (&'p NodeId, Option<&'p ClassName>, Vec<(&'p InputName, String)>);

/// The nodes by id, without titles; numbers as JavaScript writes them.
fn plain(prompt: &Prompt) -> Vec<PlainNode<'_>> {
    let text = |value: &Value| match value {
        Value::Literal(serde_json::Value::Number(number)) => {
            number.as_f64().expect("a number").to_string()
        }
        other => serde_json::to_string(other).expect("JSON"),
    };
    let mut nodes: Vec<_> = prompt
        .nodes()
        .map(|(id, node)| {
            let mut inputs: Vec<_> =
                node.inputs.iter().map(|(name, value)| (name, text(value))).collect();
            inputs.sort();
            (id, node.class_type.as_ref(), inputs)
        })
        .collect();
    nodes.sort();
    nodes
}

#[test]
fn drawn_nodes_do_not_overlap() {
    let Some(schema) = schema() else { return };

    for (name, prompt) in prompts() {
        let Drawing { workflow, .. } = draw(&prompt, &schema);

        assert_no_overlap(&workflow, &name);
        for group in workflow.rest.get("groups").and_then(Json::as_list).unwrap() {
            let text = group.to_string();
            assert!(text.contains("\"bounding\":["), "{name}: {text}");
        }
    }
}

#[test]
fn drawn_links_lead_where_both_ends_say() {
    let Some(schema) = schema() else { return };

    for (name, prompt) in prompts() {
        let Drawing { workflow, losses } = draw(&prompt, &schema);

        let root = &workflow.root;
        let links: usize = prompt.nodes().map(|(_, node)| node.links().count()).sum();
        let is_moved = |loss: &&Loss| matches!(loss.reason, LossReason::Moved(_));
        let links = links + losses.iter().filter(is_moved).count();
        assert_eq!(root.links.len(), links, "{name}");
        let slots: usize =
            root.nodes.iter().flat_map(|node| &node.outputs).map(|o| o.links.len()).sum();
        assert_eq!(slots, links, "{name}");
        assert_eq!(workflow.last_link.unwrap().number() as usize, links, "{name}");
        let ids: HashSet<_> = root.links.iter().map(|link| link.id).collect();
        assert_eq!(ids.len(), links, "{name}");
        for link in &root.links {
            let origin = &root.node(&link.origin).unwrap().outputs[link.origin_slot as usize];
            let target = &root.node(&link.target).unwrap().inputs[link.target_slot as usize];
            assert!(origin.links.contains(&link.id), "{name}");
            assert_eq!(target.link, Some(link.id), "{name}");
            assert_eq!(origin.socket, link.socket, "{name}");
        }
    }
}

#[test]
fn saved_workflows_are_laid_out_again() {
    let (Some(root), Some(schema)) = (std::env::var_os("COMFY_CORPUS"), schema()) else { return };
    let folders = ["ui", "uimutants/ui"].map(|folder| Path::new(&root).join(folder));
    for entry in folders.iter().flat_map(|folder| folder.read_dir().unwrap()) {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut workflow = EditorWorkflow::read(Json::parse(&text).unwrap()).unwrap();
        let convert = |workflow: &EditorWorkflow<'_>| Converter::new(&schema).convert(workflow);
        let before = convert(&workflow);

        arrange(&mut workflow);

        assert_eq!(convert(&workflow), before, "{}", path.display());

        let name = path.display().to_string();
        assert_no_overlap(&workflow, &name);
    }
}

/// Left, top, right and bottom of a node with its title; folded ones are only that.
fn bounds(node: &EditorNode<'_>) -> Option<[i128; 4]> {
    let number = |json: &Json<'_>| match json {
        Json::Int(whole) => *whole,
        Json::Float(number) => *number as i128,
        other => panic!("{other:?} is no number"),
    };
    let [x, y] = node.rest.get("pos")?.as_list()? else { return None };
    let [width, height] = node.rest.get("size")?.as_list()? else { return None };
    let flags = node.rest.get("flags").and_then(Json::as_object);
    let is_folded = flags.is_some_and(|flags| flags.get("collapsed") == Some(&Json::Bool(true)));
    let (width, height) =
        if is_folded { (number(width).min(200), 0) } else { (number(width), number(height)) };
    let (x, y) = (number(x), number(y));
    Some([x, y - 30, x + width, y + height])
}

fn assert_no_overlap(workflow: &EditorWorkflow<'_>, name: &str) {
    let nodes: Vec<_> = workflow.root.nodes.iter().filter_map(bounds).collect();
    for (place, a) in nodes.iter().enumerate() {
        for b in &nodes[..place] {
            let overlap = a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
            assert!(!overlap, "{name}: {a:?} {b:?}");
        }
    }
}
