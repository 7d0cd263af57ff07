//! Describes nodes before they are in a graph.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::inputs::{Inputs, Names};
use super::output::{Handle, NodeRef};
use super::source::{Single, Source};
use super::table::Class;
use super::value::{Given, Value, wrapped};
use crate::ids::{ClassName, NodeId};
use crate::prompt::Object;

#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a node",
    label = "only nodes can be added to a graph",
    note = "add what the `new` of a node class gives, such as `SaveImage::new(image)`"
)]
/// A node that can be added to a graph.
pub trait Node: Sized {
    /// What [`Graph::add`](crate::Graph::add) gives back: one field for each output.
    type Output;

    /// The raw node behind it, to be changed.
    fn raw_mut(&mut self) -> &mut RawNode;

    /// The node without its type.
    fn into_raw(mut self) -> RawNode {
        std::mem::take(self.raw_mut())
    }

    /// The outputs of such a node.
    fn outputs(node: NodeRef) -> Self::Output;

    /// Sets the id of the node in prompts; otherwise it gets the next free number.
    ///
    /// Text will do, such as `node_id("57:3")`; the graph's check refuses an empty one.
    #[must_use]
    fn node_id(mut self, id: impl TryInto<NodeId>) -> Self {
        self.raw_mut().id = id.try_into().map_or(IdOf::Empty, IdOf::Own);
        self
    }

    /// Sets the title people see; otherwise it is the class's.
    #[must_use]
    fn node_title(mut self, title: impl Into<String>) -> Self {
        self.raw_mut().meta.insert("title".to_owned(), Json::String(title.into()));
        self
    }

    /// Puts `value` under `key` of what prompts keep as `_meta`, where the title is too.
    #[must_use]
    fn node_meta(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.raw_mut().meta.insert(key.into(), value.into());
        self
    }

    /// Puts `value` under `key` beside class and inputs, where servers expect nothing.
    #[must_use]
    fn node_key(mut self, key: impl Into<String>, value: impl Into<Json>) -> Self {
        self.raw_mut().foreign.insert(key.into(), value.into());
        self
    }

    /// Gives an input that the generated type does not have; nothing checks it before the server.
    ///
    /// Lists are wrapped as `{"__value__": […]}`, since the server reads bare ones as links.
    #[must_use]
    fn extra_input(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        let value = Given::Literal(wrapped(value.into()));
        self.raw_mut().inputs.set(name.into(), value);
        self
    }

    /// Wires an input that the generated type does not have; nothing checks it before the server.
    #[must_use]
    fn extra_link(mut self, name: impl Into<String>, from: impl Single) -> Self {
        let value = Given::Link(from.single().untyped());
        self.raw_mut().inputs.set(name.into(), value);
        self
    }

    /// Gives any input this very JSON, whatever the generated type says of it.
    ///
    /// Ranges do not count and lists stay bare, so that `json!(["4", 0])` is a link by id.
    ///
    /// ```
    /// use comfy_graph::{Graph, Node, RawNode, json};
    ///
    /// let mut graph = Graph::new();
    /// graph.add(RawNode::named("SaveImage").node_id("9").raw_input("images", json!(["4", 0])));
    ///
    /// let prompt = graph.to_prompt()?;
    /// assert_eq!(prompt.node("9").map(|node| node.links().count()), Some(1));
    /// # Ok::<(), comfy_graph::GraphProblems>(())
    /// ```
    #[must_use]
    fn raw_input(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        self.raw_mut().inputs.set(name.into(), Given::Raw(value.into()));
        self
    }

    /// Leaves an input out of prompts although it has a default, as old workflows do.
    #[must_use]
    fn omit_input(mut self, name: impl Into<String>) -> Self {
        self.raw_mut().inputs.set(name.into(), Given::Nothing);
        self
    }
}

/// A node of any class: what generated types are made of, and the way out where there is none.
///
/// ```
/// use comfy_graph::{Graph, Node, RawNode, ty};
///
/// let mut graph = Graph::new();
/// let blank = graph.add(RawNode::named("EmptyImage").extra_input("width", 64));
/// graph.add(RawNode::named("PreviewImage").extra_link("images", blank.out::<ty::Image>(0)));
///
/// assert_eq!(graph.to_prompt()?.len(), 2);
/// # Ok::<(), comfy_graph::GraphProblems>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a node does nothing until it is added to a graph"]
pub struct RawNode {
    pub(super) class: ClassOf,
    pub(super) inputs: Inputs,
    pub(super) id: IdOf,
    pub(super) meta: Object,
    pub(super) foreign: Object,
}

