//! Lists what every input of every node of a prompt takes.
//!
//! Placeholders, sidecars, arguments and settings all look inputs up here.

use indexmap::IndexMap;
use serde_json::Value;

use super::domain::Domain;
use super::parameter::Address;
use crate::closest::closest;
use crate::ids::{InputName, NodeId};
use crate::prompt::{self, Prompt, PromptNode};
use crate::schema::{Input, InputKind, NodeClass, Schema};
use crate::validate::{DeclaredInputs, NodeName};

/// What one input takes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// Its literals; `None` where it takes links only.
    pub(super) domain: Option<Domain>,
    /// The default of the class.
    pub(super) default: Option<Value>,
    pub(super) tooltip: Option<Box<str>>,
    /// Whether it is a whole number that editors change after each run, called a seed.
    pub(super) is_seed: bool,
    /// Whether editors show an area for its text.
    pub(super) is_area: bool,
}

/// What the inputs of one node take.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeInputs {
    pub(super) name: NodeName,
    /// `None` where the schema lacks the class.
    pub(super) declared: Option<IndexMap<InputName, Facts>>,
}

/// What the inputs of every node take.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Inputs {
    nodes: IndexMap<NodeId, NodeInputs>,
    /// The nodes of each title.
    titles: IndexMap<Box<str>, Vec<NodeId>>,
}

/// Why a node cannot be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NoNode {
    Unknown,
    /// The title of several.
    Ambiguous(Vec<NodeId>),
}

impl Inputs {
    pub(super) fn new(prompt: &Prompt, schema: &Schema) -> Self {
        let mut inputs = Self::default();
        for (id, node) in prompt.nodes() {
            inputs.nodes.insert(id.clone(), NodeInputs::new(id, node, schema));
            if let Some(title) = node.title() {
                inputs.titles.entry(title.into()).or_default().push(id.clone());
            }
        }
        inputs
    }

    /// The inputs of a node that the prompt has.
    pub(super) fn of(&self, id: &NodeId) -> &NodeInputs {
        self.nodes.get(id).expect("BUG: inputs are listed for every node of the prompt")
    }

    pub(super) fn facts(&self, address: &Address) -> Option<&Facts> {
        self.of(&address.node).declared.as_ref()?.get(&address.input)
    }

    /// The node called so: by its id, else by a title that no other node has.
    pub(super) fn node(&self, name: &str) -> Result<&NodeId, NoNode> {
        if let Some((id, _)) = self.nodes.get_key_value(name) {
            return Ok(id);
        }
        match self.titles.get(name).map(Vec::as_slice) {
            Some([id]) => Ok(id),
            Some(ids) => Err(NoNode::Ambiguous(ids.to_vec())),
            None => Err(NoNode::Unknown),
        }
    }

    /// The ids and titles that `name` may have meant.
    pub(super) fn closest_nodes(&self, name: &str) -> Vec<Box<str>> {
        let ids = self.nodes.keys().map(NodeId::as_str);
        // A number close to an id means nothing: ids are told apart by single digits.
        let titles = self.titles.keys().map(AsRef::as_ref);
        let names: Vec<_> = ids.filter(|id| id.eq_ignore_ascii_case(name)).chain(titles).collect();
        nearest(name, names)
    }

    pub(super) fn ids(&self) -> Vec<Box<str>> {
        self.nodes.keys().map(|id| id.as_str().into()).collect()
    }
}

impl NodeInputs {
    fn new(id: &NodeId, node: &PromptNode, schema: &Schema) -> Self {
        let class = node.class_type.as_ref().and_then(|class| schema.class(class.as_str()));
        let name = NodeName {
            id: id.as_str().into(),
            class: node.class_type.as_ref().map(|class| class.as_str().into()),
            title: node.title().map(Into::into),
        };
        let declared = class.map(|class| {
            let inputs = DeclaredInputs::new(class, node).into_iter();
            inputs.map(|(name, input)| (name, Facts::new(input, class))).collect()
        });
        Self { name, declared }
    }

    /// The names of inputs that `name` may have meant.
    pub(super) fn closest(&self, name: &str) -> Vec<Box<str>> {
        nearest(name, self.declared.iter().flatten().map(|(name, _)| name.as_str()))
    }

    pub(super) fn names(&self) -> Vec<Box<str>> {
        self.declared.iter().flatten().map(|(name, _)| name.as_str().into()).collect()
    }
}

/// As [`closest`], but of words that a person may have typed.
pub(super) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Vec<Box<str>> {
    /// The longest word worth comparing, which takes time by its length.
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return Vec::new();
    }
    let candidates = candidates.into_iter().filter(|name| name.len() <= LONGEST);
    closest(word, candidates).into_iter().map(Into::into).collect()
}

impl Facts {
    fn new(input: &Input, class: &NodeClass) -> Self {
        // Editors count other whole numbers on too, such as the value of a primitive.
        let is_seed = matches!(input.kind, InputKind::Int(_))
            && input.name.as_str().contains("seed")
            && input.traits.control_after_generate != Some(false);
        Self {
            domain: Domain::of_input(input, class),
            default: default(&input.kind),
            tooltip: input.tooltip.clone(),
            is_seed,
            is_area: matches!(&input.kind, InputKind::Text(widget) if widget.multiline),
        }
    }
}

/// The default that the class declares; a list of files has none of its own.
fn default(kind: &InputKind) -> Option<Value> {
    match kind {
        InputKind::Int(widget) => {
            widget.default.map(|whole| crate::schema::Number::Int(whole).to_json().to_value())
        }
        InputKind::Float(widget) => widget.default.map(Value::from),
        InputKind::Text(widget) => widget.default.as_deref().map(Value::from),
        InputKind::Boolean(flag) => flag.map(Value::from),
        InputKind::Combo(combo) => {
            let choice =
                if combo.source.is_fixed() { combo.initial() } else { combo.default.as_ref() };
            choice.map(|choice| choice.to_json().to_value())
        }
        InputKind::Custom(widget) => widget.default.clone(),
        InputKind::DynamicCombo(combo) => {
            combo.options.first().map(|option| Value::from(&*option.key))
        }
        _ => None,
    }
}

/// The value of an input of `prompt`.
pub(super) fn given<'p>(prompt: &'p Prompt, address: &Address) -> Option<&'p prompt::Value> {
    prompt.node(address.node.as_str())?.inputs.get(address.input.as_str())
}
