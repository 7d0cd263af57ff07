//! Compares our conversions of editor workflows with the exports of a real editor.

use std::collections::BTreeMap;
use std::path::Path;

use comfy_graph_core::json::{Json, Object};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{Converter, FileName, LocalTime, Strictness, WorkflowFile};

use crate::files::{CaseError, entries, files, json, member, text};

/// An editor workflow with what the editor exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file's name, without its ending.
    pub name: String,
    /// The file.
    pub workflow: String,
    /// The export, or why the editor refused.
    pub exported: Result<String, String>,
}

/// Inputs that differ between two runs of the editor: the class with the input.
pub type Volatile = Vec<(String, String)>;

/// The moment at which the corpus was exported.
const NOW: LocalTime = LocalTime { year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5 };

/// The editor workflows of the corpus in `folder`.
///
/// # Errors
///
/// [`CaseError`] names the file that cannot be read.
pub fn exports(folder: &Path) -> Result<Vec<Export>, CaseError> {
    let mut exports = Vec::new();
    for (name, path) in files(&folder.join("ui"))? {
        let workflow = text(&path)?;
        let exported = Ok(text(&folder.join(format!("api/{name}.json")))?);
        exports.push(Export { name, workflow, exported });
    }
    Ok(exports)
}

/// The changed editor workflows of the corpus in `folder`, some of which the editor refused.
///
/// # Errors
///
/// [`CaseError`] names the file that cannot be read.
pub fn changed_exports(folder: &Path) -> Result<Vec<Export>, CaseError> {
    let folder = folder.join("uimutants");
    let path = folder.join("manifest.json");
    let manifest = text(&path)?;
    let refusals = refusals(&json(&path, &manifest)?);
    let mut exports = Vec::new();
    for (name, path) in files(&folder.join("ui"))? {
        let workflow = text(&path)?;
        let exported = match refusals.get(&name) {
            Some(refusal) => Err(refusal.clone()),
            None => Ok(text(&folder.join(format!("api/{name}.json")))?),
        };
        exports.push(Export { name, workflow, exported });
    }
    Ok(exports)
}

/// The small workflows beside the corpus in `folder`, each made to show one rule, if any.
///
/// # Errors
///
/// [`CaseError`] names the file that cannot be read.
pub fn sample_exports(folder: &Path) -> Result<Vec<Export>, CaseError> {
    let folder = folder.join("../reference/samples/ui_to_api");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut exports = Vec::new();
    for (name, path) in files(&folder)? {
        let text = text(&path)?;
        let sample = json(&path, &text)?;
        let part = |key| member(&sample, key).map(Json::to_string).unwrap_or_default();
        let exported = part("api_1.49.6");
        let is_prompt = exported.contains("class_type") || exported == "{}";
        let exported = if is_prompt { Ok(exported) } else { Err(exported) };
        exports.push(Export { name, workflow: part("ui"), exported });
    }
    Ok(exports)
}

/// The goldens in `folder`: a folder each, with `workflow.json` and the editor's `prompt.json`.
///
/// Without the latter, the editor refused.
///
/// # Errors
///
/// [`CaseError`] names the file that cannot be read.
pub fn golden_exports(folder: &Path) -> Result<Vec<Export>, CaseError> {
    let mut exports = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let workflow = text(&path.join("workflow.json"))?;
        let prompt = path.join("prompt.json");
        let refused = || "refused".to_owned();
        let exported = if prompt.exists() { Ok(text(&prompt)?) } else { Err(refused()) };
        exports.push(Export { name, workflow, exported });
    }
    Ok(exports)
}

/// What `meta/api_volatile.json` in `folder` says of the editor's state.
///
/// # Errors
///
/// [`CaseError`] where it cannot be read.
pub fn volatile(folder: &Path) -> Result<Volatile, CaseError> {
    let path = folder.join("meta/api_volatile.json");
    let text = text(&path)?;
    let json = json(&path, &text)?;
    let rows = member(&json, "browser_state_dependent").and_then(Json::as_list);
    let pair = |row: &Json<'_>| {
        let text = |key| Some(member(row, key)?.as_text()?.to_owned());
        Some((text("class_type")?, text("input")?))
    };
    Ok(rows.unwrap_or_default().iter().filter_map(pair).collect())
}

