//! Numbers the links of a prompt, then plugs them into the drawn nodes.

use super::ids::Ids;
use super::loss::{Loss, LossReason, Losses};
use super::node::Sketch;
use super::sockets::Socket;
use super::types::Types;
use crate::json::{Json, Object};
use crate::prompt::Prompt;
use crate::schema::Presence;
use crate::workflow::{EditorInput, EditorLink, EditorNode, EditorOutput, LinkId};

/// The links of all nodes, in the order of the inputs they feed.
pub(super) struct Wires {
    pub(super) links: Vec<EditorLink<'static>>,
    /// By node and input, the link that ends there.
    inputs: Vec<Vec<Option<LinkId>>>,
    /// By node and output, the links that start there.
    outputs: Vec<Vec<Vec<LinkId>>>,
}

impl Wires {
    pub(super) fn new(ids: &Ids<'_>, sketches: &[Sketch<'_>], types: &Types<'_>) -> Self {
        let declared = |sketch: &Sketch<'_>| sketch.class.map_or(0, |class| class.outputs.len());
        let outputs = sketches.iter().map(|sketch| vec![Vec::new(); declared(sketch)]).collect();
        let mut wires = Self { links: Vec::new(), inputs: Vec::new(), outputs };
        for (place, sketch) in sketches.iter().enumerate() {
            let sockets = sketch.sockets.iter().enumerate();
            let links = sockets.map(|(input, socket)| {
                let link = sketch.node.inputs.get(&*socket.name)?.as_link()?;
                let producer = ids.place(link.node.as_str())?;
                let slot = usize::from(link.slot.position());
                let socket = types.output(sketches, producer, slot);
                if sketches[producer].class.is_none() {
                    wires.show_output(producer, slot);
                }
                Some(wires.add(ids, (producer, slot), (place, input), socket))
            });
            let links = links.collect();
            wires.inputs.push(links);
        }
        wires
    }

    fn add(
        &mut self,
        ids: &Ids<'_>,
        (producer, slot): (usize, usize),
        (consumer, input): (usize, usize),
        socket: String,
    ) -> LinkId {
        let id = LinkId::new(number(self.links.len()) + 1);
        let origin = (ids.at(producer).clone(), number(slot));
        let target = (ids.at(consumer).clone(), number(input));
        self.links.push(EditorLink::new(id, origin, target, socket));
        if let Some(links) = self.outputs[producer].get_mut(slot) {
            links.push(id);
        }
        id
    }

    /// Gives a node of an unknown class its output at `slot`, with those before.
    fn show_output(&mut self, node: usize, slot: usize) {
        let outputs = &mut self.outputs[node];
        if outputs.len() <= slot && slot < MAX_UNKNOWN {
            outputs.resize(slot + 1, Vec::new());
        }
    }

    /// The highest link id.
    pub(super) fn last(&self) -> LinkId {
        LinkId::new(number(self.links.len()))
    }

    /// Gives `node`, the one at `place`, its inputs and outputs.
    pub(super) fn plug(
        &self,
        place: usize,
        sketches: &[Sketch<'_>],
        types: &Types<'_>,
        node: &mut EditorNode<'static>,
    ) {
        let sockets = sketches[place].sockets.iter().zip(&self.inputs[place]);
        let input = |(socket, link): (&Socket<'_>, &Option<LinkId>)| {
            let mut input = input(socket, types.input(place, socket.kind));
            input.link = *link;
            input
        };
        node.inputs = sockets.map(input).collect();
        let rows = self.outputs[place].iter().enumerate();
        let output = |(slot, links): (usize, &Vec<LinkId>)| {
            let mut output = output(&sketches[place], slot, types.output(sketches, place, slot));
            output.links.clone_from(links);
            output
        };
        node.outputs = rows.map(output).collect();
    }
}

/// How many outputs a node of an unknown class has at most; links to slots past these survive all
/// the same.
const MAX_UNKNOWN: usize = 64;

/// The shape of inputs that may be left open.
const OPTIONAL: i64 = 7;
/// The shape of outputs that give lists.
const LIST: i64 = 6;

fn input(socket: &Socket<'_>, kind: String) -> EditorInput<'static> {
    let mut input = EditorInput::new(socket.name.clone().into_owned(), kind);
    input.rest = Object::from_iter([("name", Json::Null), ("type", Json::Null)]);
    if socket.presence == Presence::Optional {
        input.rest.insert("shape", OPTIONAL);
    }
    if socket.widget {
        input.widget = Some(socket.name.clone().into_owned().into());
        input.rest.insert("widget", Object::new());
    }
    input.rest.insert("link", Json::Null);
    input
}

fn output(sketch: &Sketch<'_>, slot: usize, kind: String) -> EditorOutput<'static> {
    let declared = sketch.class.and_then(|class| class.outputs.get(slot));
    let name = declared.map_or_else(|| kind.clone(), |output| output.name.to_string());
    let mut output = EditorOutput::new(name, kind);
    output.rest = Object::from_iter([("name", Json::Null), ("type", Json::Null)]);
    if declared.is_some_and(|output| output.is_list) {
        output.rest.insert("shape", LIST);
    }
    output.rest.insert("links", Json::List(Vec::new()));
    output
}

/// Tells of links to nodes that are not there; editors refuse to export those.
pub(super) fn dangling(prompt: &Prompt, ids: &Ids<'_>, all: &mut Vec<Loss>) {
    for (id, node) in prompt.nodes() {
        let links = node.links().filter(|(_, link)| ids.place(link.node.as_str()).is_none());
        for (name, link) in links {
            let reason = LossReason::NoProducer(link.node.clone());
            Losses::new(id, all).of_input(name.as_str(), reason);
        }
    }
}

fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}
