//! Holds a prompt: the API form that every path ends in and `POST /prompt` takes.
//!
//! Graphs, converted workflows and bound templates all become one. Whether a server would accept it
//! is not decided here.

mod json;
mod order;

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ids::{ClassName, InputName, NodeId, Slot};

pub use order::Cycle;

/// A JSON object, as nodes carry them.
pub type Object = serde_json::Map<String, serde_json::Value>;

/// A graph in API form: nodes by id, in the order they were written.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
///
/// let text = r#"{"1":{"class_type":"EmptyImage","inputs":{"x":8},"_meta":{"title":"Blank"}}}"#;
/// let prompt: Prompt = serde_json::from_str(text)?;
///
/// assert_eq!(prompt.node("1").and_then(|node| node.title()), Some("Blank"));
/// assert_eq!(serde_json::to_string(&prompt)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prompt {
    nodes: IndexMap<NodeId, PromptNode>,
}

impl Prompt {
    /// The prompt without nodes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The node under `id`, if there is one.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<&PromptNode> {
        self.nodes.get(id)
    }

    /// The node under `id`, to be changed.
    pub fn node_mut(&mut self, id: &str) -> Option<&mut PromptNode> {
        self.nodes.get_mut(id)
    }

    /// Puts `node` under `id`, and gives back the node that was there.
    pub fn insert(&mut self, id: NodeId, node: PromptNode) -> Option<PromptNode> {
        self.nodes.insert(id, node)
    }

    /// Takes the node under `id` out; links to it stay as they are.
    pub fn remove(&mut self, id: &str) -> Option<PromptNode> {
        self.nodes.shift_remove(id)
    }

    /// Every node with its id, in written order.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (&NodeId, &PromptNode)> + Clone {
        self.nodes.iter()
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Drops what servers write into running prompts, such as `is_changed`.
    ///
    /// A server trusts a stale `is_changed` of a resubmitted prompt and may then reuse a result
    /// although the input file differs. Call this on prompts that come out of files.
    pub fn strip_foreign_keys(&mut self) {
        for node in self.nodes.values_mut() {
            node.foreign.clear();
        }
    }
}

impl FromIterator<(NodeId, PromptNode)> for Prompt {
    fn from_iter<I: IntoIterator<Item = (NodeId, PromptNode)>>(nodes: I) -> Self {
        Self { nodes: nodes.into_iter().collect() }
    }
}

/// One use of a node class.
#[derive(Debug, Clone, PartialEq)]
pub struct PromptNode {
    /// The class; `None` only where an editor exported a node whose class it does not know.
    pub class_type: Option<ClassName>,
    /// Inputs that are given, by name, in written order.
    pub inputs: IndexMap<InputName, Value>,
    /// What `_meta` holds; its `title` is what people call the node.
    pub meta: Object,
    /// Keys that belong to none of the above, such as `is_changed`.
    pub foreign: Object,
}

impl PromptNode {
    /// A node of `class` without inputs or title.
    #[must_use]
    pub fn new(class: ClassName) -> Self {
        Self {
            class_type: Some(class),
            inputs: IndexMap::new(),
            meta: Object::new(),
            foreign: Object::new(),
        }
    }

    /// The title people gave the node, if any.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.meta.get("title")?.as_str()
    }

    /// Sets the title.
    pub fn rename(&mut self, title: impl Into<String>) {
        self.meta.insert("title".to_owned(), title.into().into());
    }

    /// Every link among the inputs, with the input it feeds.
    pub fn links(&self) -> impl Iterator<Item = (&InputName, &Link)> {
        self.inputs.iter().filter_map(|(name, value)| Some((name, value.as_link()?)))
    }
}

/// What an input holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// The output of another node, `["4", 0]` in JSON.
    Link(Link),
    /// Anything else, malformed links included: the server's verdict on those is the validator's.
    Literal(serde_json::Value),
}

