//! Groups nodes by the subgraphs that their ids tell of: `57:3` was inside node `57`.

use std::collections::HashMap;

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use indexmap::IndexMap;

use super::order::Links;

/// The nodes of one function, and those of the functions it calls.
#[derive(Debug, Default)]
pub(super) struct Group<'p> {
    /// The node that stood for the subgraph; `None` for the whole prompt.
    pub(super) host: Option<NodeId>,
    pub(super) units: Vec<Unit<'p>>,
}

/// A part of a group that is done in one go.
#[derive(Debug)]
pub(super) enum Unit<'p> {
    Node(&'p NodeId),
    Group(Group<'p>),
}

/// The groups of a prompt in an order that can be run, with the hosts that make no group.
#[derive(Debug)]
pub(super) struct Groups<'p> {
    pub(super) root: Group<'p>,
    pub(super) entangled: Vec<NodeId>,
}

impl<'p> Groups<'p> {
    /// Groups the nodes of `prompt`, whose links are in order but for those in `cut`.
    pub(super) fn of(prompt: &'p Prompt, cut: &Links) -> Self {
        let mut root = Group::default();
        for (id, _) in prompt.nodes() {
            root.place(id, &hosts(id));
        }
        let mut groups = Self { root: Group::default(), entangled: Vec::new() };
        root.arrange(prompt, cut, &mut groups.entangled);
        groups.root = root;
        groups
    }
}

/// Ids with more parts tell of no subgraphs that a person made.
const MOST_PARTS: usize = 16;

/// The hosts of a node, outermost first: `30` and `30:201` for `30:201:101`.
fn hosts(id: &NodeId) -> Vec<NodeId> {
    let text = id.as_str();
    if text.split(':').any(str::is_empty) || text.split(':').count() > MOST_PARTS {
        return Vec::new();
    }
    let ends = text.match_indices(':').map(|(end, _)| &text[..end]);
    ends.filter_map(|host| NodeId::new(host).ok()).collect()
}

impl<'p> Group<'p> {
    fn place(&mut self, id: &'p NodeId, hosts: &[NodeId]) {
        let Some((host, rest)) = hosts.split_first() else {
            self.units.push(Unit::Node(id));
            return;
        };
        let is_host = |unit: &Unit<'_>| match unit {
            Unit::Group(group) => group.host.as_ref() == Some(host),
            Unit::Node(_) => false,
        };
        let position = self.units.iter().position(is_host).unwrap_or_else(|| {
            self.units.push(Unit::Group(Group { host: Some(host.clone()), units: Vec::new() }));
            self.units.len() - 1
        });
        if let Unit::Group(group) = &mut self.units[position] {
            group.place(id, rest);
        }
    }

    /// Every node, those of inner groups too.
    pub(super) fn nodes(&self) -> Vec<&'p NodeId> {
        let nodes = self.units.iter().flat_map(|unit| match unit {
            Unit::Node(id) => vec![*id],
            Unit::Group(group) => group.nodes(),
        });
        nodes.collect()
    }

    /// Brings the units into order; groups that need what needs them are dissolved.
    fn arrange(&mut self, prompt: &Prompt, cut: &Links, entangled: &mut Vec<NodeId>) {
        loop {
            match order(&self.needs(prompt, cut)) {
                Ok(order) => {
                    self.reorder(&order);
                    break;
                }
                Err(circle) => self.dissolve(&circle, entangled),
            }
        }
        for unit in &mut self.units {
            if let Unit::Group(group) = unit {
                group.arrange(prompt, cut, entangled);
            }
        }
    }

    /// The units that each unit needs, by position.
    fn needs(&self, prompt: &Prompt, cut: &Links) -> Vec<Vec<usize>> {
        let nodes = |unit: &Unit<'p>| match unit {
            Unit::Node(id) => vec![*id],
            Unit::Group(group) => group.nodes(),
        };
        let nodes: Vec<Vec<&NodeId>> = self.units.iter().map(nodes).collect();
        let mut places = HashMap::new();
        for (place, ids) in nodes.iter().enumerate() {
            places.extend(ids.iter().map(|id| (*id, place)));
        }
        let needs = nodes.iter().enumerate().map(|(place, ids)| {
            let mut needed = IndexMap::new();
            for id in ids {
                let links = prompt.node(id.as_str()).into_iter().flat_map(|node| node.links());
                let kept =
                    links.filter(|(name, _)| !cut.contains(&((*id).clone(), (*name).clone())));
                let from = kept.filter_map(|(_, link)| places.get(&link.node).copied());
                needed.extend(from.filter(|from| *from != place).map(|from| (from, ())));
            }
            needed.into_keys().collect()
        });
        needs.collect()
    }

    fn reorder(&mut self, order: &[usize]) {
        let mut units: Vec<Option<Unit<'p>>> = self.units.drain(..).map(Some).collect();
        let in_order = order.iter().filter_map(|&place| units[place].take());
        self.units = in_order.collect();
    }

    /// Takes the units out of the first group on `circle`.
    fn dissolve(&mut self, circle: &[usize], entangled: &mut Vec<NodeId>) {
        let is_group = |place: &&usize| matches!(self.units[**place], Unit::Group(_));
        let place = *circle.iter().find(is_group).expect("BUG: nodes are in order without groups");
        if let Unit::Group(group) = self.units.remove(place) {
            entangled.extend(group.host);
            self.units.splice(place..place, group.units);
        }
    }
}

