//! Lists the nodes that may go into a prompt, those of subgraphs behind their hosts.
//!
//! Fifth pass of conversion, reference E.7, step 4. The order decides that of keys alone.

use std::collections::VecDeque;
use std::rc::Rc;

use super::MAX_NODES;
use super::error::ConvertError;
use super::model::{Graph, GraphIndex, Kind, NodeIndex, Work};

/// How deep subgraphs may stand in subgraphs.
const MAX_NESTING: usize = 100;

/// One use of a graph: the root, or the inside of one host.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) graph: GraphIndex,
    /// What stands before the ids of its nodes.
    pub(super) prefix: Rc<str>,
    /// The node it is the inside of.
    pub(super) host: Option<(Rc<Scope>, NodeIndex)>,
}

impl Scope {
    fn root() -> Rc<Self> {
        Rc::new(Self { graph: 0, prefix: Rc::from(""), host: None })
    }

    /// The inside of the host at `node`, which is one of `definition`.
    pub(super) fn inside(
        self: &Rc<Self>,
        work: &Work<'_>,
        node: NodeIndex,
        definition: GraphIndex,
    ) -> Rc<Self> {
        Rc::new(Self {
            graph: definition,
            prefix: format!("{}:", self.id(work, node)).into(),
            host: Some((Rc::clone(self), node)),
        })
    }

    /// The id of a node in the prompt.
    pub(super) fn id(&self, work: &Work<'_>, node: NodeIndex) -> String {
        format!("{}{}", self.prefix, work.graphs[self.graph].nodes[node].id)
    }
}

/// One use of a node.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) scope: Rc<Scope>,
    pub(super) node: NodeIndex,
}

/// # Errors
///
/// Too many nodes, or too deep a nest.
pub(super) fn in_execution_order(work: &Work<'_>) -> Result<Vec<Item>, ConvertError> {
    let order = execution_order(&work.graphs[0]);
    check_size(work, &order)?;
    let mut items = Vec::new();
    let root = Scope::root();
    for node in order {
        push(work, Item { scope: Rc::clone(&root), node }, &mut items);
    }
    Ok(items)
}

/// Counts before anything is expanded: few definitions can stand for any number of nodes.
fn check_size(work: &Work<'_>, root: &[NodeIndex]) -> Result<(), ConvertError> {
    let mut sizes = vec![Size::default(); work.graphs.len()];
    for definition in &work.inner_first {
        let nodes = work.graphs[*definition].nodes.iter();
        sizes[*definition] = nodes.map(|node| Size::of(node.kind, &sizes)).sum();
    }
    let nodes = root.iter().map(|node| &work.graphs[0].nodes[*node]);
    let total: Size =
        nodes.filter(|node| node.is_active()).map(|node| Size::of(node.kind, &sizes)).sum();
    if total.depth > MAX_NESTING {
        Err(ConvertError::TooDeep)
    } else if total.nodes > MAX_NODES {
        Err(ConvertError::TooManyNodes)
    } else {
        Ok(())
    }
}

/// How much nodes expand to.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    nodes: usize,
    depth: usize,
}

impl Size {
    fn of(kind: Kind<'_>, sizes: &[Self]) -> Self {
        match kind {
            Kind::Host(definition) => {
                let Self { nodes, depth } = sizes[definition];
                Self { nodes: nodes.saturating_add(1), depth: depth + 1 }
            }
            _ => Self { nodes: 1, depth: 0 },
        }
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |sum, size| Self {
            nodes: sum.nodes.saturating_add(size.nodes),
            depth: sum.depth.max(size.depth),
        })
    }
}

/// A node, then all that is inside it. Hosts in subgraphs are looked into whatever their mode.
fn push(work: &Work<'_>, item: Item, items: &mut Vec<Item>) {
    let mut stack = vec![item];
    while let Some(item) = stack.pop() {
        let node = &work.graphs[item.scope.graph].nodes[item.node];
        if let Kind::Host(definition) = node.kind
            && (node.is_active() || item.scope.host.is_some())
        {
            let inside = item.scope.inside(work, item.node, definition);
            let nodes = (0..work.graphs[definition].nodes.len()).rev();
            stack.extend(nodes.map(|node| Item { scope: Rc::clone(&inside), node }));
        }
        items.push(item);
    }
}

/// Nodes behind all that feeds them; of a loop, the lowest ids first, at the end.
fn execution_order(graph: &Graph<'_>) -> Vec<NodeIndex> {
    let is_fed =
        |link: &_| graph.links.get(link).is_some_and(|link| graph.node(&link.origin).is_some());
    let mut open: Vec<usize> = graph
        .nodes
        .iter()
        .map(|node| node.file.inputs.iter().filter_map(|input| input.link).filter(is_fed).count())
        .collect();
    let mut ready: VecDeque<NodeIndex> =
        (0..graph.nodes.len()).filter(|node| open[*node] == 0).collect();
    let mut order = Vec::with_capacity(graph.nodes.len());
    let mut is_listed = vec![false; graph.nodes.len()];
    while let Some(node) = ready.pop_front() {
        if std::mem::replace(&mut is_listed[node], true) {
            continue;
        }
        order.push(node);
        let links = graph.nodes[node].file.outputs.iter().flat_map(|output| &output.links);
        for link in links.filter_map(|link| graph.links.get(link)) {
            let Some(target) = graph.node(&link.target) else { continue };
            open[target] = open[target].saturating_sub(1);
            if open[target] == 0 {
                ready.push_back(target);
            }
        }
    }
    let mut looping: Vec<NodeIndex> = (0..open.len()).filter(|node| !is_listed[*node]).collect();
    looping.sort_by_key(|node| graph.nodes[*node].id.normal());
    order.extend(looping);
    order
}
