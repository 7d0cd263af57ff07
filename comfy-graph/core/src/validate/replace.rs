//! Replaces old node classes, as the server does before it looks at anything else.
//!
//! Only a class that the server does not have is replaced, and only by one that it has. The table
//! is that of a stock ComfyUI 0.33.0; `GET /node_replacements` gives a server's own.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::crash::Crash;
use super::nodes::key;
use super::own::is_link;
use super::report::Outcome;
use crate::json::{Json, JsonError, Object};
use crate::schema::Schema;

/// The old node classes that a server replaces, with how.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacements {
    by_class: Arc<BTreeMap<Box<str>, Replacement>>,
}

#[derive(Debug, PartialEq)]
struct Replacement {
    class: Box<str>,
    inputs: Vec<(Box<str>, Origin)>,
    /// Old slots with their new ones.
    outputs: Vec<(i128, i128)>,
}

/// Where an input of the new node comes from.
#[derive(Debug, PartialEq)]
enum Origin {
    Old(Box<str>),
    Set(Json<'static>),
}

const STOCK_JSON: &str = include_str!("replacements.json");

static STOCK: LazyLock<Replacements> = LazyLock::new(|| {
    Replacements::from_json(STOCK_JSON).expect("BUG: the stock table of replacements is no JSON")
});

impl Default for Replacements {
    /// Those of a stock ComfyUI.
    fn default() -> Self {
        STOCK.clone()
    }
}

impl Replacements {
    /// Replaces nothing, as servers without that route do.
    #[must_use]
    pub fn none() -> Self {
        Self { by_class: Arc::default() }
    }

    /// What a stock ComfyUI answers to `GET /node_replacements`.
    #[must_use]
    pub const fn stock_json() -> &'static str {
        STOCK_JSON
    }

    /// Reads the answer of `GET /node_replacements`; entries that are none are left out.
    ///
    /// # Errors
    ///
    /// [`JsonError`] when `json` is no JSON.
    pub fn from_json(json: &str) -> Result<Self, JsonError> {
        let json = Json::parse(json)?;
        let classes = json.as_object().into_iter().flat_map(Object::iter);
        // Of several replacements of one class the server takes the first.
        let first = |(old, list): (&str, &Json<'_>)| {
            Some((old.into(), replacement(list.as_list()?.first()?.as_object()?)?))
        };
        Ok(Self { by_class: Arc::new(classes.filter_map(first).collect()) })
    }
}

fn replacement(wire: &Object<'_>) -> Option<Replacement> {
    let list = |key: &str| wire.get(key).and_then(Json::as_list).unwrap_or_default();
    let input = |json: &Json<'_>| {
        let map = json.as_object()?;
        let set = map.get("set_value").map(|value| Origin::Set(value.clone().into_owned()));
        let old = || map.get("old_id").and_then(Json::as_text).map(|old| Origin::Old(old.into()));
        Some((map.get("new_id")?.as_text()?.into(), set.or_else(old)?))
    };
    let output = |json: &Json<'_>| {
        let map = json.as_object()?;
        match (map.get("old_idx")?, map.get("new_idx")?) {
            (Json::Int(old), Json::Int(new)) => Some((*old, *new)),
            _ => None,
        }
    };
    Some(Replacement {
        class: wire.get("new_node_id")?.as_text()?.into(),
        inputs: list("input_mapping").iter().filter_map(input).collect(),
        outputs: list("output_mapping").iter().filter_map(output).collect(),
    })
}

impl Replacements {
    /// Replaces what `schema` does not have; fails where the server's own code does.
    pub(super) fn apply(&self, prompt: &mut Object<'_>, schema: &Schema) -> Result<(), Outcome> {
        let mut old = Vec::new();
        for (id, node) in prompt.iter() {
            if let Some(class) = usable(id, node)?
                && let Some(replacement) = self.by_class.get(class)
                && schema.class(class).is_none()
                && schema.class(&replacement.class).is_some()
            {
                old.push((Box::from(id), replacement));
            }
        }
        for (id, replacement) in old {
            replacement.apply(&id, prompt)?;
        }
        Ok(())
    }
}

/// What a node needs to be looked at.
const KEYS: [&str; 2] = ["class_type", "inputs"];

fn holds(items: &[Json<'_>], text: &str) -> bool {
    items.iter().any(|item| item.as_text() == Some(text))
}

/// The class of a node that has inputs, both as the server can use them.
fn usable<'n>(id: &str, node: &'n Json<'_>) -> Result<Option<&'n str>, Outcome> {
    let node = match node {
        Json::Object(node) => node,
        // Python looks for keys in these too: it fails now if it finds them, otherwise once it
        // reads the class.
        Json::Text(text) if !KEYS.iter().all(|key| text.contains(key)) => return Ok(None),
        Json::List(items) if !KEYS.iter().all(|key| holds(items, key)) => return Ok(None),
        odd => {
            return Err(Outcome::Crashed(Crash::NotANode { node: id.into(), found: odd.kind() }));
        }
    };
    let (Some(class), Some(inputs)) = (node.get("class_type"), node.get("inputs")) else {
        return Ok(None);
    };
    if matches!(class, Json::List(_) | Json::Object(_)) {
        return Err(key(id, "class_type", Some(class), "the name of a node class"));
    }
    if inputs.as_object().is_none() {
        return Err(key(id, "inputs", Some(inputs), "an object"));
    }
    Ok(class.as_text())
}

impl Replacement {
    fn apply(&self, id: &str, prompt: &mut Object<'_>) -> Result<(), Outcome> {
        let Some(Json::Object(node)) = prompt.get_mut(id) else { return Ok(()) };
        // The server copies `_meta`, which only objects and lists can.
        let meta = node.get("_meta");
        if !matches!(meta, Some(Json::Object(_) | Json::List(_))) {
            return Err(key(id, "_meta", meta, "an object, which replacing its old class needs"));
        }
        let old_class = node.get("class_type").and_then(Json::as_text).unwrap_or_default();
        let old_class: Box<str> = old_class.into();
        let Some(Json::Object(old)) = node.remove("inputs") else { return Ok(()) };
        let mut new = Object::new();
        for (input, origin) in &self.inputs {
            let value = match origin {
                Origin::Set(value) => value.clone(),
                Origin::Old(name) => {
                    let missing = || Crash::Replacement {
                        node: id.into(),
                        class: old_class.clone(),
                        input: name.clone(),
                    };
                    old.get(name).cloned().ok_or_else(|| Outcome::Crashed(missing()))?
                }
            };
            new.insert(input.to_string(), value);
        }
        node.insert("class_type", self.class.to_string());
        node.insert("inputs", new);
        self.reconnect(id, prompt);
        Ok(())
    }

    fn reconnect(&self, id: &str, prompt: &mut Object<'_>) {
        if self.outputs.iter().all(|(old, new)| old == new) {
            return;
        }
        for (_, node) in prompt.iter_mut() {
            let Json::Object(node) = node else { continue };
            let Some(Json::Object(inputs)) = node.get_mut("inputs") else { continue };
            for (_, value) in inputs.iter_mut() {
                self.reslot(id, value);
            }
        }
    }

    fn reslot(&self, id: &str, value: &mut Json<'_>) {
        if !is_link(value) {
            return;
        }
        let Json::List(link) = value else { return };
        let [node, slot] = link.as_mut_slice() else { return };
        if node.as_text() != Some(id) {
            return;
        }
        let new = self.outputs.iter().find(|(old, _)| *slot == Json::Int(*old));
        if let Some((_, new)) = new {
            *slot = Json::Int(*new);
        }
    }
}
