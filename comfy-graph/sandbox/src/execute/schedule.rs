//! Picks the node that runs next.
//!
//! The engine tells which results are there already. What a node does is not known here.

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use indexmap::{IndexMap, IndexSet};

use crate::schema::Schema;

/// The nodes that must still run, with what they wait for.
#[derive(Debug)]
pub(crate) struct Schedule<'a> {
    prompt: &'a Prompt,
    schema: &'a Schema,
    waiting: IndexMap<NodeId, IndexSet<NodeId>>,
}

impl<'a> Schedule<'a> {
    pub(crate) fn new(prompt: &'a Prompt, schema: &'a Schema) -> Self {
        Self { prompt, schema, waiting: IndexMap::new() }
    }

    /// Adds a node with everything it needs, but for lazy inputs and what `is_done`.
    pub(crate) fn add(&mut self, root: &NodeId, is_done: impl Fn(&NodeId) -> bool) {
        // The last input is looked at first: the real server keeps the same stack.
        let mut stack = vec![root.clone()];
        while let Some(id) = stack.pop() {
            if self.waiting.contains_key(&id) {
                continue;
            }
            let needed: IndexSet<_> = match is_done(&id) {
                true => IndexSet::new(),
                false => self.needs(&id).into_iter().filter(|needed| !is_done(needed)).collect(),
            };
            stack.extend(needed.iter().cloned());
            self.waiting.insert(id, needed);
        }
    }

    /// Makes `node` wait for `needed` too.
    pub(crate) fn wait_for(
        &mut self,
        node: &NodeId,
        needed: &NodeId,
        is_done: impl Fn(&NodeId) -> bool,
    ) {
        self.add(needed, is_done);
        if let Some(needs) = self.waiting.get_mut(node) {
            needs.insert(needed.clone());
        }
    }

    /// The next node that waits for nothing: an output if there is one, else the one nearest to it.
    pub(crate) fn pick(&self) -> Option<NodeId> {
        let ready: Vec<_> =
            self.waiting.iter().filter(|(_, needs)| needs.is_empty()).map(|(id, _)| id).collect();
        let near = |distance: usize| ready.iter().find(|id| self.feeds_output(id, distance));
        let picked = near(0).or_else(|| near(1)).or_else(|| near(2)).or_else(|| ready.first());
        picked.map(|id| (*id).clone())
    }

    /// The node has run.
    pub(crate) fn complete(&mut self, node: &NodeId) {
        self.waiting.shift_remove(node);
        for needs in self.waiting.values_mut() {
            needs.shift_remove(node);
        }
    }

    fn feeds_output(&self, id: &NodeId, distance: usize) -> bool {
        if distance == 0 {
            return self.is_output(id);
        }
        let mut fed = self.waiting.iter().filter(|(_, needs)| needs.contains(id));
        fed.any(|(id, _)| self.feeds_output(id, distance - 1))
    }

    fn is_output(&self, id: &NodeId) -> bool {
        let class = self.prompt.node(id.as_str()).and_then(|node| node.class_type.as_ref());
        let class = class.and_then(|class| self.schema.class(class.as_str()));
        class.is_some_and(|class| class.is_output())
    }

    fn needs(&self, id: &NodeId) -> Vec<NodeId> {
        let Some(node) = self.prompt.node(id.as_str()) else { return Vec::new() };
        let class = node.class_type.as_ref().and_then(|class| self.schema.class(class.as_str()));
        let inputs = class.map(|class| class.inputs(node)).unwrap_or_default();
        let lazy: IndexSet<_> = inputs
            .iter()
            .filter(|input| input.is_lazy())
            .map(|input| input.name.as_str())
            .collect();
        let eager = node.links().filter(|(name, _)| !lazy.contains(name.as_str()));
        let nodes = eager.map(|(_, link)| link.node.clone());
        nodes.filter(|id| self.prompt.node(id.as_str()).is_some()).collect()
    }
}
