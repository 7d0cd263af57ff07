//! Names what can be done to a graph.
//!
//! Tools take operations as JSON, which `read` understands; the draft carries them out.

use std::fmt;

use indexmap::IndexMap;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::prompt::{Link, Value};

/// One change of a graph, as tools ask for it: `{"op": "set", "node": "3", …}`.
///
/// Nodes are named by their ids, those inside a subgraph by the path through a host, such as
/// `57:3`. An id may be written as a number. Reading names the field that is wrong, and what was
/// probably meant.
///
/// ```
/// use comfy_graph_core::workflow::edit::Operation;
///
/// let text = r#"{"op":"connect","from":{"node":4,"slot":"CLIP"},
///     "to":{"node":"6","input":"clip"}}"#;
/// assert!(matches!(serde_json::from_str(text)?, Operation::Connect(_)));
///
/// let error = serde_json::from_str::<Operation>(r#"{"op":"bypass","nod":"4"}"#).unwrap_err();
/// assert!(error.to_string().contains("`bypass` has no field `nod`; use `node`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Operation {
    /// Adds a node.
    Add(Add),
    /// Removes a node; its consumers get what fed it.
    Remove(Remove),
    /// Gives an input a value, in place of its value or link.
    Set(Set),
    /// Links an output to an input, in place of its value or link.
    Connect(Connect),
    /// Takes the link of an input away.
    Disconnect(Disconnect),
    /// Adds a node into an existing link.
    InsertBetween(InsertBetween),
    /// Gives a node another class, with what the new class takes of its inputs and outputs.
    Replace(Replace),
    /// Lets what feeds a node pass through it; in a prompt, where no node can stay, it goes.
    Bypass(OnNode),
    /// Ends a bypass.
    Unbypass(OnNode),
    /// Stops a node and with it its links; in a prompt, where no node can stay, it goes.
    Mute(OnNode),
    /// Ends a mute.
    Unmute(OnNode),
    /// Adds a LoRA behind the model loader, or behind the last LoRA there is.
    AddLora(AddLora),
    /// Removes a LoRA from its chain.
    RemoveLora(RemoveLora),
    /// Gives a node another title.
    Rename(Rename),
}

impl Operation {
    /// The name under the key `op`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "add",
            Self::Remove(_) => "remove",
            Self::Set(_) => "set",
            Self::Connect(_) => "connect",
            Self::Disconnect(_) => "disconnect",
            Self::InsertBetween(_) => "insert_between",
            Self::Replace(_) => "replace",
            Self::Bypass(_) => "bypass",
            Self::Unbypass(_) => "unbypass",
            Self::Mute(_) => "mute",
            Self::Unmute(_) => "unmute",
            Self::AddLora(_) => "add_lora",
            Self::RemoveLora(_) => "remove_lora",
            Self::Rename(_) => "rename",
        }
    }
}

/// Adds a node of `class`.
///
/// Widgets without a value here get the one that an editor starts with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Add {
    /// The class.
    pub class: ClassName,
    /// Its id, where later operations need to know it; else a free one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<NodeId>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What its inputs get: values, or links such as `["4", 0]`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<InputName, Given>,
    /// The host of the subgraph to add it to, in an editor file; else the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub graph: Option<NodeId>,
}

/// Removes a node.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Remove {
    /// The node.
    pub node: NodeId,
    /// What becomes of its consumers.
    pub rewire: Rewire,
}

/// What becomes of the consumers of a removed node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rewire {
    /// Each gets what fed the node, where the types agree.
    #[default]
    ByType,
    /// They lose their links.
    Never,
}

/// Gives an input a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Set {
    /// The node.
    pub node: NodeId,
    /// The input as prompts name it, such as `cfg` or `resize_type.width`.
    pub input: InputName,
    /// The value; a link such as `["4", 0]` connects.
    pub value: Given,
}

/// Links an output to an input.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Connect {
    /// Where the link starts.
    pub from: OutputRef,
    /// Where it ends.
    pub to: InputRef,
}

/// Takes the link of an input away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disconnect {
    /// The node.
    pub node: NodeId,
    /// The input.
    pub input: InputName,
}

/// Adds a node of `class` into the link that ends at `to`, or into all that start at `from`.
///
/// Which input and output of the new node take part follows from the types, unless it is said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InsertBetween {
    /// The class of the new node.
    pub class: ClassName,
    /// The output at the start of the link; alone, all its links are meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<OutputRef>,
    /// The input at the end of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<InputRef>,
    /// The input of the new node that takes the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<InputName>,
    /// The output of the new node that goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<SlotRef>,
    /// The id of the new node; else a free one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<NodeId>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What its other inputs get.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<InputName, Given>,
}

/// Gives a node another class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replace {
    /// The node.
    pub node: NodeId,
    /// Its new class.
    pub class: ClassName,
    /// What its inputs get, before what is carried over.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<InputName, Given>,
}

/// The one node that an operation is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OnNode {
    /// The node.
    pub node: NodeId,
}

/// Adds a LoRA to a chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddLora {
    /// The file, as the node class lists it.
    pub lora: String,
    /// How strongly it changes the model.
    pub strength_model: f64,
    /// How strongly it changes the text encoder; as the model's where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength_clip: Option<f64>,
    /// A model loader or a LoRA of the chain, where there are several chains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<NodeId>,
    /// The id of the new node; else a free one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<NodeId>,
}

/// Removes a LoRA from its chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RemoveLora {
    /// The file, or the id of its node.
    pub lora: String,
}

/// Gives a node another title.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rename {
    /// The node.
    pub node: NodeId,
    /// Its new title.
    pub title: String,
}

/// What an input is given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// An output.
    Link(OutputRef),
    /// A value.
    Literal(serde_json::Value),
}

impl Serialize for Given {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Link(output) => output.serialize(serializer),
            Self::Literal(literal) => literal.serialize(serializer),
        }
    }
}

impl From<Value> for Given {
    fn from(value: Value) -> Self {
        match value {
            Value::Link(link) => Self::Link(link.into()),
            Value::Literal(literal) => Self::Literal(literal),
        }
    }
}

/// An output of a node, written `{"node": "4", "slot": 0}` or, as in prompts, `["4", 0]`.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputRef {
    /// The node.
    pub node: NodeId,
    /// Which output; where it is left out, the one that the input takes.
    pub slot: Option<SlotRef>,
}

impl From<Link> for OutputRef {
    fn from(link: Link) -> Self {
        Self { node: link.node, slot: Some(SlotRef::Number(link.slot)) }
    }
}

impl Serialize for OutputRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("node", &self.node)?;
        if let Some(slot) = &self.slot {
            map.serialize_entry("slot", slot)?;
        }
        map.end()
    }
}

/// An output by its position or its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum SlotRef {
    /// Its position, counted from 0.
    Number(Slot),
    /// Its name or, where the name says less, its socket type.
    Name(String),
}

impl fmt::Display for SlotRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(slot) => slot.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// An input of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputRef {
    /// The node.
    pub node: NodeId,
    /// The input as prompts name it; of an autogrow input alone, its next free element.
    pub input: InputName,
}
