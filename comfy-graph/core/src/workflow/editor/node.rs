//! Holds the nodes of editor workflows.

use std::borrow::Cow;

use super::id::{EditorId, LinkId};
use crate::json::{Json, Object};

/// One node as the editor saves it.
#[derive(Debug, Clone, PartialEq)]
pub struct EditorNode<'a> {
    /// Its id within its graph.
    pub id: EditorId<'a>,
    /// A node class, a node that only editors know, or the id of a subgraph.
    pub class: Cow<'a, str>,
    /// Whether it runs.
    pub mode: Mode<'a>,
    /// What people called it.
    pub title: Option<Cow<'a, str>>,
    /// The inputs that the file lists; those of widgets may be missing.
    pub inputs: Vec<EditorInput<'a>>,
    /// The outputs that the file lists.
    pub outputs: Vec<EditorOutput<'a>>,
    /// What its widgets hold.
    pub values: WidgetValues<'a>,
    /// What editors and packs keep about it.
    pub properties: Object<'a>,
    /// Every other key, such as `pos`; those with a field only keep their place here.
    pub rest: Object<'a>,
}

impl<'a> EditorNode<'a> {
    /// A node of `class` without inputs, outputs or values.
    #[must_use]
    pub fn new(id: EditorId<'a>, class: impl Into<Cow<'a, str>>) -> Self {
        Self {
            id,
            class: class.into(),
            mode: Mode::Always,
            title: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            values: WidgetValues::Absent,
            properties: Object::new(),
            rest: Object::new(),
        }
    }

    /// The input called `name`.
    #[must_use]
    pub fn input(&self, name: &str) -> Option<&EditorInput<'a>> {
        self.inputs.iter().find(|input| input.name == name)
    }
}

/// Whether a node runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Mode<'a> {
    /// It does; so do nodes whose mode is anything else but the two below.
    #[default]
    Always,
    /// Muted, 2: neither the node nor its links exist.
    Never,
    /// Bypassed, 4: links pass through by type.
    Bypass,
    /// Something else, which acts like [`Always`](Self::Always).
    Other(Json<'a>),
}

/// What the widgets of a node hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum WidgetValues<'a> {
    /// The file says nothing.
    #[default]
    Absent,
    /// Values by position.
    List(Vec<Json<'a>>),
    /// Values by name, as nodes of some packs keep them.
    Named(Object<'a>),
}

/// One input of a node as the file lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct EditorInput<'a> {
    /// The input's name in the node class.
    pub name: Cow<'a, str>,
    /// The socket type, or whatever the file has there.
    pub socket: Json<'a>,
    /// The link that ends there.
    pub link: Option<LinkId>,
    /// The widget that the input stands for.
    pub widget: Option<Cow<'a, str>>,
    /// Every other key, such as `shape`; those with a field only keep their place here.
    pub rest: Object<'a>,
}

impl<'a> EditorInput<'a> {
    /// An input of the type `socket` without link or widget.
    #[must_use]
    pub fn new(name: impl Into<Cow<'a, str>>, socket: impl Into<Json<'a>>) -> Self {
        let (name, socket) = (name.into(), socket.into());
        Self { name, socket, link: None, widget: None, rest: Object::new() }
    }
}

/// One output of a node as the file lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct EditorOutput<'a> {
    /// Its caption.
    pub name: Cow<'a, str>,
    /// The socket type, or whatever the file has there.
    pub socket: Json<'a>,
    /// The links that start there.
    pub links: Vec<LinkId>,
    /// Every other key, such as `shape`; those with a field only keep their place here.
    pub rest: Object<'a>,
}

impl<'a> EditorOutput<'a> {
    /// An output of the type `socket` without links.
    #[must_use]
    pub fn new(name: impl Into<Cow<'a, str>>, socket: impl Into<Json<'a>>) -> Self {
        let (name, socket) = (name.into(), socket.into());
        Self { name, socket, links: Vec::new(), rest: Object::new() }
    }
}
