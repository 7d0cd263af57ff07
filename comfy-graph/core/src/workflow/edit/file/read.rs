//! Makes the outline of an editor file.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;

use super::{hosts, path, values};
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::json::Json;
use crate::prompt::{Link, PromptNode, Value};
use crate::schema::{Schema, SocketType};
use crate::workflow::edit::change::NodeMode;
use crate::workflow::edit::outline::{Facts, Kind, Outline, Socket, Sockets};
use crate::workflow::edit::values::wrapped;
use crate::workflow::{
    EditorGraph, EditorId, EditorLink, EditorNode, EditorWorkflow, LinkId, Mode, Port, Subgraph,
};

/// Every graph of the file, each subgraph once.
pub(super) fn outline(
    workflow: &EditorWorkflow<'_>,
    scopes: &BTreeMap<String, NodeId>,
    schema: &Schema,
) -> Outline {
    let mut reader = Reader { workflow, schema, outline: Outline::default() };
    reader.graph(None, &workflow.root);
    for subgraph in &workflow.subgraphs {
        if let Some(scope) = scopes.get(subgraph.id.as_str()) {
            reader.graph(Some(scope), &subgraph.graph);
            reader.borders(scope, subgraph);
        }
    }
    reader.outline
}

struct Reader<'w, 'a> {
    workflow: &'w EditorWorkflow<'a>,
    schema: &'w Schema,
    outline: Outline,
}

impl<'w, 'a> Reader<'w, 'a> {
    fn graph(&mut self, scope: Option<&NodeId>, graph: &'w EditorGraph<'a>) {
        let links: HashMap<LinkId, &EditorLink<'a>> =
            graph.links.iter().map(|link| (link.id, link)).collect();
        for node in &graph.nodes {
            let id = path(scope, &node.id.to_string());
            if self.outline.prompt.node(id.as_str()).is_some() {
                continue;
            }
            let mut facts = Facts { scope: scope.cloned(), ..Facts::default() };
            facts.mode = match node.mode {
                Mode::Never => NodeMode::Muted,
                Mode::Bypass => NodeMode::Bypassed,
                Mode::Always | Mode::Other(_) => NodeMode::Always,
            };
            facts.sockets = self.sockets(node).map(Arc::new);
            let mut inputs = self.values(node);
            for input in &node.inputs {
                let Ok(name) = InputName::new(&*input.name) else { continue };
                let link = input.link.and_then(|link| links.get(&link));
                let Some(link) = link.and_then(|link| start(scope, graph, link)) else { continue };
                let held = inputs.insert(name.clone(), Value::Link(link));
                if let Some(Value::Literal(held)) = held {
                    facts.held.insert(name, held);
                }
            }
            let class_type = ClassName::new(&*node.class).ok();
            let mut outlined = PromptNode { class_type, ..blank() };
            outlined.inputs = inputs;
            if let Some(title) = &node.title {
                outlined.rename(&**title);
            }
            self.outline.prompt.insert(id.clone(), outlined);
            self.outline.facts.insert(id, facts);
        }
    }

    /// The sockets of a node whose class no schema has.
    fn sockets(&self, node: &EditorNode<'a>) -> Option<Sockets> {
        if let Some(subgraph) = self.workflow.subgraph(&node.class) {
            let promoted = hosts::promoted(self.workflow, subgraph, self.schema);
            let inputs = subgraph.inputs.iter().map(|port| Socket {
                stands_for: promoted.get(&*port.name).map(|inner| inner.stands_for.clone()),
                ..socket(port)
            });
            let outputs = subgraph.outputs.iter().map(socket).collect();
            return Some(Sockets { inputs: inputs.collect(), outputs });
        }
        if self.schema.class(&node.class).is_some() {
            return None;
        }
        let inputs = node.inputs.iter().map(|input| listed(&input.name, &input.socket));
        let outputs = node.outputs.iter().map(|output| listed(&output.name, &output.socket));
        Some(Sockets { inputs: inputs.collect(), outputs: outputs.collect() })
    }

    /// What the widgets of a node hold, by name.
    fn values(&self, node: &EditorNode<'a>) -> IndexMap<InputName, Value> {
        if let Some(subgraph) = self.workflow.subgraph(&node.class) {
            return hosts::values(self.workflow, (node, subgraph), self.schema);
        }
        let Some(class) = self.schema.class(&node.class) else { return IndexMap::new() };
        let held = values::held(node, class).into_iter();
        let named = held.filter_map(|(widget, value)| {
            widget.input()?;
            let name = InputName::new(widget.name).ok()?;
            Some((name, Value::Literal(wrapped(value?.to_value()))))
        });
        named.collect()
    }

    /// The start and the end of links that cross the border of a subgraph.
    fn borders(&mut self, scope: &NodeId, subgraph: &'w Subgraph<'a>) {
        let (mut first, mut last) = (Sockets::default(), Sockets::default());
        first.outputs = subgraph.inputs.iter().map(socket).collect();
        last.inputs = subgraph.outputs.iter().map(socket).collect();
        let mut ends = IndexMap::new();
        for (position, port) in subgraph.outputs.iter().enumerate() {
            let Ok(name) = InputName::new(&*port.name) else { continue };
            let links = port.links.iter().filter_map(|link| subgraph.graph.link(*link));
            let mut links = links.filter(|link| is_end(link, position));
            let link = links.find_map(|link| start(Some(scope), &subgraph.graph, link));
            if let Some(link) = link {
                ends.entry(name).or_insert(Value::Link(link));
            }
        }
        for (id, sockets, inputs) in
            [(EditorId::INPUTS, first, IndexMap::new()), (EditorId::OUTPUTS, last, ends)]
        {
            let id = path(Some(scope), &id.to_string());
            let (kind, sockets) = (Kind::Border, Some(Arc::new(sockets)));
            let facts = Facts { scope: Some(scope.clone()), kind, sockets, ..Facts::default() };
            self.outline.prompt.insert(id.clone(), PromptNode { inputs, ..blank() });
            self.outline.facts.insert(id, facts);
        }
    }
}

/// Whether `link` ends at the output of the subgraph at `position`.
pub(super) fn is_end(link: &EditorLink<'_>, position: usize) -> bool {
    link.target.is(&EditorId::OUTPUTS) && usize::try_from(link.target_slot) == Ok(position)
}

/// Where `link` starts; `None` where that is not in the graph.
fn start(scope: Option<&NodeId>, graph: &EditorGraph<'_>, link: &EditorLink<'_>) -> Option<Link> {
    let is_border = scope.is_some() && link.origin.is(&EditorId::INPUTS);
    let origin = match graph.node(&link.origin) {
        Some(node) => node.id.to_string(),
        None if is_border => EditorId::INPUTS.to_string(),
        None => return None,
    };
    let slot = Slot::new(u16::try_from(link.origin_slot).ok()?);
    Some(Link { node: path(scope, &origin), slot })
}

fn blank() -> PromptNode {
    PromptNode {
        class_type: None,
        inputs: IndexMap::new(),
        meta: crate::prompt::Object::new(),
        foreign: crate::prompt::Object::new(),
    }
}

fn socket(port: &Port<'_>) -> Socket {
    listed(&port.name, &port.socket)
}

fn listed(name: &str, socket: &Json<'_>) -> Socket {
    let socket = match socket.as_text() {
        Some("") | None => SocketType::Any,
        Some(text) => SocketType::parse(text),
    };
    Socket { name: name.into(), socket, stands_for: None }
}
