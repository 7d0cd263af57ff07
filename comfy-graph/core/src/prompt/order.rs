//! Orders the nodes of a prompt so that each follows what it needs.
//!
//! Links to missing nodes are passed over; naming those is the validator's business.

use indexmap::IndexMap;

use super::Prompt;
use crate::ids::NodeId;

/// Nodes that need each other, in link order; the first follows the last.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the nodes {} need each other; remove one of these links", list(.nodes))]
pub struct Cycle {
    nodes: Vec<NodeId>,
}

impl Cycle {
    /// The nodes on the cycle, each fed by the next.
    #[must_use]
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }
}

fn list(nodes: &[NodeId]) -> String {
    nodes.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" ← ")
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open,
    Done,
}

impl Prompt {
    /// The node ids, each after all nodes it is linked to; otherwise in written order.
    ///
    /// # Errors
    ///
    /// [`Cycle`] when nodes need each other.
    pub fn topological_order(&self) -> Result<Vec<&NodeId>, Cycle> {
        let mut marks: IndexMap<&NodeId, Mark> = IndexMap::new();
        let mut order = Vec::with_capacity(self.len());
        for (root, _) in self.nodes() {
            self.visit(root, &mut marks, &mut order)?;
        }
        Ok(order)
    }

    // An explicit stack: a prompt may chain more nodes than a thread has stack for.
    fn visit<'a>(
        &'a self,
        root: &'a NodeId,
        marks: &mut IndexMap<&'a NodeId, Mark>,
        order: &mut Vec<&'a NodeId>,
    ) -> Result<(), Cycle> {
        let mut stack = vec![(root, 0)];
        while let Some((id, position)) = stack.pop() {
            if position == 0 {
                match marks.get(id) {
                    Some(Mark::Done) => continue,
                    Some(Mark::Open) => return Err(cycle_at(&stack, id)),
                    None => marks.insert(id, Mark::Open),
                };
            }
            match self.needs(id).nth(position) {
                Some(needed) => stack.extend([(id, position + 1), (needed, 0)]),
                None => {
                    marks.insert(id, Mark::Done);
                    order.push(id);
                }
            }
        }
        Ok(())
    }

    fn needs<'a>(&'a self, id: &'a NodeId) -> impl Iterator<Item = &'a NodeId> {
        let links = self.nodes.get(id).into_iter().flat_map(|node| node.links());
        links.filter_map(|(_, link)| self.nodes.get_key_value(&link.node).map(|(id, _)| id))
    }
}

fn cycle_at(stack: &[(&NodeId, usize)], repeated: &NodeId) -> Cycle {
    let first = stack.iter().position(|(id, _)| *id == repeated).unwrap_or(0);
    Cycle { nodes: stack[first..].iter().map(|(id, _)| (*id).clone()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ClassName, Slot};
    use crate::prompt::{Link, PromptNode, Value};

    fn chain(links: &[(u32, u32)]) -> Prompt {
        let node = |&(id, needed): &(u32, u32)| {
            let mut node = PromptNode::new(ClassName::new("A").unwrap());
            let link = Link { node: needed.into(), slot: Slot::new(0) };
            node.inputs.insert("in".parse().unwrap(), Value::Link(link));
            (NodeId::from(id), node)
        };
        links.iter().map(node).collect()
    }

    #[test]
    fn what_is_needed_comes_first() {
        let prompt = chain(&[(3, 2), (1, 99), (2, 1)]);

        let order: Vec<_> =
            prompt.topological_order().unwrap().into_iter().map(NodeId::as_str).collect();

        assert_eq!(order, ["1", "2", "3"]);
    }

    #[test]
    fn the_nodes_of_a_cycle_are_named() {
        let cycle = chain(&[(1, 2), (2, 3), (3, 2)]).topological_order().unwrap_err();

        assert_eq!(
            cycle.to_string(),
            "the nodes `2` ← `3` need each other; remove one of these links"
        );
    }

    #[test]
    fn a_chain_longer_than_the_stack_is_ordered() {
        let links: Vec<_> = (0..200_000).map(|id| (id, id + 1)).collect();

        assert_eq!(chain(&links).topological_order().unwrap().len(), 200_000);
    }
}
