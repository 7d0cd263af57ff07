//! Tells people what a broken rule allows, with the next step.
//!
//! The server's own words are in `problem`.

use super::report::{NodeName, Refusal, Violation};
use crate::schema::Schema;

/// What helps to mend a violation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// What is allowed, such as a range, a type or a list of choices.
    pub allowed: Option<String>,
    /// What may have been meant, closest first, three at most.
    pub closest: Vec<String>,
    /// What to do, in one sentence without a final stop.
    pub next_step: String,
}

impl Violation {
    /// What helps to mend the violation, which is on `node`.
    #[must_use]
    pub fn advice(&self, _node: &NodeName, _schema: &Schema) -> Advice {
        Advice::default()
    }
}

impl Refusal {
    /// What helps to mend the refusal.
    #[must_use]
    pub fn advice(&self, _schema: &Schema) -> Advice {
        Advice::default()
    }
}
