//! Keeps the three places in which a file writes down a link in step.
//!
//! They are the row among the links, the input at its end, the output at its start; a border of a
//! subgraph has ports instead.

use super::make;
use super::read::is_end;
use crate::ids::Slot;
use crate::json::{Json, Object};
use crate::schema::NodeClass;
use crate::workflow::{
    EditorGraph, EditorId, EditorInput, EditorLink, EditorNode, EditorOutput, LinkId, Port,
};

/// One graph of a file, with the ports of its borders.
pub(super) struct Part<'p, 'a> {
    pub(super) graph: &'p mut EditorGraph<'a>,
    /// Those at the start of links; none for the root.
    pub(super) inputs: &'p mut [Port<'a>],
    /// Those at the end of links.
    pub(super) outputs: &'p mut [Port<'a>],
    /// What else the graph has, such as reroutes.
    pub(super) rest: &'p mut Object<'a>,
}

/// The two ends of a link within its graph.
pub(super) struct Ends<'e> {
    pub(super) from: (&'e str, Slot),
    pub(super) to: (&'e str, &'e str),
}

impl<'a> Part<'_, 'a> {
    pub(super) fn node_mut(&mut self, id: &str) -> Option<&mut EditorNode<'a>> {
        let id = EditorId::Text(id.into());
        self.graph.nodes.iter_mut().find(|node| node.id.is(&id))
    }

    /// Takes away the link that ends where `ends` says.
    pub(super) fn unlink(&mut self, ends: &Ends<'_>) {
        let (node, input) = ends.to;
        let id = if is_border(node, &EditorId::OUTPUTS) {
            let position = self.outputs.iter().position(|port| port.name == input);
            let origin = EditorId::Text(ends.from.0.into());
            let mut links = self.graph.links.iter().rev();
            let found = links.find(|link| {
                position.is_some_and(|position| is_end(link, position)) && link.origin.is(&origin)
            });
            found.map(|link| link.id)
        } else {
            let input = self.node_mut(node).and_then(|node| named(&mut node.inputs, input));
            input.and_then(|input| input.link)
        };
        if let Some(id) = id {
            self.forget(id);
        }
    }

    /// Takes every trace of a link away.
    pub(super) fn forget(&mut self, id: LinkId) {
        self.graph.links.retain(|link| link.id != id);
        for node in &mut self.graph.nodes {
            for input in node.inputs.iter_mut().filter(|input| input.link == Some(id)) {
                input.link = None;
            }
            for output in &mut node.outputs {
                output.links.retain(|link| *link != id);
            }
        }
        for port in self.inputs.iter_mut().chain(self.outputs.iter_mut()) {
            port.links.retain(|link| *link != id);
        }
        forget_reroutes(self.rest, id);
        if let Some(Json::Object(extra)) = self.rest.get_mut("extra") {
            forget_reroutes(extra, id);
        }
    }

    /// Adds a link.
    ///
    /// `class` is that of the node at its start, where the schema has it; `input` is the one at its
    /// end, in case the file does not list it.
    pub(super) fn link(
        &mut self,
        id: LinkId,
        ends: &Ends<'_>,
        (class, input): (Option<&NodeClass>, EditorInput<'a>),
    ) {
        let (origin, slot) = ends.from;
        let Some((origin, socket)) = self.start(id, (origin, slot), class) else { return };
        let Some((target, place)) = self.end(id, ends.to.0, input) else { return };
        let from = (origin, i64::from(slot.position()));
        self.graph.links.push(EditorLink::new(id, from, (target, place), socket));
    }

    fn start(
        &mut self,
        id: LinkId,
        (node, slot): (&str, Slot),
        class: Option<&NodeClass>,
    ) -> Option<(EditorId<'a>, Json<'a>)> {
        let position = usize::from(slot.position());
        if is_border(node, &EditorId::INPUTS) {
            let port = self.inputs.get_mut(position)?;
            port.links.push(id);
            return Some((EditorId::INPUTS, port.socket.clone()));
        }
        let node = self.node_mut(node)?;
        let missing = class.map(make::outputs).unwrap_or_default().into_iter();
        node.outputs.extend(missing.skip(node.outputs.len()));
        while node.outputs.len() <= position {
            node.outputs.push(EditorOutput::new("", "*"));
        }
        let output = &mut node.outputs[position];
        output.links.push(id);
        Some((node.id.clone(), output.socket.clone()))
    }

    fn end(
        &mut self,
        id: LinkId,
        node: &str,
        input: EditorInput<'a>,
    ) -> Option<(EditorId<'a>, i64)> {
        let name = input.name.clone();
        if is_border(node, &EditorId::OUTPUTS) {
            let position = self.outputs.iter().position(|port| port.name == name)?;
            self.outputs[position].links.push(id);
            return Some((EditorId::OUTPUTS, i64::try_from(position).ok()?));
        }
        // What is left of a link whose row is missing goes first.
        let stale = self.node_mut(node)?.inputs.iter().find(|input| input.name == name);
        if let Some(stale) = stale.and_then(|input| input.link) {
            self.forget(stale);
        }
        let node = self.node_mut(node)?;
        let position = node.inputs.iter().position(|input| input.name == name);
        let position = position.unwrap_or_else(|| {
            let position = place_of(&node.inputs, &name);
            node.inputs.insert(position, input);
            position
        });
        node.inputs[position].link = Some(id);
        let target = node.id.clone();
        self.renumber(&target);
        Some((target, i64::try_from(position).ok()?))
    }

    /// Makes the links that end at a node count its inputs as they are now.
    pub(super) fn renumber(&mut self, node: &EditorId<'_>) {
        let Some(node) = self.graph.nodes.iter().find(|found| found.id.is(node)) else { return };
        for (position, input) in (0_i64..).zip(&node.inputs) {
            let rows = self.graph.links.iter_mut().filter(|row| Some(row.id) == input.link);
            rows.filter(|row| row.target.is(&node.id)).for_each(|row| row.target_slot = position);
        }
    }

    /// The highest number of any link, or ever given to one of a subgraph.
    pub(super) fn last_link(&self) -> i64 {
        let links = self.graph.links.iter().map(|link| link.id.number());
        let state = self.rest.get("state").and_then(Json::as_object);
        let last = state.and_then(|state| match state.get("lastLinkId")? {
            Json::Int(last) => i64::try_from(*last).ok(),
            _ => None,
        });
        links.chain(last).fold(0, i64::max)
    }
}

