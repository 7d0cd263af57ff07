//! Says why an operation cannot be carried out, with the next step.

use std::fmt;

use super::error_words::{Hosts, Inputs, Key, Loras, Meant, Needs, Outputs, Source, There, ids};
use super::operation::SlotRef;
use crate::ids::{ClassName, InputName, NodeId, Slot};
use crate::json::Json;
use crate::schema::SocketType;
use crate::validate::{Advice, NodeName, Violation, either, quoted, shown};

/// Why one operation cannot be carried out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The schema lacks the class.
    #[error(
        "the server has no node class `{class}`; {}",
        Meant(closest, "search the node classes for another")
    )]
    UnknownClass {
        /// The class.
        class: ClassName,
        /// What was probably meant.
        closest: Vec<Box<str>>,
    },
    /// There is no such node.
    #[error("there is no node `{node}`; {}", There(nodes))]
    NoSuchNode {
        /// Its id.
        node: NodeId,
        /// The nodes that there are.
        nodes: Vec<NodeName>,
    },
    /// A node to add into is no host of a subgraph.
    #[error("node `{graph}` is no host of a subgraph; {}", Hosts(hosts))]
    NoSuchGraph {
        /// The node.
        graph: NodeId,
        /// The nodes that are.
        hosts: Vec<NodeId>,
    },
    /// The node has no such input.
    #[error("{node} has no input `{input}`; {}", Inputs { closest, known })]
    UnknownInput {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What was probably meant.
        closest: Vec<Box<str>>,
        /// Every input that there is.
        known: Vec<Box<str>>,
    },
    /// Another option of a dynamic combo brings the input.
    #[error("{node} has `{input}` only while `{selector}` is {}; set that first", quoted(key))]
    Unchosen {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// The dynamic combo.
        selector: Box<str>,
        /// The key of that option.
        key: Box<str>,
    },
    /// There are no more elements.
    #[error("{node} takes {max} elements of `{input}` at most; disconnect one first")]
    Full {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// How many there can be.
        max: u32,
    },
    /// The node has no such output.
    #[error("{node} has no output `{output}`; {}", Outputs(outputs))]
    UnknownOutput {
        /// The node.
        node: NodeName,
        /// The output.
        output: SlotRef,
        /// The outputs that there are.
        outputs: Vec<NamedOutput>,
    },
    /// No output was named, and none or several would do.
    #[error("name the output of {node} with `slot`; {}", Outputs(outputs))]
    UnclearOutput {
        /// The node.
        node: NodeName,
        /// The outputs that there are.
        outputs: Vec<NamedOutput>,
    },
    /// The output gives another type than the input takes.
    #[error("{mismatch}")]
    WrongType {
        /// Both ends of the link, with what they give and take.
        mismatch: Box<Mismatch>,
    },
    /// The input takes values only.
    #[error("`{input}` of {node} takes no link; set a value")]
    TakesNoLink {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
    /// The input takes links only.
    #[error(
        "`{input}` of {node} takes a link of type `{wanted}`, not a value; {}",
        Source { other: None, producers, wanted }
    )]
    TakesLink {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What it takes.
        wanted: SocketType,
        /// Classes that give what is wanted.
        producers: Vec<ClassName>,
    },
    /// The value is of another kind.
    #[error("`{input}` of {node} takes {expected}, not {}", shown(received))]
    WrongKind {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What it takes.
        expected: &'static str,
        /// The value.
        received: Json<'static>,
    },
    /// The server would refuse the value.
    #[error("{node}: {}; {}", violation.plainly(), advice.next_step)]
    Refused {
        /// The node.
        node: NodeName,
        /// Which rule it breaks.
        violation: Box<Violation>,
        /// What helps.
        advice: Box<Advice>,
    },
    /// A key that the dynamic combo does not have.
    #[error(
        "`{input}` of {node} has no option {}; choose {}",
        shown(received),
        Key(received, keys)
    )]
    UnknownKey {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// The key.
        received: Json<'static>,
        /// Every key.
        keys: Box<[Box<str>]>,
    },
    /// There is no link to take away or to insert into.
    #[error("`{input}` of {node} has no link; show the node to see which of its inputs do")]
    NotLinked {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
    /// Neither end of the link to insert into is named.
    #[error("name the link by its end, with `to`, or by its start, with `from`")]
    NoLinkNamed,
    /// Nothing is linked to the output.
    #[error("nothing is linked to output {slot} of {node}; name the link by its end, with `to`")]
    NoConsumer {
        /// The node.
        node: NodeName,
        /// The output.
        slot: Slot,
    },
    /// The link named by both ends starts elsewhere.
    #[error("`{input}` of {node} is linked to output {slot} of node `{from}`; leave `from` out")]
    OtherLink {
        /// The node at the end.
        node: NodeName,
        /// The input.
        input: InputName,
        /// Where the link starts.
        from: NodeId,
        /// Which output.
        slot: Slot,
    },
    /// Nodes would need each other.
    #[error(
        "the link would close a cycle: {}; link from a node that needs none of them",
        Needs(nodes)
    )]
    Cycle {
        /// The nodes, each of which needs the next.
        nodes: Vec<NodeId>,
    },
    /// The id is another node's.
    #[error("there is a node `{id}` already; use `{free}`, or leave the id out")]
    IdTaken {
        /// The id.
        id: NodeId,
        /// One that is free.
        free: NodeId,
    },
    /// Editor files number their nodes.
    #[error("`{id}` cannot be the id of a node in an editor file; use `{free}`, or leave it out")]
    OddId {
        /// The id.
        id: NodeId,
        /// One that could.
        free: NodeId,
    },
    /// Links stay within their graph.
    #[error(
        "node `{from}` and node `{to}` are in different graphs; link them through the inputs and \
         outputs of the subgraph"
    )]
    AcrossGraphs {
        /// The node at the start.
        from: NodeId,
        /// The node at the end.
        to: NodeId,
    },
    /// The borders of subgraphs only take links.
    #[error("`{node}` is the border of a subgraph, which only takes links")]
    IsBorder {
        /// The border.
        node: NodeId,
    },
    /// Prompts have no modes.
    #[error(
        "prompts have no modes, so that nothing is left of a bypassed or muted node; add node \
         `{node}` again"
    )]
    NoModes {
        /// The node.
        node: NodeId,
    },
    /// The class cannot stand within the link.
    #[error(
        "`{class}` cannot stand within a link of type `{socket}`; choose a class that takes and \
         gives it, or name `input` and `output`"
    )]
    NoPassage {
        /// The class.
        class: ClassName,
        /// What the link brings.
        socket: SocketType,
    },
    /// There is no model loader to chain a LoRA to, or no use of its model.
    #[error("there is no used `MODEL` output of a loader; name the node to add the LoRA `after`")]
    NoChain,
    /// There are several.
    #[error("there are several model chains; add the LoRA `after` node {}", either(&ids(ends)))]
    ManyChains {
        /// The loaders or LoRAs that it can be added after.
        ends: Vec<NodeId>,
    },
    /// The node has no model to add a LoRA to.
    #[error("{node} gives no `MODEL`; add the LoRA after a model loader or another LoRA")]
    NoModel {
        /// The node.
        node: NodeName,
    },
    /// The node has no text encoder for the LoRA to change.
    #[error("{node} gives no `CLIP`; leave `strength_clip` out")]
    NoClip {
        /// The node.
        node: NodeName,
    },
    /// No node of a chain loads the file.
    #[error("no node loads the LoRA `{lora}`; {}", Loras(loras))]
    NoSuchLora {
        /// The file or id.
        lora: String,
        /// The files that are loaded.
        loras: Vec<Box<str>>,
    },
    /// An editor file does not tell where it keeps the value.
    #[error(
        "the file does not keep `{input}` of {node} where it can be set; set it on a node inside, \
         or link it"
    )]
    NotKept {
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
}

