//! Names what an editor would change in a prompt that is drawn for it.

use std::fmt;

use serde_json::Value;

use crate::ids::{ClassName, InputName, NodeId};

/// One thing that differs once an editor exports a drawn prompt again.
#[derive(Debug, Clone, PartialEq)]
pub struct Loss {
    /// The node in the prompt.
    pub node: NodeId,
    /// Its input, unless it is about the node itself.
    pub input: Option<InputName>,
    /// What happens to it.
    pub reason: LossReason,
}

/// What an editor does to a part of a prompt.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LossReason {
    /// The schema lacks the class; editors without it export nameless values and no class.
    #[error("the schema has no class `{0}`; open the file where its pack is installed")]
    UnknownClass(ClassName),
    /// Editors cannot give a node this id; it has another one instead.
    #[error("editors keep this id for themselves, so it is `{0}`")]
    Renamed(NodeId),
    /// Neither a widget nor a link can hold the value.
    #[error("no widget holds this value, so it is left out")]
    Undeclared,
    /// The input takes links only, so the literal is left out.
    #[error("editors show no widget here, so the value is left out; link a node that gives it")]
    SocketOnly,
    /// The input takes links only, so the literal comes from a new node instead.
    #[error("editors show no widget here, so the new node `{0}` gives the value")]
    Moved(NodeId),
    /// The prompt leaves the input out, the editor's widget has a value.
    #[error("it is not given, editors will send `{0}`")]
    FilledIn(Value),
    /// The editor's widget holds another value, whatever the prompt says.
    #[error("editors will send `{0}` instead")]
    Replaced(Value),
    /// The link leads to a node that the prompt lacks, so it is left out.
    #[error("it links to node `{0}`, which is not there, so it is left out")]
    NoProducer(NodeId),
    /// Editors take the first choice for null.
    #[error("editors take the first choice for null")]
    NullChoice,
    /// Editors drop this start of a sampler's name.
    #[error("editors drop `sample_` before a sampler's name")]
    SamplerPrefix,
    /// Backslashes before a brace or at the end, which dynamic prompts cannot spell.
    #[error("editors read a backslash before a brace or at the end as an escape; remove it")]
    Backslashes,
    /// A token of a file name, for which editors put a date or the value of a widget.
    #[error("editors put something else for `{0}`")]
    Token(Box<str>),
    /// A number with more digits than JavaScript keeps.
    #[error("editors keep no more than 53 bits of a whole number")]
    Digits,
    /// A bare list, which editors put into `{"__value__": …}`.
    #[error("editors send a list as `{{\"__value__\": […]}}`, which servers unwrap")]
    Wrapped,
    /// A key of the node, which no form of a workflow has a place for.
    #[error("editors drop the key `{0}`")]
    Key(Box<str>),
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}`", self.node)?;
        if let Some(input) = &self.input {
            write!(f, ", input `{input}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The losses of one node while it is drawn.
#[derive(Debug)]
pub(super) struct Losses<'l> {
    node: &'l NodeId,
    all: &'l mut Vec<Loss>,
}

impl<'l> Losses<'l> {
    pub(super) const fn new(node: &'l NodeId, all: &'l mut Vec<Loss>) -> Self {
        Self { node, all }
    }

    pub(super) fn of_node(&mut self, reason: LossReason) {
        self.all.push(Loss { node: self.node.clone(), input: None, reason });
    }

    /// A loss of the input called `name`, which is never empty.
    pub(super) fn of_input(&mut self, name: &str, reason: LossReason) {
        let input = InputName::new(name).ok();
        self.all.push(Loss { node: self.node.clone(), input, reason });
    }
}
