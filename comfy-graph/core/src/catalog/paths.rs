//! Finds the shortest chains of classes from one type to another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;

use super::wires::{InputSocket, OutputSocket, Sockets};
use crate::ids::{InputName, Slot};
use crate::schema::{COMBO, InputKind, NodeClass, Pack, Presence, SocketType, TypeName};

/// A chain of classes that turns one type into another.
#[derive(Debug, Clone, PartialEq)]
pub struct Path<'s> {
    /// The type at the start.
    pub from: TypeName,
    /// The classes, first to last; never empty.
    pub steps: Vec<Step<'s>>,
}

/// One class of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Step<'s> {
    /// The class.
    pub class: &'s NodeClass,
    /// The input that what comes before is linked to, as prompts name it.
    pub input: InputName,
    /// The output that goes on.
    pub slot: Slot,
    /// What it gives.
    pub socket: TypeName,
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        let mut steps = self.steps.iter();
        steps.try_for_each(|step| write!(f, " -> {} -> {}", step.class.name, step.socket))
    }
}

/// Types of plain values, which nearly every class takes.
const VALUES: [&str; 5] = ["INT", "FLOAT", "STRING", "BOOLEAN", COMBO];

/// What a step costs, beside which everything else only breaks ties.
const STEP: u32 = 10_000;

/// A class that turns one type into another.
struct Edge<'w, 's> {
    input: &'w InputSocket<'s>,
    output: &'w OutputSocket<'s>,
    to: &'w TypeName,
    cost: u32,
}

/// The edges from each type, by class name.
type Edges<'w, 's> = BTreeMap<&'w TypeName, Vec<Edge<'w, 's>>>;

/// The best `limit` chains, cheapest first.
pub(super) fn find<'s>(
    sockets: &Sockets<'s>,
    (from, to): (&SocketType, &SocketType),
    limit: usize,
) -> Vec<Path<'s>> {
    let edges = edges(sockets, from);
    let rest = costs_to(&edges, to);
    let mut open = BinaryHeap::new();
    for name in from.names() {
        open.push(Chain { spent: 0, estimate: 0, start: name, edges: Vec::new() });
    }
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(chain) = open.pop()
    {
        let at = chain.end();
        if !chain.edges.is_empty() && to.names().contains(at) {
            found.push(chain.into_path());
            continue;
        }
        for edge in edges.get(at).into_iter().flatten() {
            let Some(rest) = rest.get(edge.to) else { continue };
            if !chain.visits(edge.to) || (chain.edges.is_empty() && to.names().contains(edge.to)) {
                open.push(chain.longer(edge, *rest));
            }
        }
    }
    found
}

/// Every edge but those through wildcards, and those from plain values that `from` does not name.
fn edges<'w, 's>(sockets: &'w Sockets<'s>, from: &'w SocketType) -> Edges<'w, 's> {
    let mut outputs: BTreeMap<&str, Vec<&OutputSocket<'s>>> = BTreeMap::new();
    for output in &sockets.outputs {
        outputs.entry(output.class.name.as_str()).or_default().push(output);
    }
    let mut edges = Edges::new();
    for input in &sockets.inputs {
        let outputs = outputs.get(input.class.name.as_str()).into_iter().flatten();
        let mut outputs: Vec<_> = outputs.filter(|output| !output.is_template).collect();
        outputs.dedup_by(|a, b| a.socket == b.socket);
        for name in input.socket.names() {
            if VALUES.contains(&name.as_str()) && !from.names().contains(name) {
                continue;
            }
            let from = edges.entry(name).or_default();
            for output in &outputs {
                from.extend(output.socket.names().iter().map(|to| Edge::new(input, output, to)));
            }
        }
    }
    edges.values_mut().for_each(keep_cheapest);
    edges
}

/// Keeps one edge for each class and type it gives.
fn keep_cheapest(edges: &mut Vec<Edge<'_, '_>>) {
    let key = |edge: &Edge<'_, '_>| (edge.to.clone(), edge.output.class.name.clone());
    edges.sort_by_cached_key(|edge| (key(edge), edge.cost, edge.output.slot));
    edges.dedup_by(|a, b| key(a) == key(b));
}

