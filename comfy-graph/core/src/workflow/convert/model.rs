//! Holds a workflow while it is converted.
//!
//! Every pass reads it, most change it. What the file says stays in the mirror of the file.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

use super::error::ConvertError;
use super::note::{Note, Remark};
use super::virtuals::Virtual;
use super::{Converter, Strictness};
use crate::ids::NodeId;
use crate::json::Json;
use crate::schema::NodeClass;
use crate::workflow::editor::{
    EditorGraph, EditorId, EditorLink, EditorNode, EditorWorkflow, LinkId, Mode, Port,
};
use crate::workflow::widgets::Widget;

/// Which graph: 0 is the root, the others are definitions of subgraphs in the file's order.
pub(super) type GraphIndex = usize;

/// The position of a node in its graph.
pub(super) type NodeIndex = usize;

/// A workflow on its way to a prompt.
#[derive(Debug)]
pub(super) struct Work<'w> {
    pub(super) converter: &'w Converter<'w>,
    pub(super) workflow: &'w EditorWorkflow<'w>,
    pub(super) graphs: Vec<Graph<'w>>,
    /// The definitions, each behind all that it contains.
    pub(super) inner_first: Vec<GraphIndex>,
    pub(super) notes: Vec<Note>,
    detours: Cell<u64>,
}

/// How many steps through virtual, bypassed or nested nodes all links together may take.
const MAX_DETOURS: u64 = 2_000_000;

/// The root or the inside of a subgraph.
#[derive(Debug, Default)]
pub(super) struct Graph<'w> {
    pub(super) nodes: Vec<Node<'w>>,
    pub(super) by_id: HashMap<EditorId<'w>, NodeIndex>,
    /// The ids that nodes have instead of those in the file.
    pub(super) renamed: HashMap<EditorId<'w>, EditorId<'w>>,
    pub(super) links: HashMap<LinkId, EditorLink<'w>>,
    pub(super) outputs: &'w [Port<'w>],
    /// What hosts can hold values for: the inputs of the definition, then those made for widgets.
    pub(super) entries: Vec<Entry<'w>>,
}

/// Where a value enters a subgraph.
#[derive(Debug, Clone)]
pub(super) struct Entry<'w> {
    pub(super) name: Cow<'w, str>,
    pub(super) socket: Cow<'w, str>,
    /// The widget it stands for; `None` for a plain socket.
    pub(super) widget: Option<WidgetAt>,
    /// What hosts hold that say nothing.
    pub(super) initial: Option<Cow<'w, Json<'w>>>,
}

/// A widget inside a graph: of a node, or of an entry of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WidgetAt {
    pub(super) node: NodeIndex,
    pub(super) widget: usize,
}

/// A node with what the editor makes of it.
#[derive(Debug)]
pub(super) struct Node<'w> {
    pub(super) file: &'w EditorNode<'w>,
    /// Its id after repairs.
    pub(super) id: EditorId<'w>,
    pub(super) kind: Kind<'w>,
    pub(super) inputs: Vec<Socket<'w>>,
    /// The socket types of its outputs.
    pub(super) outputs: Vec<Cow<'w, str>>,
    /// What it holds; for a host, the values of the entries, in their order.
    pub(super) widgets: Vec<Slot<'w>>,
}

/// A widget or an entry with its value; nothing where JavaScript says `undefined`.
#[derive(Debug, Clone)]
pub(super) struct Slot<'w> {
    pub(super) widget: Widget<'w>,
    pub(super) value: Option<Cow<'w, Json<'w>>>,
    /// The entry of the graph that sets it on each host, where no link does.
    pub(super) entry: Option<usize>,
}

/// One input of a node, in the editor's order.
#[derive(Debug, Clone)]
pub(super) struct Socket<'w> {
    pub(super) name: Cow<'w, str>,
    pub(super) socket: Cow<'w, str>,
    pub(super) link: Option<LinkId>,
    /// The widget it stands for.
    pub(super) widget: Option<usize>,
}

/// What a node is to the editor.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind<'w> {
    Class(&'w NodeClass),
    /// It stands for this definition.
    Host(GraphIndex),
    /// Only the editor knows it.
    Virtual(Virtual),
    Unknown,
}

impl Node<'_> {
    pub(super) fn is_muted(&self) -> bool {
        self.file.mode == Mode::Never
    }

    pub(super) fn is_bypassed(&self) -> bool {
        self.file.mode == Mode::Bypass
    }

    pub(super) fn is_active(&self) -> bool {
        !self.is_muted() && !self.is_bypassed()
    }
}

impl<'w> Graph<'w> {
    pub(super) fn node(&self, id: &EditorId<'_>) -> Option<NodeIndex> {
        self.by_id.get(&id.normal()).copied()
    }
}

