//! Answers questions about the node classes the sandbox claims to have.
//!
//! Routes show its wire form of `/object_info`, and check prompts against that; the engine asks it
//! how to call classes.

use std::sync::{Arc, Mutex, PoisonError};

use comfy_graph_core::prompt::PromptNode;
use comfy_graph_core::schema::{self as model, Declarations};
use serde_json::{Map, Value, json};

use crate::folders::Folders;
use crate::models::{Models, set_choices};

/// The wire form of `/object_info`, with the sandbox's own files as choices.
#[derive(Debug)]
pub(crate) struct Schema {
    classes: Map<String, Value>,
    declared: Mutex<Arc<Declared>>,
}

/// What `/object_info` answers while the input folder holds these files, as validation reads it.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    files: Vec<String>,
    pub(crate) schema: model::Schema,
    pub(crate) declarations: Declarations,
}

impl Declared {
    fn read(object_info: &Value, files: Vec<String>) -> Option<Self> {
        let text = object_info.to_string();
        Some(Self {
            files,
            schema: model::Schema::from_object_info(text.as_bytes()).ok()?,
            declarations: Declarations::from_json(text.as_bytes()).ok()?,
        })
    }
}

impl Schema {
    /// Takes the object of classes; `None` when `object_info` is not one.
    pub(crate) fn new(object_info: Value, models: &Models, folders: &Folders) -> Option<Self> {
        let Value::Object(mut classes) = object_info else { return None };
        for (name, entry) in &mut classes {
            models.fill_choices(name, entry);
            complete(name, entry);
        }
        let schema = Self { classes, declared: Mutex::default() };
        let declared = Declared::read(&schema.all(folders), folders.input_files())?;
        Some(Self { declared: Mutex::new(Arc::new(declared)), ..schema })
    }

    /// What is declared now: uploads are choices.
    pub(crate) fn declared(&self, folders: &Folders) -> Arc<Declared> {
        let files = folders.input_files();
        let mut declared = self.declared.lock().unwrap_or_else(PoisonError::into_inner);
        if declared.files != files
            && let Some(read) = Declared::read(&self.all(folders), files)
        {
            *declared = Arc::new(read);
        }
        declared.clone()
    }

    pub(crate) fn class(&self, name: &str) -> Option<Class<'_>> {
        self.classes.get(name).map(|entry| Class { entry })
    }

    /// The answer of `/object_info`: the input folder's files are looked up now.
    pub(crate) fn all(&self, folders: &Folders) -> Value {
        let current =
            |(name, entry): (&String, &Value)| (name.clone(), with_inputs(entry, folders));
        Value::Object(self.classes.iter().map(current).collect())
    }

    /// The answer of `/object_info/{class}`: empty for an unknown class.
    pub(crate) fn one(&self, name: &str, folders: &Folders) -> Value {
        match self.classes.get(name) {
            Some(entry) => json!({ name: with_inputs(entry, folders) }),
            None => json!({}),
        }
    }
}

/// Adds the keys that servers always send, where a snapshot leaves them to their usual value.
fn complete(name: &str, entry: &mut Value) {
    let names = |category: &str| {
        let inputs = entry["input"].get(category).and_then(Value::as_object);
        inputs.map(|inputs| inputs.keys().cloned().collect::<Vec<_>>())
    };
    let order: Map<String, Value> = ["required", "optional", "hidden"]
        .into_iter()
        .filter_map(|category| Some((category.to_owned(), json!(names(category)?))))
        .collect();
    let slots = entry["output"].as_array().map_or(0, Vec::len);
    let usual = [
        ("input", json!({})),
        ("input_order", json!(order)),
        ("is_input_list", json!(false)),
        ("output", json!([])),
        ("output_is_list", json!(vec![false; slots])),
        ("output_name", entry["output"].clone()),
        ("name", json!(name)),
        ("display_name", json!(name)),
        ("description", json!("")),
        ("python_module", json!("nodes")),
        ("category", json!("")),
        ("output_node", json!(false)),
    ];
    let Some(keys) = entry.as_object_mut() else { return };
    for (key, value) in usual {
        keys.entry(key).or_insert(value);
    }
}

fn with_inputs(entry: &Value, folders: &Folders) -> Value {
    let mut entry = entry.clone();
    for category in ["required", "optional"] {
        let Some(inputs) = entry["input"].get_mut(category).and_then(Value::as_object_mut) else {
            continue;
        };
        for spec in inputs.values_mut().filter(|spec| is_upload(spec)) {
            set_choices(spec, json!(folders.input_files()));
        }
    }
    entry
}

fn is_upload(spec: &Value) -> bool {
    let on = |key: &str| spec[1].get(key).is_some_and(|value| *value == json!(true));
    on("image_upload") && spec[1].get("remote").is_none()
}

/// One node class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class<'a> {
    entry: &'a Value,
}

/// One input of a node, dynamic ones spelled out for the values the node has.
#[derive(Debug, Clone)]
pub(crate) struct Input<'a> {
    /// The name in the prompt, such as `resize_type.width`.
    pub(crate) name: String,
    spec: &'a Value,
}

