//! Says what people should know about a converted workflow.

use std::fmt;

use super::error::ConvertError;
use crate::ids::NodeId;

/// One thing to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The node it is about, as the prompt calls it.
    pub node: Option<NodeId>,
    /// What it is.
    pub remark: Remark,
}

/// What was left out of a prompt or guessed, with what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Remark {
    /// Nobody knows the class, so that its values have no names.
    #[error("class `{class}` is not in the schema; {}", Remedy(pack.as_deref()))]
    UnknownClass {
        /// The class as the file spells it.
        class: String,
        /// The pack that the file says it comes from.
        pack: Option<String>,
    },
    /// Group nodes are what subgraphs were before; a server does not know them.
    #[error("group node `{name}` is of an old kind; open the file in ComfyUI and save it once")]
    GroupNode {
        /// The name of the group.
        name: String,
    },
    /// Values of a class without a pack are stored by name, which only code of a pack reads.
    #[error("its values are stored by name, which the editor does not read; they were taken so")]
    NamedValues,
    /// A prefix of file names asks for a time.
    #[error("`{input}` asks for a date or time, which was not given; it stays as it is")]
    NoTime {
        /// The input.
        input: String,
    },
    /// The editor would refuse to export the workflow.
    #[error("the editor refuses to export this: {0}")]
    Refused(ConvertError),
}

struct Remedy<'p>(Option<&'p str>);

impl fmt::Display for Remedy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(pack) => write!(f, "install `{pack}`, which the file names as its pack"),
            None => f.write_str("install the pack it comes from, or use another schema"),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Some(node) => write!(f, "node `{node}`: {}", self.remark),
            None => self.remark.fmt(f),
        }
    }
}