impl Value {
    /// The link, if it is one.
    #[must_use]
    pub fn as_link(&self) -> Option<&Link> {
        match self {
            Self::Link(link) => Some(link),
            Self::Literal(_) => None,
        }
    }

    /// The literal, if it is one.
    #[must_use]
    pub fn as_literal(&self) -> Option<&serde_json::Value> {
        match self {
            Self::Link(_) => None,
            Self::Literal(literal) => Some(literal),
        }
    }
}

impl<T: Into<serde_json::Value>> From<T> for Value {
    fn from(literal: T) -> Self {
        Self::Literal(literal.into())
    }
}

/// An output slot of a node of the same prompt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// The node that produces the value.
    pub node: NodeId,
    /// Which of its outputs.
    pub slot: Slot,
}

impl Link {
    /// Reads `["4", 0]`; `None` for any other shape.
    #[must_use]
    pub fn from_json(value: &serde_json::Value) -> Option<Self> {
        let [node, slot] = value.as_array()?.as_slice() else { return None };
        let slot = u16::try_from(slot.as_u64()?).ok()?;
        Some(Self { node: NodeId::new(node.as_str()?).ok()?, slot: Slot::new(slot) })
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_seq(Some(2))?;
        pair.serialize_element(&self.node)?;
        pair.serialize_element(&self.slot)?;
        pair.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Link(link) => link.serialize(serializer),
            Self::Literal(literal) => literal.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(deserializer)?;
        Ok(Link::from_json(&json).map_or(Self::Literal(json), Self::Link))
    }
}

impl Serialize for PromptNode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut node = serializer.serialize_map(None)?;
        if let Some(class) = &self.class_type {
            node.serialize_entry("class_type", class)?;
        }
        node.serialize_entry("inputs", &self.inputs)?;
        if !self.meta.is_empty() {
            node.serialize_entry("_meta", &self.meta)?;
        }
        for (key, value) in &self.foreign {
            node.serialize_entry(key, value)?;
        }
        node.end()
    }
}

impl<'de> Deserialize<'de> for PromptNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            class_type: Option<ClassName>,
            inputs: Option<IndexMap<InputName, Value>>,
            #[serde(rename = "_meta")]
            meta: Option<Object>,
            #[serde(flatten)]
            foreign: Object,
        }
        let fields = Fields::deserialize(deserializer)?;
        let Some(inputs) = fields.inputs else {
            return Err(D::Error::missing_field("inputs"));
        };
        let meta = fields.meta.unwrap_or_default();
        Ok(Self { class_type: fields.class_type, inputs, meta, foreign: fields.foreign })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Prompt {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_is_read_is_written_again() {
        let text = concat!(
            r#"{"9":{"class_type":"A","inputs":{"z":["1",0],"a":[1,0],"b":["1",-1],"#,
            r#""c":{"__value__":["x","y"]},"d":18446744073709551615,"e":1.0},"#,
            r#""_meta":{"title":"t"}},"#,
            r#""1":{"class_type":"B","inputs":{},"is_changed":["k"]}}"#,
        );

        assert_eq!(serde_json::to_string(&read(text)).unwrap(), text);
    }

    #[test]
    fn only_a_string_id_with_a_slot_is_a_link() {
        let prompt = read(
            r#"{"1":{"class_type":"A","inputs":{"a":["1",0],"b":[1,0],"c":["1",-1],"d":["1"]}}}"#,
        );

        let links: Vec<_> =
            prompt.node("1").unwrap().links().map(|(name, _)| name.as_str()).collect();

        assert_eq!(links, ["a"]);
    }

    #[test]
    fn foreign_keys_can_be_stripped() {
        let mut prompt = read(r#"{"1":{"class_type":"B","inputs":{},"is_changed":["k"]}}"#);

        prompt.strip_foreign_keys();

        let text = serde_json::to_string(&prompt).unwrap();
        assert_eq!(text, r#"{"1":{"class_type":"B","inputs":{}}}"#);
    }
}
