//! Gives hosts of subgraphs the values of the widgets inside that they show.
//!
//! Third pass of conversion, reference E.9. After it, each host holds one value for each entry of
//! its subgraph.

use std::borrow::Cow;

use super::model::{
    Entry, GraphIndex, Kind, Node, NodeIndex, Slot, Socket, WidgetAt, Work, socket_text,
};
use super::resolve::is_compatible;
use super::virtuals::Virtual;
use crate::json::Json;
use crate::schema::{InputKind, NodeClass};
use crate::workflow::editor::{EditorId, EditorLink, EditorNode, LinkId, WidgetValues};
use crate::workflow::widgets::Widget;

pub(super) fn widgets_of_hosts(work: &mut Work<'_>) {
    let mut hosts = hosts(work);
    for definition in work.inner_first.clone() {
        promote_inputs(work, definition);
        let hosts = std::mem::take(&mut hosts[definition]);
        let values: Vec<Given<'_>> =
            hosts.iter().map(|host| given(work, definition, *host)).collect();
        for (host, given) in hosts.into_iter().zip(values) {
            fill(work, definition, host, given);
        }
    }
}

/// A node by its graph.
type Place = (GraphIndex, NodeIndex);

/// Values of entries, by their index.
type Given<'w> = Vec<(usize, Cow<'w, Json<'w>>)>;

/// The hosts of each definition.
fn hosts(work: &Work<'_>) -> Vec<Vec<Place>> {
    let mut hosts = vec![Vec::new(); work.graphs.len()];
    for (graph, content) in work.graphs.iter().enumerate() {
        for (index, node) in content.nodes.iter().enumerate() {
            if let Kind::Host(definition) = node.kind {
                hosts[definition].push((graph, index));
            }
        }
    }
    hosts
}

/// An input stands for the widget that its first link ends at, if that is one.
fn promote_inputs(work: &mut Work<'_>, definition: GraphIndex) {
    for (index, port) in work.ports(definition).iter().enumerate() {
        let graph = &work.graphs[definition];
        let target = port.links.iter().find_map(|link| target_of(work, definition, *link));
        let widget = target.and_then(|(node, input)| {
            let widget = graph.nodes[node].inputs[input].widget?;
            Some(WidgetAt { node, widget })
        });
        let initial = widget.and_then(|at| work.slot(definition, at).value.clone());
        let entry = &mut work.graphs[definition].entries[index];
        (entry.widget, entry.initial) = (widget, initial);
    }
}

/// The node and the input at the end of a link.
fn target_of(work: &Work<'_>, graph: GraphIndex, link: LinkId) -> Option<(NodeIndex, usize)> {
    let graph = &work.graphs[graph];
    let node = graph.node(&graph.links.get(&link)?.target)?;
    let input = graph.nodes[node].inputs.iter().position(|input| input.link == Some(link))?;
    Some((node, input))
}

impl<'w> Work<'w> {
    pub(super) fn slot(&self, graph: GraphIndex, at: WidgetAt) -> &Slot<'w> {
        &self.graphs[graph].nodes[at.node].widgets[at.widget]
    }
}

/// What the file says that the entries of `host` hold.
fn given<'w>(work: &mut Work<'w>, definition: GraphIndex, (graph, index): Place) -> Given<'w> {
    let file = work.graphs[graph].nodes[index].file;
    let values: &'w [Json<'w>] = match &file.values {
        WidgetValues::List(values) => values,
        WidgetValues::Absent | WidgetValues::Named(_) => &[],
    };
    let proxies = proxies(file);
    if proxies.is_empty() {
        let entries = work.graphs[definition].entries.iter().enumerate();
        let promoted = entries.filter(|(_, entry)| entry.widget.is_some());
        let values = values.iter().map(Cow::Borrowed);
        return promoted.map(|(entry, _)| entry).zip(values).collect();
    }
    let mut given = Given::new();
    for (position, (id, name)) in proxies.into_iter().enumerate() {
        let value = values.get(position);
        let entry = entry_of_proxy(work, definition, &id, name);
        given.extend(entry.zip(value.map(Cow::Borrowed)));
    }
    given
}

/// The widgets inside that older files name instead of inputs: the node with the widget's name.
fn proxies<'w>(host: &'w EditorNode<'w>) -> Vec<(EditorId<'w>, &'w str)> {
    let list = host.properties.get("proxyWidgets").and_then(Json::as_list).unwrap_or_default();
    let proxy = |json: &'w Json<'w>| {
        let [id, name, ..] = json.as_list()? else { return None };
        Some((EditorId::from_json(id)?, name.as_text()?))
    };
    // One that cannot be read still has a value, which must not go to the next.
    let nobody = || (EditorId::Text(Cow::Borrowed("")), "$$");
    list.iter().map(|json| proxy(json).unwrap_or_else(nobody)).collect()
}

/// The entry that a proxy stands for, made where there is none yet.
fn entry_of_proxy(
    work: &mut Work<'_>,
    definition: GraphIndex,
    id: &EditorId<'_>,
    name: &str,
) -> Option<usize> {
    if id.number() == Some(-1) {
        let entries = &work.graphs[definition].entries;
        return entries.iter().position(|entry| entry.name == name);
    }
    let graph = &work.graphs[definition];
    let id = graph.renamed.get(&id.normal()).unwrap_or(id);
    let node = graph.node(id)?;
    match graph.nodes[node].kind {
        // Its other widgets say what happens to the value.
        Kind::Virtual(Virtual::Primitive) if name != "value" => None,
        Kind::Virtual(Virtual::Primitive) => entry_for_primitive(work, definition, node),
        _ => widget_called(work, definition, node, name)
            .and_then(|target| entry_for(work, definition, target)),
    }
}