impl<'a> Input<'a> {
    fn option(&self, name: &str) -> Option<&'a Value> {
        self.spec.get(1)?.get(name)
    }

    pub(crate) fn is_lazy(&self) -> bool {
        self.option("lazy").is_some_and(|lazy| *lazy == json!(true))
    }
}

impl<'a> Class<'a> {
    pub(crate) fn is_output(&self) -> bool {
        self.entry["output_node"] == json!(true)
    }

    pub(crate) fn takes_lists(&self) -> bool {
        self.entry["is_input_list"] == json!(true)
    }

    pub(crate) fn slots(&self) -> usize {
        self.entry["output"].as_array().map_or(0, Vec::len)
    }

    pub(crate) fn gives_list(&self, slot: usize) -> bool {
        self.entry["output_is_list"].get(slot).is_some_and(|list| *list == json!(true))
    }

    /// Whether results depend on the node's id.
    pub(crate) fn knows_its_id(&self) -> bool {
        let hidden = self.entry["input"].get("hidden").and_then(Value::as_object);
        let kinds = hidden.into_iter().flat_map(Map::values);
        kinds.into_iter().any(|kind| *kind == json!("UNIQUE_ID") || *kind == json!(["UNIQUE_ID"]))
    }

    /// The inputs that count for `node`, in the schema's order.
    pub(crate) fn inputs(&self, node: &PromptNode) -> Vec<Input<'a>> {
        let mut found = Vec::new();
        collect(&self.entry["input"], "", node, &mut found);
        found
    }
}

fn collect<'a>(inputs: &'a Value, prefix: &str, node: &PromptNode, found: &mut Vec<Input<'a>>) {
    for category in ["required", "optional"] {
        let Some(specs) = inputs.get(category).and_then(Value::as_object) else { continue };
        for (short, spec) in specs {
            expand(Input { name: format!("{prefix}{short}"), spec }, node, found);
        }
    }
}

fn expand<'a>(input: Input<'a>, node: &PromptNode, found: &mut Vec<Input<'a>>) {
    match input.spec[0].as_str() {
        Some("COMFY_AUTOGROW_V3") => grow(&input, found),
        Some("COMFY_DYNAMICCOMBO_V3") => {
            // The key itself is never checked by the server, so it is no input here.
            let key = node.inputs.get(input.name.as_str()).and_then(|value| value.as_literal());
            let options = input.option("options").and_then(Value::as_array).into_iter().flatten();
            let chosen =
                key.and_then(|key| options.into_iter().find(|option| option["key"] == *key));
            if let Some(chosen) = chosen {
                collect(&chosen["inputs"], &format!("{}.", input.name), node, found);
            }
        }
        _ => found.push(input),
    }
}

fn grow<'a>(input: &Input<'a>, found: &mut Vec<Input<'a>>) {
    let Some(template) = input.option("template") else { return };
    let element = ["required", "optional"]
        .into_iter()
        .find_map(|category| template["input"].get(category)?.as_object()?.values().next());
    let Some(spec) = element else { return };
    for short in grown_names(template) {
        found.push(Input { name: format!("{}.{short}", input.name), spec });
    }
}

fn grown_names(template: &Value) -> Vec<String> {
    if let Some(names) = template["names"].as_array() {
        return names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    }
    let prefix = template["prefix"].as_str().unwrap_or_default();
    // A schema from outside may claim any number; the server's own groups stop at 100.
    let most = template["max"].as_u64().unwrap_or(100).min(1000);
    (0..most).map(|position| format!("{prefix}{position}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(object_info: Value, node: Value) -> Vec<String> {
        let folders = Folders::create(None).unwrap();
        let schema = Schema::new(object_info, &Models::default(), &folders).unwrap();
        let node: PromptNode = serde_json::from_value(node).unwrap();
        let inputs = schema.class("A").unwrap().inputs(&node);
        inputs.into_iter().map(|input| input.name).collect()
    }

    #[test]
    fn the_chosen_option_spells_out_its_inputs() {
        let options = json!([{"key": "by", "inputs": {"required": {"n": ["INT", {}]}}}]);
        let spec = json!(["COMFY_DYNAMICCOMBO_V3", {"options": options}]);
        let info = json!({"A": {"input": {"required": {"mode": spec}}}});
        let node = |key| json!({"class_type": "A", "inputs": {"mode": key}});

        assert_eq!(names(info.clone(), node("by")), ["mode.n"]);
        assert!(names(info, node("else")).is_empty());
    }

    #[test]
    fn a_group_grows_from_its_prefix() {
        let template = json!({"input": {"required": {"x": ["INT", {}]}}, "prefix": "x", "min": 1,
            "max": 2});
        let spec = json!(["COMFY_AUTOGROW_V3", {"template": template}]);
        let info = json!({"A": {"input": {"required": {"g": spec}}}});

        let found = names(info, json!({"class_type": "A", "inputs": {}}));

        assert_eq!(found, ["g.x0", "g.x1"]);
    }
}