fn named<'i, 'a>(inputs: &'i mut [EditorInput<'a>], name: &str) -> Option<&'i mut EditorInput<'a>> {
    inputs.iter_mut().find(|input| input.name == name)
}

fn is_border(id: &str, border: &EditorId<'_>) -> bool {
    EditorId::Text(id.into()).is(border)
}

/// Where a new input belongs: behind the elements of its group, else at the end.
fn place_of(inputs: &[EditorInput<'_>], name: &str) -> usize {
    let group = name.rsplit_once('.').map(|(group, _)| format!("{group}."));
    let last =
        group.and_then(|group| inputs.iter().rposition(|input| input.name.starts_with(&group)));
    last.map_or(inputs.len(), |last| last + 1)
}

/// Native reroutes only shape links, yet they name them.
fn forget_reroutes(object: &mut Object<'_>, id: LinkId) {
    let is_it = |json: &Json<'_>| *json == Json::from(id.number());
    if let Some(Json::List(extensions)) = object.get_mut("linkExtensions") {
        extensions.retain(|extension| {
            let extension = extension.as_object().and_then(|extension| extension.get("id"));
            !extension.is_some_and(is_it)
        });
    }
    if let Some(Json::List(reroutes)) = object.get_mut("reroutes") {
        for reroute in reroutes {
            if let Json::Object(reroute) = reroute
                && let Some(Json::List(links)) = reroute.get_mut("linkIds")
            {
                links.retain(|link| !is_it(link));
            }
        }
    }
}
