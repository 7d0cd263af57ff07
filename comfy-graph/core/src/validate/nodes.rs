//! Reads the nodes of a prompt with their classes, as the server does before it checks any input.
//!
//! Rules C.1.1 and C.1.2 of the reference: every node is looked at, reachable or not.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::crash::Crash;
use super::report::{NodeName, Outcome, Refusal};
use crate::json::{Json, Object};
use crate::prompt::Prompt;
use crate::schema::{NodeClass, Schema};

/// Every node of a prompt, each of a known class.
#[derive(Debug)]
pub(super) struct Nodes<'p, 's> {
    nodes: Vec<Node<'p, 's>>,
    by_id: HashMap<&'p str, usize, RandomState>,
}

/// One node of a known class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'p, 's> {
    pub(super) id: &'p str,
    pub(super) class: &'s NodeClass,
    /// What is given; `None` where the key is missing, which the server notices late.
    pub(super) inputs: Option<&'p Object<'p>>,
    title: Option<&'p str>,
}

impl Node<'_, '_> {
    pub(super) fn name(&self) -> NodeName {
        NodeName {
            id: self.id.into(),
            class: Some(self.class.name.as_str().into()),
            title: self.title.map(Into::into),
        }
    }
}

impl<'p, 's> Nodes<'p, 's> {
    /// The nodes of `prompt`, or what the server makes of the first that it cannot use.
    pub(super) fn read(
        prompt: &'p Object<'p>,
        schema: &'s Schema,
        targets: &Targets<'_>,
    ) -> Result<Self, Outcome> {
        let mut nodes = Self::with_capacity(prompt.len());
        for (id, json) in prompt.iter() {
            let node = node(id, json, schema)?;
            if let (true, Targets::Unusable(found)) = (node.class.flags.output_node, targets) {
                let (key, expected) = ("partial_execution_targets", "a list of node ids");
                return Err(Outcome::Crashed(Crash::Key { key, found, expected }));
            }
            nodes.push(node);
        }
        Ok(nodes)
    }

    /// The nodes of `prompt`, whose inputs are `inputs`; `None` where one has no known class.
    pub(super) fn of_prompt(
        prompt: &'p Prompt,
        inputs: &'p [Object<'p>],
        schema: &'s Schema,
    ) -> Option<Self> {
        let mut nodes = Self::with_capacity(prompt.len());
        for ((id, node), inputs) in prompt.nodes().zip(inputs) {
            let class = schema.class(node.class_type.as_ref()?.as_str())?;
            let (id, title) = (id.as_str(), node.title());
            nodes.push(Node { id, class, inputs: Some(inputs), title });
        }
        Some(nodes)
    }

    fn with_capacity(count: usize) -> Self {
        let by_id = HashMap::with_capacity_and_hasher(count, RandomState::default());
        Self { nodes: Vec::with_capacity(count), by_id }
    }

    fn push(&mut self, node: Node<'p, 's>) {
        self.by_id.insert(node.id, self.nodes.len());
        self.nodes.push(node);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn at(&self, position: usize) -> &Node<'p, 's> {
        &self.nodes[position]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Node<'p, 's>> {
        self.nodes.iter()
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The output nodes among the targets, in written order.
    pub(super) fn roots(&self, targets: &Targets<'_>) -> Vec<usize> {
        let is_root =
            |node: &Node<'_, '_>| node.class.flags.output_node && targets.contains(node.id);
        let nodes = self.nodes.iter().enumerate();
        nodes.filter(|(_, node)| is_root(node)).map(|(position, _)| position).collect()
    }
}

fn node<'p, 's>(
    id: &'p str,
    json: &'p Json<'p>,
    schema: &'s Schema,
) -> Result<Node<'p, 's>, Outcome> {
    let Some(node) = json.as_object() else {
        return Err(Outcome::Crashed(Crash::NotANode { node: id.into(), found: json.kind() }));
    };
    let class_type = node.get("class_type");
    let class = match class_type {
        Some(Json::Text(name)) => schema.class(name),
        Some(odd @ (Json::List(_) | Json::Object(_))) => {
            return Err(key(id, "class_type", Some(odd), "the name of a node class"));
        }
        _ => None,
    };
    let Some(class) = class else { return Err(missing(id, node, class_type)) };
    let meta = node.get("_meta").and_then(Json::as_object);
    let title = meta.and_then(|meta| meta.get("title")).and_then(Json::as_text);
    // Replacement has refused any other kind of `inputs` by now.
    let inputs = node.get("inputs").and_then(Json::as_object);
    Ok(Node { id, class, inputs, title })
}

/// A node without known class; the server reads its title, and fails on an odd `_meta`.
fn missing(id: &str, node: &Object<'_>, class_type: Option<&Json<'_>>) -> Outcome {
    let title = match node.get("_meta") {
        None => None,
        Some(Json::Object(meta)) => meta.get("title"),
        Some(odd) => return key(id, "_meta", Some(odd), "an object"),
    };
    let title = title.or(class_type).cloned().unwrap_or(Json::Null);
    Outcome::Refused(Refusal::MissingNodeType {
        node: id.into(),
        class_type: class_type.cloned().map(Json::into_owned),
        title: title.into_owned(),
    })
}

/// A crash on a key of a node.
pub(super) fn key(
    id: &str,
    key: &'static str,
    found: Option<&Json<'_>>,
    expected: &'static str,
) -> Outcome {
    let found = found.map(Json::kind);
    Outcome::Crashed(Crash::NodeKey { node: id.into(), key, found, expected })
}

/// Which output nodes a request asks for.
#[derive(Debug)]
pub(super) enum Targets<'p> {
    /// All.
    All,
    /// Those with these ids.
    Ids(Vec<&'p str>),
    /// Those whose id is part of a text: what Python makes of `id in "text"`.
    Within(&'p str),
    /// None can be told: the server fails at the first output node.
    Unusable(&'static str),
}

impl Targets<'_> {
    fn contains(&self, id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Ids(ids) => ids.contains(&id),
            Self::Within(text) => text.contains(id),
            Self::Unusable(_) => false,
        }
    }
}
