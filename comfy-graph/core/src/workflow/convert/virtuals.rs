//! Tabulates the nodes that only editors know.
//!
//! Reference E.11. They are in files, but in no server's `/object_info`; a class that a server has
//! under one of these names goes before.

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
    /// What becomes of nodes of this class, where it is one.
    pub(super) fn of(class: &str) -> Option<Self> {
        let row = TABLE.iter().find(|(name, _)| *name == class);
        row.map(|(_, what)| *what)
    }
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