/// Who chooses the id of a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum IdOf {
    /// The graph does.
    Free,
    /// The program did.
    Own(NodeId),
    /// The program did, and it is none.
    Empty,
}

impl IdOf {
    /// The id, where the program chose one.
    pub(super) fn own(&self) -> Option<&NodeId> {
        match self {
            Self::Own(id) => Some(id),
            Self::Free | Self::Empty => None,
        }
    }
}

/// What is known of the class of a raw node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ClassOf {
    /// Everything generated code knows.
    Known(&'static Class),
    /// Its name; `None` where an empty one was given.
    Named(Option<ClassName>),
    /// No name: what editors export of nodes that they do not know.
    Unknown,
}

impl RawNode {
    /// A node of a generated class.
    pub fn of(class: &'static Class) -> Self {
        Self {
            class: ClassOf::Known(class),
            inputs: Inputs::new(class.inputs),
            id: IdOf::Free,
            meta: Object::new(),
            foreign: Object::new(),
        }
    }

    /// A node of the class called `name`, of which nothing else is known.
    ///
    /// The graph's check refuses an empty name.
    pub fn named(name: &str) -> Self {
        Self::bare(ClassOf::Named(name.parse().ok()))
    }

    /// A node without class, which editors export where they do not know it.
    ///
    /// No server takes it; it keeps what a workflow file has.
    pub fn classless() -> Self {
        Self::bare(ClassOf::Unknown)
    }

    pub(super) fn bare(class: ClassOf) -> Self {
        Self {
            class,
            inputs: Inputs::default(),
            id: IdOf::Free,
            meta: Object::new(),
            foreign: Object::new(),
        }
    }

    /// Gives `name` a value, in place of any it had.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: Given) {
        self.inputs.set(name, value);
    }

    /// Gives `name` a literal or link, in place of what it had.
    pub fn put<T>(mut self, name: &'static str, value: impl Value<T>) -> Self {
        self.inputs.set(name, value.given());
        self
    }

    /// Wires `name`, in place of what it had.
    pub fn wire<To>(mut self, name: &'static str, source: impl Source<To>) -> Self {
        self.inputs.set(name, Given::Link(source.link()));
        self
    }

    /// Wires `name`, whose type takes part in a match template, in place of what it had.
    pub fn join(mut self, name: &'static str, source: impl Single) -> Self {
        self.inputs.set(name, Given::Link(source.single().untyped()));
        self
    }

    /// Gives the autogrow input `name` its elements, in place of those it had.
    pub fn grow<T>(
        mut self,
        name: &'static str,
        names: Names,
        elements: impl IntoIterator<Item = T>,
        keep: impl Fn(T) -> Given,
    ) -> Self {
        self.inputs = self.inputs.grow(name, names, elements, keep);
        self
    }

    /// Takes back what `name` was given, so that it is left out or gets its default.
    pub fn unset(mut self, name: &str) -> Self {
        self.inputs.remove(name);
        self
    }

    /// The name of the class, if it has one.
    #[must_use]
    pub fn class_name(&self) -> Option<&str> {
        match &self.class {
            ClassOf::Known(class) => Some(class.name),
            ClassOf::Named(name) => name.as_ref().map(ClassName::as_str),
            ClassOf::Unknown => None,
        }
    }

    /// What the inputs were given.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The title: its own, else the class's caption, else the class's name.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        let own = self.meta.get("title").and_then(Json::as_str);
        own.or_else(|| match &self.class {
            ClassOf::Known(class) => Some(class.title),
            ClassOf::Named(_) | ClassOf::Unknown => self.class_name(),
        })
    }

    pub(super) fn known(&self) -> Option<&'static Class> {
        match self.class {
            ClassOf::Known(class) => Some(class),
            ClassOf::Named(_) | ClassOf::Unknown => None,
        }
    }
}

/// The node without class, which the graph's check refuses.
impl Default for RawNode {
    fn default() -> Self {
        Self::bare(ClassOf::Named(None))
    }
}

impl Node for RawNode {
    type Output = NodeRef;

    fn into_raw(self) -> RawNode {
        self
    }

    fn raw_mut(&mut self) -> &mut RawNode {
        self
    }

    fn outputs(node: NodeRef) -> NodeRef {
        node.node()
    }
}
