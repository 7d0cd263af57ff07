//! Gives hosts of subgraphs the values of the widgets inside that they show.
//!
//! Third pass of conversion, reference E.9. After it, each host holds one value for each entry of
//! its subgraph.

use std::borrow::Cow;

use super::model::{Entry, GraphIndex, Kind, NodeIndex, Slot, Socket, WidgetAt, Work};
use super::virtuals::Virtual;
use crate::json::Json;
use crate::workflow::editor::{EditorId, EditorNode, LinkId, WidgetValues};
use crate::workflow::widgets::Widget;

pub(super) fn widgets_of_hosts(work: &mut Work<'_>) {
    for definition in work.inner_first.clone() {
        promote_inputs(work, definition);
        let hosts = hosts_of(work, definition);
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

fn hosts_of(work: &Work<'_>, definition: GraphIndex) -> Vec<Place> {
    let graphs = work.graphs.iter().enumerate();
    let places = graphs.flat_map(|(graph, content)| {
        let nodes = content.nodes.iter().enumerate();
        nodes.map(move |(index, node)| ((graph, index), node.kind))
    });
    let is_host = |kind| matches!(kind, Kind::Host(graph) if graph == definition);
    places.filter(|(_, kind)| is_host(*kind)).map(|(place, _)| place).collect()
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
        for entry in entries_for(work, definition, &id, name) {
            given.extend(value.map(|value| (entry, Cow::Borrowed(value))));
        }
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

/// The entries that a proxy stands for, made where there are none yet.
fn entries_for(
    work: &mut Work<'_>,
    definition: GraphIndex,
    id: &EditorId<'_>,
    name: &str,
) -> Vec<usize> {
    if id.number() == Some(-1) {
        let entries = &work.graphs[definition].entries;
        return entries.iter().position(|entry| entry.name == name).into_iter().collect();
    }
    let graph = &work.graphs[definition];
    let id = graph.renamed.get(&id.normal()).unwrap_or(id);
    let Some(node) = graph.node(id) else { return Vec::new() };
    let targets = match graph.nodes[node].kind {
        Kind::Virtual(Virtual::Primitive) => targets_of_primitive(work, definition, node),
        _ => widget_called(work, definition, node, name).into_iter().collect(),
    };
    targets.into_iter().filter_map(|target| entry_for(work, definition, target)).collect()
}

fn targets_of_primitive(work: &Work<'_>, graph: GraphIndex, node: NodeIndex) -> Vec<WidgetAt> {
    let file = work.graphs[graph].nodes[node].file;
    let links = file.outputs.first().map_or(&[][..], |output| &output.links);
    let target = |link: &LinkId| {
        let (node, input) = target_of(work, graph, *link)?;
        let widget = work.graphs[graph].nodes[node].inputs[input].widget?;
        Some(WidgetAt { node, widget })
    };
    links.iter().filter_map(target).collect()
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