/// The least cost from each type to `to`; exact, so that the search opens few chains in vain.
fn costs_to<'w>(edges: &Edges<'w, '_>, to: &'w SocketType) -> BTreeMap<&'w TypeName, u32> {
    let mut costs: BTreeMap<_, u32> = to.names().iter().map(|name| (name, 0)).collect();
    loop {
        let mut changed = false;
        for (from, edges) in edges {
            let reach = |edge: &Edge<'_, '_>| Some(costs.get(edge.to)? + edge.cost);
            let Some(cost) = edges.iter().filter_map(reach).min() else { continue };
            if costs.get(from).is_none_or(|known| cost < *known) {
                costs.insert(from, cost);
                changed = true;
            }
        }
        if !changed {
            return costs;
        }
    }
}

impl<'w, 's> Edge<'w, 's> {
    fn new(input: &'w InputSocket<'s>, output: &'w OutputSocket<'s>, to: &'w TypeName) -> Self {
        let (class, flags) = (input.class, input.class.flags);
        let links = || class.required().filter(|input| is_link(&input.kind));
        let gives_what_it_takes = || {
            let mut sockets = links().filter_map(|input| input.kind.socket());
            sockets.any(|socket| socket.names().contains(to))
        };
        let is_value = input.socket.names().iter().any(|name| VALUES.contains(&name.as_str()));
        let burdens = [
            (flags.api_node, 300),
            (flags.deprecated || flags.dev_only, 300),
            // A file name does not become the image that is saved under it.
            (is_value && gives_what_it_takes(), 100),
            (flags.experimental, 50),
            (input.presence == Presence::Optional, 30),
            (!input.options.is_empty(), 20),
            // The server's oldest module holds what most workflows are made of.
            (&*class.python_module != "nodes", 20),
            (matches!(input.socket, SocketType::Union(_)), 10),
            (class.pack() != Pack::Core, 10),
        ];
        let burden: u32 = burdens.iter().filter(|(holds, _)| *holds).map(|(_, cost)| cost).sum();
        let links = u32::try_from(links().count().min(20)).unwrap_or_default();
        Self { input, output, to, cost: STEP + burden + links }
    }
}

fn is_link(kind: &InputKind) -> bool {
    matches!(kind, InputKind::Socket(_) | InputKind::MatchType(_) | InputKind::DynamicSlot(_))
}

/// The beginning of a chain.
struct Chain<'w, 's, 'e> {
    spent: u32,
    /// What the whole chain costs at least.
    estimate: u32,
    start: &'w TypeName,
    edges: Vec<&'e Edge<'w, 's>>,
}

impl<'w, 's, 'e> Chain<'w, 's, 'e> {
    fn end(&self) -> &'w TypeName {
        self.edges.last().map_or(self.start, |edge| edge.to)
    }

    fn visits(&self, name: &TypeName) -> bool {
        self.start == name || self.edges.iter().any(|edge| edge.to == name)
    }

    fn longer(&self, edge: &'e Edge<'w, 's>, rest: u32) -> Self {
        let mut edges = self.edges.clone();
        edges.push(edge);
        let spent = self.spent + edge.cost;
        Self { spent, estimate: spent + rest, start: self.start, edges }
    }

    fn into_path(self) -> Path<'s> {
        let step = |edge: &&Edge<'w, 's>| Step {
            class: edge.output.class,
            input: InputName::new(&*edge.input.name).expect("BUG: inputs have names"),
            slot: edge.output.slot,
            socket: edge.to.clone(),
        };
        Path { from: self.start.clone(), steps: self.edges.iter().map(step).collect() }
    }

    /// Cheapest first, then by names, so that the order is always the same.
    fn key(&self) -> (u32, usize, Vec<&str>) {
        let names = self.edges.iter().map(|edge| edge.output.class.name.as_str()).collect();
        (self.estimate, self.edges.len(), names)
    }
}

impl Ord for Chain<'_, '_, '_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        Reverse(self.key()).cmp(&Reverse(other.key()))
    }
}

impl PartialOrd for Chain<'_, '_, '_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Chain<'_, '_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Chain<'_, '_, '_> {}
