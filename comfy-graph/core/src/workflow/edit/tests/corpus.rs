//! Tries random operations on the workflows of people, where `COMFY_CORPUS` names them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::random::{Dice, Generator, Kinds};
use crate::ids::InputName;
use crate::json::Json;
use crate::prompt::{Link, Prompt, PromptNode, Value};
use crate::schema::Schema;
use crate::validate::{Problem, Validator};
use crate::workflow::edit::diff::of_outlines;
use crate::workflow::edit::outline::Outline;
use crate::workflow::edit::{Change, Diff, Draft, DraftForm, Edits, Operation, diff, file};
use crate::workflow::{EditorGraph, EditorId, EditorWorkflow, FileName, WorkflowFile};

/// How many operations each file gets.
const ROUNDS: usize = 3;

/// The corpus; `None`, said on stderr, without one.
pub(super) fn corpus() -> Option<PathBuf> {
    let root = std::env::var_os("COMFY_CORPUS").map(PathBuf::from);
    if root.is_none() {
        eprintln!("skipped: COMFY_CORPUS does not name a corpus");
    }
    root
}

pub(super) fn schema(root: &Path) -> Schema {
    let json = std::fs::read(root.join("object_info.json")).expect("a schema");
    Schema::from_object_info(&json).expect("a schema")
}

/// The JSON files of a folder by name.
pub(super) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = folder.read_dir().expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let named = paths.into_iter().map(|path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("a file"))
    });
    named.collect()
}

/// Does the changes of a diff by hand.
fn redo(before: &Prompt, diff: &Diff) -> Prompt {
    let mut prompt = before.clone();
    for change in &diff.changes {
        match change {
            Change::LinkRemoved { to, .. } => {
                let node = prompt.node_mut(to.node.as_str()).expect("the node");
                node.inputs.shift_remove(&to.input).expect("the link");
            }
            Change::NodeRemoved(changed) => {
                let node = prompt.remove(changed.node.as_str()).expect("the node");
                assert!(node.links().next().is_none(), "links go first");
            }
            Change::NodeAdded(changed) => {
                let mut node = PromptNode::new("X".parse().unwrap());
                node.class_type = changed.class.clone();
                if let Some(title) = &changed.title {
                    node.rename(&**title);
                }
                let values = changed.values.iter();
                node.inputs.extend(values.map(|(n, v)| (n.clone(), Value::Literal(v.clone()))));
                assert!(prompt.insert(changed.node.clone(), node).is_none());
            }
            Change::ClassChanged { node, to, .. } => {
                prompt.node_mut(node.as_str()).expect("the node").class_type = to.clone();
            }
            Change::InputChanged { node, input, to, .. } => {
                let inputs = &mut prompt.node_mut(node.as_str()).expect("the node").inputs;
                match to {
                    Some(to) => inputs.insert(input.clone(), Value::Literal(to.clone())),
                    None => inputs.shift_remove(input),
                };
            }
            Change::TitleChanged { node, to, .. } => {
                let node = prompt.node_mut(node.as_str()).expect("the node");
                node.rename(to.clone().expect("a title"));
            }
            Change::ModeChanged { .. } => {}
            Change::LinkAdded { from, to } => {
                let link = Link { node: from.node.clone(), slot: from.slot };
                let node = prompt.node_mut(to.node.as_str()).expect("the node");
                node.inputs.insert(to.input.clone(), Value::Link(link));
            }
        }
    }
    prompt
}

/// The violations that operations check, by node and input.
fn violations(prompt: &Prompt, schema: &Schema) -> BTreeSet<(String, String, &'static str)> {
    let report = Validator::new(schema).prompt(prompt);
    let checked = report.violations().filter(|(_, violation)| {
        !matches!(
            violation.problem,
            Problem::RequiredInputMissing { .. } | Problem::CustomValidationFailed { .. }
        )
    });
    let named = checked.map(|(node, violation)| {
        let input = violation.input.as_deref().unwrap_or_default();
        (node.node.id.to_string(), input.to_owned(), violation.problem.code())
    });
    named.collect()
}

fn changed_inputs(diff: &Diff) -> BTreeSet<(String, String)> {
    let mut changed = BTreeSet::new();
    for change in &diff.changes {
        let mut add = |input: &InputName| {
            changed.insert((change.node().to_string(), input.to_string()));
        };
        match change {
            Change::InputChanged { input, .. } => add(input),
            Change::LinkAdded { to, .. } => add(&to.input),
            Change::NodeAdded(node) => node.values.keys().for_each(add),
            _ => {}
        }
    }
    changed
}

