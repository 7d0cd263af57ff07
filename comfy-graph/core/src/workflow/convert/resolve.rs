//! Finds what reaches an input through subgraphs, bypassed nodes and nodes that only editors know.
//!
//! Reference E.10. Every question leads to the next one, in a loop, so that no chain is too long.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use super::error::ConvertError;
use super::list::Scope;
use super::model::{Kind, Node, NodeIndex, Work};
use super::virtuals::Virtual;
use crate::json::Json;
use crate::workflow::editor::{EditorId, WidgetValues};

/// What reaches an input.
#[derive(Debug)]
pub(super) enum Reached<'w> {
    /// Nothing at all.
    Nothing,
    /// An output of a node that is in the prompt.
    Output { node: String, slot: i64 },
    /// A value that a host holds.
    Value(Cow<'w, Json<'w>>),
}

/// The next thing to find out.
enum Question<'w> {
    /// What enters input `slot` of a node, asked for as `wanted`.
    Enters { scope: Rc<Scope>, node: NodeIndex, slot: usize, wanted: Option<Cow<'w, str>> },
    /// What leaves output `slot` of a node, asked for as `wanted`.
    Leaves { scope: Rc<Scope>, node: NodeIndex, slot: i64, wanted: Cow<'w, str> },
}

/// Where the way leads next, or where it ends.
type Step<'w> = Result<Result<Question<'w>, Reached<'w>>, ConvertError>;

/// What reaches input `slot` of a node.
///
/// # Errors
///
/// Broken links and circles, which the editor refuses.
pub(super) fn reaching<'w>(
    work: &Work<'w>,
    scope: &Rc<Scope>,
    node: NodeIndex,
    slot: usize,
) -> Result<Reached<'w>, ConvertError> {
    let mut question = Question::Enters { scope: Rc::clone(scope), node, slot, wanted: None };
    let mut seen = Seen::default();
    for step in 0_usize.. {
        // The first two lead to the node at the other end of a plain link.
        if step > 2 {
            work.count_detour()?;
        }
        if !seen.is_new(&question, work.is_strict()) {
            return Err(ConvertError::Circle { node: scope.id(work, node) });
        }
        let step = match question {
            Question::Enters { scope, node, slot, wanted } => {
                enters(work, scope, node, (slot, wanted))
            }
            Question::Leaves { scope, node, slot, wanted } => {
                leaves(work, scope, node, (slot, wanted))
            }
        };
        match step? {
            Ok(next) => question = next,
            Err(reached) => return Ok(reached),
        }
    }
    Ok(Reached::Nothing)
}

fn enters<'w>(
    work: &Work<'w>,
    scope: Rc<Scope>,
    node: NodeIndex,
    (slot, wanted): (usize, Option<Cow<'w, str>>),
) -> Step<'w> {
    let graph = &work.graphs[scope.graph];
    let Some(input) = graph.nodes[node].inputs.get(slot) else { return nothing() };
    let Some(id) = input.link else { return Ok(Err(held(work, &scope, node, slot))) };
    let (asking, name) = (|| scope.id(work, node), || input.name.to_string());
    let Some(link) = graph.links.get(&id) else {
        return Err(ConvertError::MissingLink { node: asking(), input: name(), link: id });
    };
    if link.origin.is(&EditorId::INPUTS) {
        return from_host(scope, link.origin_slot);
    }
    let Some(origin) = graph.node(&link.origin) else {
        return Err(ConvertError::MissingOrigin { node: asking(), input: name(), link: id });
    };
    let wanted = wanted.unwrap_or_else(|| input.socket.clone());
    let slot = link.origin_slot;
    Ok(Ok(Question::Leaves { scope, node: origin, slot, wanted }))
}

/// The way goes on at the host that the graph is the inside of.
fn from_host<'w>(scope: Rc<Scope>, slot: i64) -> Step<'w> {
    let (Some((outside, host)), Ok(slot)) = (&scope.host, usize::try_from(slot)) else {
        return nothing();
    };
    let (scope, node) = (Rc::clone(outside), *host);
    Ok(Ok(Question::Enters { scope, node, slot, wanted: None }))
}

/// What an unlinked input has: hosts hold values, other nodes have none to give away.
fn held<'w>(work: &Work<'w>, scope: &Rc<Scope>, node: NodeIndex, slot: usize) -> Reached<'w> {
    let node = &work.graphs[scope.graph].nodes[node];
    let is_host = matches!(node.kind, Kind::Host(_));
    let widget = node.inputs[slot].widget.filter(|_| is_host);
    match widget.and_then(|widget| node.widgets[widget].value.clone()) {
        Some(value) => Reached::Value(value),
        None => Reached::Nothing,
    }
}

