//! Finds the links that close circles, which no order of statements can make.

use std::collections::HashSet;

use comfy_graph_core::ids::{InputName, NodeId};
use comfy_graph_core::prompt::Prompt;

/// Links by the node and the input that they end at.
pub(super) type Links = HashSet<(NodeId, InputName)>;

/// The links without which each node can follow those it needs; none in a sound prompt.
pub(super) fn circular(prompt: &Prompt) -> Links {
    let mut open = prompt.clone();
    let mut cut = Links::new();
    while let Err(cycle) = open.topological_order() {
        let [first, .., last] = cycle.nodes() else {
            let alone = cycle.nodes().first().expect("BUG: a cycle without nodes");
            remove(&mut open, alone, alone, &mut cut);
            continue;
        };
        remove(&mut open, last, first, &mut cut);
    }
    cut
}

/// Takes the links to `node` that start at `needed` out.
fn remove(prompt: &mut Prompt, node: &NodeId, needed: &NodeId, cut: &mut Links) {
    let Some(at) = prompt.node_mut(node.as_str()) else { return };
    at.inputs.retain(|name, value| {
        let closes = value.as_link().is_some_and(|link| link.node == *needed);
        if closes {
            cut.insert((node.clone(), name.clone()));
        }
        !closes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_of_a_circle_is_cut() {
        let prompt = r#"{"1":{"class_type":"A","inputs":{"a":["2",0]}},
            "2":{"class_type":"A","inputs":{"a":["1",0]}},
            "3":{"class_type":"A","inputs":{"a":["3",0],"b":["1",0]}}}"#;

        let cut = circular(&serde_json::from_str(prompt).unwrap());

        let mut cut: Vec<_> = cut.iter().map(|(node, _)| node.as_str()).collect();
        cut.sort_unstable();
        assert_eq!(cut, ["2", "3"]);
    }
}