#[test]
fn random_operations_on_prompts_do_what_their_diffs_say() {
    let Some(root) = corpus() else { return };
    let schema = schema(&root);
    let (mut done, mut refused) = (0, 0);

    let folders = ["api", "api_embedded", "mutants"];
    for (name, bytes) in folders.iter().flat_map(|folder| files(&root.join(folder))) {
        let Ok(json) = serde_json::from_slice::<serde_json::Value>(&bytes) else { continue };
        let json = json.get("mutation").and_then(|_| json.get("prompt")).unwrap_or(&json);
        // Some mutants are no prompts at all.
        let Ok(mut prompt) = serde_json::from_value::<Prompt>(json.clone()) else { continue };
        let dice = Dice(name.bytes().map(u64::from).sum());
        let mut generator = Generator { dice, schema: &schema, kinds: Kinds::All, next_id: 50_000 };
        for _ in 0..ROUNDS {
            let outline = Outline { prompt: prompt.clone(), facts: IndexMap::new() };
            let operation = generator.operation(&outline, &DraftForm::Prompt);
            let before = prompt.clone();
            let text = serde_json::to_string(&operation).unwrap();
            assert_eq!(serde_json::from_str::<Operation>(&text).unwrap(), operation);

            let edited = Edits::from_iter([operation]).prompt(&mut prompt, &schema);

            let Ok(edited) = edited.map_err(|error| error.to_string()) else {
                assert_eq!(prompt, before, "{name}: {text}");
                refused += 1;
                continue;
            };
            done += 1;
            assert_eq!(edited.diff, diff(&before, &prompt));
            assert_eq!(redo(&before, &edited.diff), prompt, "{name}: {text}\n{edited}");
            let known = violations(&before, &schema);
            let changed = changed_inputs(&edited.diff);
            let new: Vec<_> = violations(&prompt, &schema)
                .into_iter()
                .filter(|found| !known.contains(found))
                .filter(|(node, input, _)| changed.contains(&(node.clone(), input.clone())))
                .collect();
            assert!(new.is_empty(), "{name}: {text}\n{edited}\n{new:?}");
        }
    }

    eprintln!("{done} operations done, {refused} refused");
    assert!(done > 500 && refused > 100);
}

/// What of a graph contradicts itself.
fn flaws(graph: &EditorGraph<'_>) -> BTreeSet<String> {
    let mut flaws = BTreeSet::new();
    for link in &graph.links {
        if let Some(origin) = graph.node(&link.origin) {
            let output =
                usize::try_from(link.origin_slot).ok().and_then(|at| origin.outputs.get(at));
            if !output.is_some_and(|output| output.links.contains(&link.id)) {
                flaws.insert(format!("link {} is not at its start", link.id));
            }
        } else if !link.origin.is(&EditorId::INPUTS) {
            flaws.insert(format!("link {} starts nowhere", link.id));
        }
        if let Some(target) = graph.node(&link.target) {
            let input = usize::try_from(link.target_slot).ok().and_then(|at| target.inputs.get(at));
            if input.is_none_or(|input| input.link != Some(link.id)) {
                flaws.insert(format!("link {} is not at its end", link.id));
            }
        } else if !link.target.is(&EditorId::OUTPUTS) {
            flaws.insert(format!("link {} ends nowhere", link.id));
        }
    }
    let ids: BTreeSet<_> = graph.links.iter().map(|link| link.id).collect();
    for node in &graph.nodes {
        let inputs = node.inputs.iter().filter_map(|input| input.link);
        let outputs = node.outputs.iter().flat_map(|output| output.links.iter().copied());
        for id in inputs.chain(outputs).filter(|id| !ids.contains(id)) {
            flaws.insert(format!("node {} names link {id}", node.id));
        }
    }
    flaws
}

fn all_flaws(workflow: &EditorWorkflow<'_>) -> BTreeSet<String> {
    let inner = workflow.subgraphs.iter();
    let inner =
        inner.flat_map(|s| flaws(&s.graph).into_iter().map(move |f| format!("{}: {f}", s.id)));
    flaws(&workflow.root).into_iter().chain(inner).collect()
}

#[test]
fn random_operations_on_editor_files_do_what_their_diffs_say() {
    let Some(root) = corpus() else { return };
    let schema = schema(&root);
    let (mut done, mut refused) = (0, 0);

    for (name, bytes) in ["ui", "uimutants/ui"].iter().flat_map(|f| files(&root.join(f))) {
        let loaded = WorkflowFile::load(&bytes, FileName::new(&*name)).unwrap();
        let mut workflow = loaded.to_editor().unwrap().unwrap();
        let dice = Dice(name.bytes().map(u64::from).sum());
        let mut generator = Generator { dice, schema: &schema, kinds: Kinds::All, next_id: 50_000 };
        for _ in 0..ROUNDS {
            let (outline, form) = file::outline(&workflow, &schema);
            let operation = generator.operation(&outline, &form);
            let (before, text) = (workflow.clone(), format!("{name}: {operation:?}"));
            let mut draft = Draft::new(&schema, form, outline.clone());

            let edited = Edits::from_iter([operation.clone()]).workflow(&mut workflow, &schema);

            let Ok(edited) = edited.map_err(|error| error.to_string()) else {
                assert_eq!(workflow, before, "{text}");
                refused += 1;
                continue;
            };
            done += 1;
            draft.apply(&operation).unwrap();
            let (after, _) = file::outline(&workflow, &schema);
            let missed = of_outlines(&after, &draft.outline);
            // Without their host, nodes of a subgraph have no ids.
            let ids = outline.prompt.nodes().map(|(id, _)| id);
            let gone = ids.filter(|id| outline.sockets(id) != draft.outline.sockets(id));
            if gone.into_iter().next().is_some() {
                continue;
            }
            // Which inputs of hosts keep values follows from what is inside.
            let is_host = |change: &Change| {
                let is_input = matches!(change, Change::InputChanged { .. });
                is_input && outline.sockets(change.node()).is_some()
            };
            let missed: Vec<_> = missed.changes.into_iter().filter(|c| !is_host(c)).collect();
            assert!(missed.is_empty(), "{text}\n{edited}\nmissed: {missed:?}");
            let known = all_flaws(&before);
            let new: Vec<_> = all_flaws(&workflow).difference(&known).cloned().collect();
            assert!(new.is_empty(), "{text}\n{edited}\n{new:?}");
            let json = workflow.to_json().to_string();
            let again = EditorWorkflow::read(Json::parse(&json).unwrap()).unwrap();
            assert_eq!(again.to_json().to_string(), json, "{text}");
        }
    }

    eprintln!("{done} operations done, {refused} refused");
    assert!(done > 500 && refused > 100);
}