/// The entry that takes the place of a primitive node, before all widgets behind it.
///
/// The editor finds those by the slots that the links name. Such slots are out of date where the
/// file leaves inputs of widgets out, so that the wrong widget may be taken; only nodes whose
/// inputs depend on a value have the slots put right before.
fn entry_for_primitive(
    work: &mut Work<'_>,
    definition: GraphIndex,
    node: NodeIndex,
) -> Option<usize> {
    let graph = &mut work.graphs[definition];
    let file = graph.nodes[node].file.outputs.first()?;
    let socket = socket_text(&file.socket);
    let mut targets = Vec::new();
    for link in &file.links {
        let Some(link) = graph.links.get(link) else { continue };
        let target = graph.node(&link.target)?;
        let input = graph.nodes[target].input_at(link)?;
        let widget = graph.nodes[target].inputs[input].widget?;
        if !is_compatible(&graph.nodes[target].inputs[input].socket, &socket) {
            return None;
        }
        targets.push((WidgetAt { node: target, widget }, input));
    }
    let (first, _) = *targets.first()?;
    let entry = graph.entries.len();
    for (at, input) in targets {
        graph.nodes[at.node].inputs[input].link = None;
        graph.nodes[at.node].widgets[at.widget].entry = Some(entry);
    }
    let slot = &graph.nodes[first.node].widgets[first.widget];
    let (name, initial) = (slot.widget.name.clone(), slot.value.clone());
    graph.entries.push(Entry { name, socket, widget: Some(first), initial });
    Some(entry)
}

impl Node<'_> {
    /// The input at which the editor takes a link to end.
    fn input_at(&self, link: &EditorLink<'_>) -> Option<usize> {
        let is_dynamic = |class: &NodeClass| {
            class.inputs.iter().any(|input| matches!(input.kind, InputKind::DynamicCombo(_)))
        };
        match self.kind {
            Kind::Class(class) if !is_dynamic(class) => {
                let slot = usize::try_from(link.target_slot).ok()?;
                (slot < self.inputs.len()).then_some(slot)
            }
            _ => self.inputs.iter().position(|input| input.link == Some(link.id)),
        }
    }
}

/// The widget of a node, or of a nested host, where names may carry ids of nodes inside it.
fn widget_called(
    work: &Work<'_>,
    graph: GraphIndex,
    node: NodeIndex,
    name: &str,
) -> Option<WidgetAt> {
    let widgets = &work.graphs[graph].nodes[node].widgets;
    let find = |name: &str| widgets.iter().position(|slot| slot.widget.name == name);
    let is_host = matches!(work.graphs[graph].nodes[node].kind, Kind::Host(_));
    let bare = || name.rsplit(':').next().map(str::trim_start).filter(|_| is_host);
    let widget = find(name).or_else(|| find(bare()?))?;
    widgets[widget].widget.sent.then_some(WidgetAt { node, widget })
}

/// The entry that stands for a widget; a linked widget has its value from elsewhere.
fn entry_for(work: &mut Work<'_>, definition: GraphIndex, target: WidgetAt) -> Option<usize> {
    let graph = &mut work.graphs[definition];
    if let Some(entry) = graph.entries.iter().position(|entry| entry.widget == Some(target)) {
        return Some(entry);
    }
    let node = &mut graph.nodes[target.node];
    let input = node.inputs.iter_mut().find(|input| input.widget == Some(target.widget));
    if let Some(input) = input {
        if input.link.is_some_and(|link| graph.links.contains_key(&link)) {
            return None;
        }
        // A link that is not there gives way to the entry.
        input.link = None;
    }
    let slot = &mut node.widgets[target.widget];
    slot.entry = Some(graph.entries.len());
    let (name, initial) = (slot.widget.name.clone(), slot.value.clone());
    let socket = Cow::Borrowed("*");
    graph.entries.push(Entry { name, socket, widget: Some(target), initial });
    Some(graph.entries.len() - 1)
}

/// Lets a host have one input and one value an entry.
fn fill<'w>(
    work: &mut Work<'w>,
    definition: GraphIndex,
    (graph, index): Place,
    mut given: Given<'w>,
) {
    let entries = work.graphs[definition].entries.clone();
    let host = &mut work.graphs[graph].nodes[index];
    let link = |position: usize, name: &str| {
        let inputs = &host.file.inputs;
        let named = inputs.iter().find(|input| input.name == name);
        // Renamed inputs go by their place.
        let placed = || inputs.get(position).filter(|input| !knows(&entries, &input.name));
        named.or_else(placed).and_then(|input| input.link)
    };
    host.inputs = Vec::with_capacity(entries.len());
    host.widgets = Vec::with_capacity(entries.len());
    for (position, entry) in entries.iter().enumerate() {
        let widget = entry.widget.map(|_| position);
        let (name, socket) = (entry.name.clone(), entry.socket.clone());
        let link = link(position, &name);
        host.inputs.push(Socket { name: name.clone(), socket, link, widget });
        let widget = Widget::unknown(name);
        host.widgets.push(Slot { widget, value: entry.initial.clone(), entry: None });
    }
    for (entry, value) in given.drain(..) {
        host.widgets[entry].value = Some(value);
    }
}

fn knows(entries: &[Entry<'_>], name: &str) -> bool {
    entries.iter().any(|entry| entry.name == name)
}