fn leaves<'w>(
    work: &Work<'w>,
    scope: Rc<Scope>,
    index: NodeIndex,
    (slot, wanted): (i64, Cow<'w, str>),
) -> Step<'w> {
    let node = &work.graphs[scope.graph].nodes[index];
    if node.is_muted() {
        return nothing();
    }
    if node.is_bypassed() {
        let Some(input) = passed_by(node, slot, &wanted) else { return nothing() };
        return Ok(Ok(Question::Enters { scope, node: index, slot: input, wanted: None }));
    }
    match node.kind {
        Kind::Host(definition) => {
            let inside = scope.inside(work, index, definition);
            leaves_host(work, inside, slot, wanted)
        }
        Kind::Virtual(Virtual::Get) => feeds_get(work, scope, node, wanted),
        Kind::Virtual(_) => match usize::try_from(slot) {
            Ok(slot) => {
                let wanted = Some(wanted);
                Ok(Ok(Question::Enters { scope, node: index, slot, wanted }))
            }
            Err(_) => nothing(),
        },
        Kind::Class(_) | Kind::Unknown => {
            let node = scope.id(work, index);
            Ok(Err(Reached::Output { node, slot }))
        }
    }
}

fn leaves_host<'w>(
    work: &Work<'w>,
    inside: Rc<Scope>,
    slot: i64,
    wanted: Cow<'w, str>,
) -> Step<'w> {
    let graph = &work.graphs[inside.graph];
    let port = usize::try_from(slot).ok().and_then(|slot| graph.outputs.get(slot));
    let Some(link) = port.and_then(|port| graph.links.get(port.links.first()?)) else {
        return nothing();
    };
    if link.origin.is(&EditorId::INPUTS) {
        if work.is_strict() {
            let host = inside.prefix.trim_end_matches(':').to_owned();
            return Err(ConvertError::Passthrough { host });
        }
        return from_host(inside, link.origin_slot);
    }
    let Some(node) = graph.node(&link.origin) else { return nothing() };
    Ok(Ok(Question::Leaves { scope: inside, node, slot: link.origin_slot, wanted }))
}

/// The first node that sets the name, in this graph or in those around it.
fn feeds_get<'w>(
    work: &Work<'w>,
    mut scope: Rc<Scope>,
    get: &Node<'w>,
    wanted: Cow<'w, str>,
) -> Step<'w> {
    let Some(name) = name_of(get) else { return nothing() };
    loop {
        let nodes = &work.graphs[scope.graph].nodes;
        let sets = |node: &Node<'_>| {
            matches!(node.kind, Kind::Virtual(Virtual::Set)) && name_of(node) == Some(name)
        };
        if let Some(node) = nodes.iter().position(sets) {
            return Ok(Ok(Question::Enters { scope, node, slot: 0, wanted: Some(wanted) }));
        }
        let Some((outside, _)) = &scope.host else { return nothing() };
        scope = Rc::clone(outside);
    }
}

fn name_of<'w>(node: &Node<'w>) -> Option<&'w str> {
    match &node.file.values {
        WidgetValues::List(values) => values.first()?.as_text(),
        WidgetValues::Absent | WidgetValues::Named(_) => None,
    }
}

fn nothing<'w>() -> Step<'w> {
    Ok(Err(Reached::Nothing))
}

/// The input that a bypassed node passes on by an output.
fn passed_by(node: &Node<'_>, slot: i64, wanted: &str) -> Option<usize> {
    let slot = usize::try_from(slot).ok()?;
    if is_any(wanted) {
        return Some(if slot < node.inputs.len() { slot } else { 0 });
    }
    let output = node.outputs.get(slot).map_or("*", |output| output);
    let fits = |index: &usize| {
        let socket = &node.inputs[*index].socket;
        is_compatible(socket, output) && is_compatible(socket, wanted)
    };
    let all = 0..node.inputs.len();
    let same_slot = Some(slot).filter(|slot| all.contains(slot) && fits(slot));
    let same_type = || all.clone().find(|index| node.inputs[*index].socket == wanted);
    same_slot.or_else(same_type).or_else(|| all.clone().find(fits))
}

fn is_any(socket: &str) -> bool {
    matches!(socket, "" | "*")
}

/// Whether the editor would let both be linked.
pub(super) fn is_compatible(one: &str, other: &str) -> bool {
    if is_any(one) || is_any(other) || one.eq_ignore_ascii_case(other) {
        return true;
    }
    let has = |name: &str| other.split(',').any(|of| of.trim().eq_ignore_ascii_case(name.trim()));
    one.split(',').any(has)
}

/// The questions asked so far.
#[derive(Default)]
struct Seen {
    few: Vec<Key>,
    many: HashSet<Key>,
}

/// Which way round, the graph, the node, the slot, the use of the graph.
type Key = (bool, usize, usize, i64, Rc<str>);

impl Seen {
    const FEW: usize = 32;

    /// The editor takes two uses of one subgraph for the same, so that it sees circles where there
    /// are none.
    fn is_new(&mut self, question: &Question<'_>, is_strict: bool) -> bool {
        let (enters, scope, node, slot) = match question {
            Question::Enters { scope, node, slot, .. } => {
                (true, scope, *node, i64::try_from(*slot).unwrap_or(i64::MAX))
            }
            Question::Leaves { scope, node, slot, .. } => (false, scope, *node, *slot),
        };
        let place = if is_strict { Rc::from("") } else { Rc::clone(&scope.prefix) };
        let key = (enters, scope.graph, node, slot, place);
        if self.few.len() < Self::FEW {
            let is_new = !self.few.contains(&key);
            self.few.push(key);
            return is_new;
        }
        !self.few.contains(&key) && self.many.insert(key)
    }
}