/// How our strict conversion differs from the editor's export; nothing where it does not.
///
/// Titles and volatile inputs do not count, the order of keys does.
#[must_use]
pub fn difference(export: &Export, schema: &Schema, volatile: &Volatile) -> Option<String> {
    let converter = Converter::new(schema).strictness(Strictness::Strict).now(NOW);
    let file = WorkflowFile::load(export.workflow.as_bytes(), FileName::default());
    let file = match file {
        Ok(file) => file,
        Err(error) => return Some(format!("not loaded: {error}")),
    };
    let editor = match file.to_editor() {
        Ok(editor) => editor?,
        Err(error) => return Some(format!("not read: {error}")),
    };
    match (converter.convert(&editor), &export.exported) {
        (Err(_), Err(_)) => None,
        (Err(error), Ok(_)) => Some(format!("refused: {error}")),
        (Ok(_), Err(refusal)) => Some(format!("not refused: {refusal}")),
        (Ok(conversion), Ok(exported)) => {
            let ours = serde_json::to_string(&conversion.prompt).expect("BUG: prompts are JSON");
            first_difference(&normal(&ours, volatile), &normal(exported, volatile))
        }
    }
}

type Nodes = Vec<(String, Json<'static>)>;

/// The nodes of a prompt without what does not count.
fn normal(text: &str, volatile: &Volatile) -> Nodes {
    let Ok(Json::Object(prompt)) = Json::parse(text) else { return Nodes::new() };
    let node = |json: Json<'_>| {
        let Json::Object(mut node) = json.into_owned() else { return Json::Null };
        node.remove("_meta");
        let class = node.get("class_type").and_then(Json::as_text).unwrap_or_default().to_owned();
        if let Some(Json::Object(inputs)) = node.get_mut("inputs") {
            let of_class = volatile.iter().filter(|(of, _)| *of == class);
            for (_, input) in of_class {
                inputs.remove(input);
            }
            inputs.iter_mut().for_each(|(_, value)| round(value));
        }
        let inputs = node.remove("inputs").unwrap_or(Json::Null);
        let class = node.remove("class_type").unwrap_or(Json::Null);
        Object::from_iter([("class_type", class), ("inputs", inputs)]).into()
    };
    prompt.into_iter().map(|(id, json)| (id.into_owned(), node(json))).collect()
}

/// JavaScript has one kind of number; the order of keys inside a value means nothing.
fn round(value: &mut Json<'static>) {
    match value {
        Json::Int(whole) => *value = Json::Float(*whole as f64),
        Json::List(items) => items.iter_mut().for_each(round),
        Json::Object(object) => {
            let mut members: Vec<_> = std::mem::take(object).into_iter().collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.iter_mut().for_each(|(_, value)| round(value));
            *object = members.into_iter().collect();
        }
        _ => {}
    }
}

fn first_difference(ours: &Nodes, theirs: &Nodes) -> Option<String> {
    for ((our_id, our_node), (their_id, their_node)) in ours.iter().zip(theirs) {
        if our_id != their_id {
            return Some(format!("node `{our_id}` stands where `{their_id}` should"));
        }
        if our_node != their_node {
            return Some(format!("node `{our_id}` is {our_node}, should be {their_node}"));
        }
    }
    let (ours, theirs) = (ours.len(), theirs.len());
    (ours != theirs).then(|| format!("{ours} nodes, should be {theirs}"))
}

fn refusals(manifest: &Json<'_>) -> BTreeMap<String, String> {
    let refusal = |row: &Json<'_>| {
        let text = |key| Some(member(row, key)?.as_text()?.to_owned());
        Some((text("name")?, text("frontend_error")?))
    };
    manifest.as_list().unwrap_or_default().iter().filter_map(refusal).collect()
}