/// The positions, each after all it needs, else as they are; those on a circle where there is one.
fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut is_open = vec![false; needs.len()];
    let mut is_done = vec![false; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    for root in 0..needs.len() {
        // An explicit stack: a prompt may chain more nodes than a thread has stack for.
        let mut stack = vec![(root, 0)];
        while let Some((at, next)) = stack.pop() {
            if is_done[at] {
                continue;
            }
            if next == 0 && std::mem::replace(&mut is_open[at], true) {
                let first = stack.iter().position(|(open, _)| *open == at).unwrap_or(0);
                return Err(stack[first..].iter().map(|(at, _)| *at).collect());
            }
            match needs[at].get(next) {
                Some(&needed) => stack.extend([(at, next + 1), (needed, 0)]),
                None => {
                    is_done[at] = true;
                    order.push(at);
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(prompt: &str) -> (String, Vec<String>) {
        let prompt: Prompt = serde_json::from_str(prompt).unwrap();
        let groups = Groups::of(&prompt, &Links::new());
        let entangled = groups.entangled.iter().map(ToString::to_string).collect();
        (show(&groups.root), entangled)
    }

    fn show(group: &Group<'_>) -> String {
        let units = group.units.iter().map(|unit| match unit {
            Unit::Node(id) => id.to_string(),
            Unit::Group(group) => format!("[{}]", show(group)),
        });
        units.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn nodes_of_one_host_stand_together_after_what_they_need() {
        let (groups, entangled) = groups(
            r#"{"9":{"inputs":{"a":["57:3",0]}},"57:3":{"inputs":{"a":["57:8:1",0]}},
                "57:8:1":{"inputs":{"a":["4",0]}},"4":{"inputs":{}}}"#,
        );

        assert_eq!(groups, "4 [[57:8:1] 57:3] 9");
        assert_eq!(entangled, Vec::<String>::new());
    }

    #[test]
    fn a_group_that_needs_its_own_results_is_dissolved() {
        let (groups, entangled) = groups(
            r#"{"57:1":{"inputs":{}},"4":{"inputs":{"a":["57:1",0]}},
                "57:2":{"inputs":{"a":["4",0]}}}"#,
        );

        assert_eq!(groups, "57:1 4 57:2");
        assert_eq!(entangled, ["57"]);
    }

    #[test]
    fn ids_with_empty_parts_tell_of_no_subgraph() {
        assert_eq!(groups(r#"{":1":{"inputs":{}},"2:":{"inputs":{}}}"#).0, ":1 2:");
    }
}
