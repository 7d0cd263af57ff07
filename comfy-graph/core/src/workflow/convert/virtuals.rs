//! Tabulates the nodes that only editors know.
//!
//! Reference E.11. They are in files, but in no server's `/object_info`; a class that a server has
//! under one of these names goes before.

use crate::workflow::editor::{EditorNode, WidgetValues};

/// What becomes of a node that only editors know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Virtual {
    /// Nothing: it only tells people something, or switches other nodes.
    Drop,
    /// What enters an input leaves by the output of the same slot.
    Pass,
    /// It names what enters it.
    Set,
    /// What a [`Set`](Self::Set) of the same name was given leaves it.
    Get,
    /// It writes its value into the widgets behind it.
    Primitive,
}

impl Virtual {
    /// What becomes of a node that no server knows, where its class tells.
    pub(super) fn of(node: &EditorNode<'_>) -> Option<Self> {
        let row = TABLE.iter().find(|(name, _)| *name == node.class);
        row.map(|(_, what)| *what).or_else(|| is_reroute(node).then_some(Self::Pass))
    }
}

/// Whether some pack calls it a reroute: it has one input, one output, and no values to lose.
fn is_reroute(node: &EditorNode<'_>) -> bool {
    let has_values = match &node.values {
        WidgetValues::Absent => false,
        WidgetValues::List(values) => !values.is_empty(),
        WidgetValues::Named(values) => !values.is_empty(),
    };
    let is_called_so = node.class.to_ascii_lowercase().contains("reroute");
    is_called_so && !has_values && node.inputs.len() == 1 && node.outputs.len() == 1
}

const TABLE: &[(&str, Virtual)] = &[
    ("Note", Virtual::Drop),
    ("MarkdownNote", Virtual::Drop),
    ("Reroute", Virtual::Pass),
    ("PrimitiveNode", Virtual::Primitive),
    // KJNodes
    ("SetNode", Virtual::Set),
    ("GetNode", Virtual::Get),
    // rgthree-comfy
    ("Reroute (rgthree)", Virtual::Pass),
    ("Label (rgthree)", Virtual::Drop),
    ("Bookmark (rgthree)", Virtual::Drop),
    ("Fast Muter (rgthree)", Virtual::Drop),
    ("Fast Bypasser (rgthree)", Virtual::Drop),
    ("Fast Groups Muter (rgthree)", Virtual::Drop),
    ("Fast Groups Bypasser (rgthree)", Virtual::Drop),
    ("Fast Actions Button (rgthree)", Virtual::Drop),
    ("Mute / Bypass Relay (rgthree)", Virtual::Drop),
    ("Mute / Bypass Repeater (rgthree)", Virtual::Drop),
    ("Node Collector (rgthree)", Virtual::Drop),
    ("Random Unmuter (rgthree)", Virtual::Drop),
    // Other packs
    ("ReroutePrimitive|pysssss", Virtual::Pass),
    ("Note Plus (mtb)", Virtual::Drop),
    ("workflowNote", Virtual::Drop),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;
    use crate::workflow::EditorWorkflow;

    fn of(node: &str) -> Option<Virtual> {
        let text = format!(r#"{{"nodes":[{node}],"links":[]}}"#);
        let workflow = EditorWorkflow::read(Json::parse(&text).unwrap()).unwrap();
        Virtual::of(&workflow.root.nodes[0])
    }

    #[test]
    fn reroutes_of_any_pack_pass_on() {
        let ports = r#""inputs":[{"name":""}],"outputs":[{"name":""}]"#;

        assert_eq!(of(&format!(r#"{{"id":1,"type":"Odd Reroute",{ports}}}"#)), Some(Virtual::Pass));
        assert_eq!(of(&format!(r#"{{"id":1,"type":"Odd",{ports}}}"#)), None);
        let with_values = format!(r#"{{"id":1,"type":"rerouter",{ports},"widgets_values":[1]}}"#);
        assert_eq!(of(&with_values), None);
        assert_eq!(of(r#"{"id":1,"type":"reroute all","inputs":[]}"#), None);
    }

    #[test]
    fn known_ones_are_what_the_table_says() {
        assert_eq!(of(r#"{"id":1,"type":"GetNode"}"#), Some(Virtual::Get));
        assert_eq!(of(r#"{"id":1,"type":"Note","widgets_values":["x"]}"#), Some(Virtual::Drop));
    }
}