/// An output linked to an input that takes another type.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// The node that gives.
    pub from: NodeName,
    /// Which output.
    pub slot: Slot,
    /// What it gives.
    pub given: SocketType,
    /// The node that takes.
    pub to: NodeName,
    /// Which input.
    pub input: InputName,
    /// What it takes.
    pub wanted: SocketType,
    /// An output of the same node that would fit.
    pub other: Option<Slot>,
    /// Classes that give what is wanted.
    pub producers: Vec<ClassName>,
}

/// An output as messages name it.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedOutput {
    /// Its position.
    pub slot: Slot,
    /// Its caption.
    pub name: Box<str>,
    /// What it gives.
    pub socket: SocketType,
}

/// An operation of a list that cannot be carried out.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Its position in the list, counted from 0.
    pub position: usize,
    /// Its name.
    pub op: &'static str,
    /// Why.
    pub error: EditError,
}

/// Every operation of a list that cannot be carried out; nothing was changed.
///
/// Operations on a node whose own addition fails are not listed.
#[derive(Debug, Clone, PartialEq)]
pub struct EditErrors {
    /// The operations, in their order.
    pub failures: Vec<Failure>,
}

impl std::error::Error for EditErrors {}

/// Writes a line for each failure.
impl fmt::Display for EditErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |failure: &Failure| {
            let Failure { position, op, error } = failure;
            format!("operation {position} (`{op}`): {error}")
        };
        let lines: Vec<_> = self.failures.iter().map(line).collect();
        f.write_str(&lines.join("\n"))
    }
}