impl<'w> Work<'w> {
    /// # Errors
    ///
    /// A subgraph may not contain itself.
    pub(super) fn new(
        converter: &'w Converter<'w>,
        workflow: &'w EditorWorkflow<'w>,
    ) -> Result<Self, ConvertError> {
        let definitions: HashMap<&str, GraphIndex> = workflow
            .subgraphs
            .iter()
            .enumerate()
            .map(|(index, subgraph)| (subgraph.id.as_str(), index + 1))
            .collect();
        let kind = |node: &EditorNode<'_>| {
            if let Some(graph) = definitions.get(&*node.class) {
                return Kind::Host(*graph);
            }
            if let Some(class) = converter.schema.class(&node.class) {
                return Kind::Class(class);
            }
            Virtual::of(node).map_or(Kind::Unknown, Kind::Virtual)
        };
        let mut graphs = vec![Graph::new(&workflow.root, kind)];
        for subgraph in &workflow.subgraphs {
            let mut graph = Graph::new(&subgraph.graph, kind);
            graph.outputs = &subgraph.outputs;
            graph.entries = subgraph.inputs.iter().map(Entry::new).collect();
            graphs.push(graph);
        }
        let inner_first = inner_first(workflow, &graphs)?;
        Ok(Self {
            converter,
            workflow,
            graphs,
            inner_first,
            notes: Vec::new(),
            detours: Cell::new(0),
        })
    }

    pub(super) fn is_strict(&self) -> bool {
        self.converter.strictness == Strictness::Strict
    }

    /// # Errors
    ///
    /// Hostile files lead many links through long chains.
    pub(super) fn count_detour(&self) -> Result<(), ConvertError> {
        self.detours.set(self.detours.get() + 1);
        if self.detours.get() > MAX_DETOURS { Err(ConvertError::TooManyNodes) } else { Ok(()) }
    }

    pub(super) fn note(&mut self, node: Option<NodeId>, remark: Remark) {
        self.notes.push(Note { node, remark });
    }

    /// The ports of the definition behind `graph`.
    pub(super) fn ports(&self, graph: GraphIndex) -> &'w [Port<'w>] {
        match graph {
            0 => &[],
            graph => &self.workflow.subgraphs[graph - 1].inputs,
        }
    }
}

impl<'w> Graph<'w> {
    fn new(file: &'w EditorGraph<'w>, kind: impl Fn(&EditorNode<'w>) -> Kind<'w>) -> Self {
        let node = |node: &'w EditorNode<'w>| Node {
            file: node,
            id: node.id.clone(),
            kind: kind(node),
            inputs: Vec::new(),
            outputs: Vec::new(),
            widgets: Vec::new(),
        };
        let nodes: Vec<Node<'w>> = file.nodes.iter().map(node).collect();
        let links = file.links.iter().map(|link| (link.id, link.clone())).collect();
        let mut graph = Self { nodes, links, ..Self::default() };
        graph.index();
        graph
    }

    /// Finds nodes by id anew.
    pub(super) fn index(&mut self) {
        let nodes = self.nodes.iter().enumerate();
        self.by_id = nodes.map(|(index, node)| (node.id.clone().into_normal(), index)).collect();
    }
}

impl<'w> Entry<'w> {
    fn new(port: &'w Port<'w>) -> Self {
        Self {
            name: port.name.clone(),
            socket: socket_text(&port.socket),
            widget: None,
            initial: None,
        }
    }
}

/// A socket type as text: the editor has 0 and -1 for some of its own.
pub(super) fn socket_text<'w>(json: &'w Json<'w>) -> Cow<'w, str> {
    match json {
        Json::Text(text) => Cow::Borrowed(text),
        Json::Null | Json::Int(_) | Json::Float(_) => Cow::Borrowed("*"),
        other => Cow::Owned(other.to_string()),
    }
}

/// The definitions so that each stands behind all that it contains.
fn inner_first(
    workflow: &EditorWorkflow<'_>,
    graphs: &[Graph<'_>],
) -> Result<Vec<GraphIndex>, ConvertError> {
    let mut order = Vec::new();
    // 0 is unseen, 1 is being looked into, 2 is done.
    let mut states = vec![0_u8; graphs.len()];
    for start in 1..graphs.len() {
        let mut stack = vec![start];
        while let Some(&graph) = stack.last() {
            if states[graph] != 0 {
                stack.pop();
                if states[graph] == 1 {
                    states[graph] = 2;
                    order.push(graph);
                }
                continue;
            }
            states[graph] = 1;
            for node in &graphs[graph].nodes {
                let Kind::Host(inner) = node.kind else { continue };
                match states[inner] {
                    0 => stack.push(inner),
                    1 => return Err(ConvertError::endless(&workflow.subgraphs[inner - 1])),
                    _ => {}
                }
            }
        }
    }
    Ok(order)
}
