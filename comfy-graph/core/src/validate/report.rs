//! Holds what a check found: the server's verdict, what it cannot tell, what will go wrong later.
//!
//! Ids and names are text here, exactly as the prompt spells them: a faulty prompt may hold an
//! empty id, which no [`NodeId`](crate::ids::NodeId) is.

use std::fmt;

use super::crash::Crash;
use super::problem::Problem;
use super::warning::Warning;
use crate::json::{Json, Object};

/// What a server would answer to one request, and what else there is to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Whether the prompt would be queued.
    pub outcome: Outcome,
    /// The nodes that the answer would name, with their violations.
    pub nodes: Vec<FaultyNode>,
    /// The ids of the output nodes that fail, in the order of their checks.
    pub failed: Vec<Box<str>>,
    /// What only the server can decide; the outcome holds if it decides well.
    pub undecided: Vec<Undecided>,
    /// What the server accepts although it goes wrong later, or does nothing.
    pub warnings: Vec<Warning>,
}

impl Report {
    pub(super) const fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            nodes: Vec::new(),
            failed: Vec::new(),
            undecided: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The HTTP status that the server would answer with: 200, 400 or 500.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self.outcome {
            Outcome::Accepted { .. } => 200,
            Outcome::Refused(_) => 400,
            Outcome::Crashed(_) => 500,
        }
    }

    /// Whether the server would queue every output node: nothing refused, no violation.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.status() == 200 && self.nodes.is_empty()
    }

    /// The ids of the output nodes that the server says depend on `node`: those that failed once
    /// the node was found faulty, whether they need it or not.
    #[must_use]
    pub fn dependent_outputs(&self, node: &FaultyNode) -> &[Box<str>] {
        self.failed.get(node.since..).unwrap_or_default()
    }

    /// Every violation with the node it is on.
    pub fn violations(&self) -> impl Iterator<Item = (&FaultyNode, &Violation)> {
        self.nodes.iter().flat_map(|node| node.violations.iter().map(move |found| (node, found)))
    }
}

/// What becomes of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The server queues it, status 200; nodes that these outputs do not need are left out.
    Accepted {
        /// The ids of the output nodes that will run, in written order.
        outputs: Vec<Box<str>>,
    },
    /// The server refuses it with a reason, status 400.
    Refused(Refusal),
    /// The server fails on it, status 500, and answers with text that gives no reason.
    Crashed(Crash),
}

/// Why a whole request is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The body has no key `prompt`.
    NoPrompt,
    /// The key `prompt_id` holds something else than a UUID in its one spelling.
    InvalidPromptId,
    /// A node has no class, or one that the server does not know.
    MissingNodeType {
        /// The id of the node.
        node: Box<str>,
        /// What stands under `class_type`; `None` where the key is missing.
        class_type: Option<Json<'static>>,
        /// The title under `_meta`, as the server reads it.
        title: Json<'static>,
    },
    /// No node, or none of the targets, is an output node.
    NoOutputs,
    /// Every output node fails.
    OutputsFailed {
        /// The violations of output nodes themselves, one a line.
        details: String,
    },
}

/// A node whose violations the server would tell.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultyNode {
    /// Which node.
    pub node: NodeName,
    /// What is wrong with it.
    pub violations: Vec<Violation>,
    /// How many outputs had failed before; the server lists all later ones as dependent.
    pub(super) since: usize,
}

/// One rule of the server that a node breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The input that the server names; for exceptions that of the consumer.
    pub input: Option<Box<str>>,
    /// The dynamic combos that the input is under, outermost first, each with the chosen key.
    pub chosen: Vec<(Box<str>, Box<str>)>,
    /// Which rule, with what was found.
    pub problem: Problem,
}

impl Violation {
    /// A violation of a whole node.
    pub(super) const fn of_node(problem: Problem) -> Self {
        Self { input: None, chosen: Vec::new(), problem }
    }

    /// A violation of the input `name` of a node that is given `given`.
    pub(super) fn of_input(name: &str, given: &Object<'_>, problem: Problem) -> Self {
        let selectors = name.match_indices('.').map(|(dot, _)| &name[..dot]);
        let chosen = selectors.filter_map(|selector| {
            let key = given.get(selector)?.as_text()?;
            Some((selector.into(), key.into()))
        });
        Self { input: Some(name.into()), chosen: chosen.collect(), problem }
    }
}

/// How people find a node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeName {
    /// The id.
    pub id: Box<str>,
    /// The class, where there is one.
    pub class: Option<Box<str>>,
    /// The title under `_meta`, where it is text.
    pub title: Option<Box<str>>,
}

/// Writes "node `3` (KSampler, "Second pass")".
impl fmt::Display for NodeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`", self.id)?;
        let title = self.title.as_ref().filter(|title| Some(*title) != self.class.as_ref());
        match (&self.class, title) {
            (Some(class), Some(title)) => write!(f, " ({class}, \"{title}\")"),
            (Some(class), None) => write!(f, " ({class})"),
            (None, Some(title)) => write!(f, " (\"{title}\")"),
            (None, None) => Ok(()),
        }
    }
}

/// An input that only the server can decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Undecided {
    /// Which node.
    pub node: NodeName,
    /// Which input, as prompts name it.
    pub input: Box<str>,
    /// What it was given; `null` for a link.
    pub received: Json<'static>,
    /// Why it cannot be told.
    pub reason: UndecidedReason,
}

/// Why an input cannot be decided without the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndecidedReason {
    /// The class looks for the file itself, in the server's folders.
    File,
    /// The class checks the value by code of its own.
    OwnCode,
    /// The schema is a snapshot without the files that this input lists.
    FilesUnknown,
    /// The class is of a custom pack and lists uploads; such classes mostly look for the file.
    PackUpload,
}

impl fmt::Display for UndecidedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "the node looks for the file itself, in the server's folders",
            Self::OwnCode => "the node checks the value by code of its own",
            Self::FilesUnknown => "the snapshot does not list the server's files",
            Self::PackUpload => "nodes of packs mostly look for uploaded files themselves",
        })
    }
}
