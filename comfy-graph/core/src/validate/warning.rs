//! Names what the server accepts although it goes wrong later, or does nothing.

use super::report::NodeName;

/// Something the server accepts that is surely not meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// Which node.
    pub node: NodeName,
    /// Which input, where it is about one.
    pub input: Option<Box<str>>,
    /// What is odd about it.
    pub concern: Concern,
}

/// What is odd about an accepted prompt.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Concern {
    /// The class has no such input; the server ignores the value.
    UnknownInput {
        /// Inputs that may be meant, closest first.
        closest: Vec<Box<str>>,
    },
}

impl Concern {
    /// The stable name of the concern, such as `unknown_input`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownInput { .. } => "unknown_input",
        }
    }

    /// What is wrong, in one sentence without a final stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::UnknownInput { .. } => "the class has no such input".to_owned(),
        }
    }

    /// What to do about it, in one sentence without a final stop.
    #[must_use]
    pub fn next_step(&self) -> String {
        match self {
            Self::UnknownInput { .. } => "leave it out".to_owned(),
        }
    }
}
