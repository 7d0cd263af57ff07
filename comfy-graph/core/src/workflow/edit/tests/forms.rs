//! Holds editor files and prompts to the same operations: editing first, converting later must give
//! what converting first does.

use std::collections::BTreeMap;

use serde_json::Value as Literal;

use super::corpus::{corpus, files, schema};
use super::random::{Dice, Generator, Kinds};
use crate::prompt::{Prompt, Value};
use crate::schema::Schema;
use crate::workflow::edit::outline::Outline;
use crate::workflow::edit::{EditError, EditErrors, Edits, Note, file};
use crate::workflow::{Converter, EditorWorkflow, FileName, WorkflowFile};

/// A node as both forms have it: its class, its inputs.
type Shown = (String, BTreeMap<String, Value>);

/// The nodes of a prompt without what only editors send.
fn shown(prompt: &Prompt, outline: &Outline, schema: &Schema) -> BTreeMap<String, Shown> {
    let nodes = prompt.nodes().filter_map(|(id, node)| {
        let class = schema.class(node.class_type.as_ref()?.as_str())?;
        let outlined = outline.prompt.node(id.as_str());
        let inputs = node.inputs.iter().filter(|(name, value)| {
            let top = name.as_str().split('.').next().unwrap_or_default();
            let is_declared = class.input(name.as_str()).or_else(|| class.input(top)).is_some();
            let is_kept = outlined.is_none_or(|node| node.inputs.contains_key(*name));
            // Editors send null where there is nothing to choose.
            let is_null = value.as_literal().is_some_and(Literal::is_null);
            is_declared && !is_null && (is_kept || value.as_link().is_some())
        });
        let inputs = inputs.map(|(name, value)| (name.to_string(), spelled_alike(value)));
        Some((id.to_string(), (class.name.to_string(), inputs.collect())))
    });
    nodes.collect()
}

/// Editors spell `1.0` like `1`.
fn spelled_alike(value: &Value) -> Value {
    match value {
        Value::Literal(Literal::Number(number)) => {
            number.as_f64().map_or_else(|| value.clone(), Value::from)
        }
        value => value.clone(),
    }
}

fn converted(workflow: &EditorWorkflow<'_>, schema: &Schema) -> Prompt {
    Converter::new(schema).convert(workflow).expect("a workflow that converts").prompt
}

/// Whether both forms have the same nodes with the same inputs.
fn is_plain(prompt: &Prompt, outline: &Outline, schema: &Schema) -> bool {
    shown(prompt, outline, schema) == shown(&outline.prompt, outline, schema)
}

fn are(errors: &EditErrors, is_it: fn(&EditError) -> bool) -> bool {
    errors.failures.iter().all(|failure| is_it(&failure.error))
}

/// Editors have no widget for some inputs that prompts give values.
fn of_widgets(error: &EditError) -> bool {
    matches!(error, EditError::TakesLink { .. } | EditError::NotKept { .. })
}

/// Prompts have no notes of people.
fn of_nodes(error: &EditError) -> bool {
    matches!(error, EditError::NoSuchNode { .. })
}

#[test]
fn editing_and_converting_can_change_places() {
    let Some(root) = corpus() else { return };
    let schema = schema(&root);
    let (mut plain, mut done) = (0, 0);

    let files = files(&root.join("ui"));
    for ((name, bytes), seed) in files.iter().flat_map(|file| (0..3).map(move |seed| (file, seed)))
    {
        let loaded = WorkflowFile::load(bytes, FileName::new(&**name)).unwrap();
        let mut workflow = loaded.to_editor().unwrap().unwrap();
        let mut prompt = converted(&workflow, &schema);
        let dice = Dice(name.bytes().map(u64::from).sum::<u64>() + seed);
        let kinds = Kinds::OfBothForms;
        let mut generator = Generator { dice, schema: &schema, kinds, next_id: 50_000 };
        for _ in 0..8 {
            let (outline, form) = file::outline(&workflow, &schema);
            if !is_plain(&prompt, &outline, &schema) {
                break;
            }
            plain += 1;
            let operation = generator.operation(&outline, &form);
            let text = format!("{name}: {operation:?}");
            let edits = Edits::from_iter([operation]);

            let first = edits.workflow(&mut workflow, &schema);
            let second = edits.prompt(&mut prompt, &schema);

            match (first, second) {
                (Ok(edited), Ok(other)) => {
                    done += 1;
                    // A widget shows what it held under a link, which prompts do not know.
                    let is_cut = |note: &Note| matches!(note, Note::ConsumerCut { .. });
                    if edited.notes.iter().chain(&other.notes).any(is_cut) {
                        break;
                    }
                    let (outline, _) = file::outline(&workflow, &schema);
                    let expected = shown(&prompt, &outline, &schema);
                    let found = shown(&converted(&workflow, &schema), &outline, &schema);
                    let differs = |id: &&String| found.get(*id) != expected.get(*id);
                    let odd: Vec<_> = found.keys().chain(expected.keys()).filter(differs).collect();
                    assert!(
                        odd.is_empty(),
                        "{text}\n{edited}\n{:?}\n{:?}",
                        odd.iter().map(|id| (id, found.get(*id))).collect::<Vec<_>>(),
                        odd.iter().map(|id| (id, expected.get(*id))).collect::<Vec<_>>(),
                    );
                }
                (Err(_), Err(_)) => {}
                (Err(errors), Ok(_)) if are(&errors, of_widgets) => break,
                (Ok(_), Err(errors)) if are(&errors, of_nodes) => break,
                (first, second) => panic!("{text}\n{first:?}\n{second:?}"),
            }
        }
    }

    eprintln!("{plain} operations tried, {done} done in both forms");
    assert!(done > 100);
}
