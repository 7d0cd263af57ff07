//! Tells what changed between two schemas, sorted by what it breaks.
//!
//! Comparing never fails, and reads no files. Whether a change matters to one program is not known
//! here: every class counts, used or not.

mod change;
mod classes;
mod inputs;
mod kinds;

use std::fmt;

use super::Schema;

pub use change::{Change, ClassChange, InputChange, OutputChange};

/// What changed between two schemas, the gravest first, then by class.
///
/// ```
/// use comfy_graph_core::schema::{Drift, Schema, Severity};
///
/// let old = Schema::from_json(br#"{"A":{"output":["IMAGE"]},"B":{}}"#)?;
/// let new = Schema::from_json(br#"{"A":{"output":["IMAGE","MASK"]}}"#)?;
/// let drift = Drift::between(&old, &new);
///
/// assert_eq!(drift.to_string(), "breaking: class `B` is gone\n\
///     behaviour: output 1 of `A` is new\n");
/// assert_eq!(drift.count(Severity::Breaking), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    changes: Vec<Change>,
}

/// What a change can do to a program or a workflow made for the old schema; gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something that was accepted is refused, or means something else.
    Breaking,
    /// The same is accepted, and a run may come out differently or offer more.
    Behaviour,
    /// Files, words, menus, additions: nothing made for the old schema can tell.
    Data,
}

impl Drift {
    /// Compares `old` with `new`.
    #[must_use]
    pub fn between(old: &Schema, new: &Schema) -> Self {
        let mut changes = classes::compare(old, new);
        changes.sort_by(|a, b| (a.severity(), a.class()).cmp(&(b.severity(), b.class())));
        Self { changes }
    }

    /// Every change.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.severity() == severity)
    }

    /// How many changes of one severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.of(severity).count()
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether anything made for the old schema can break.
    #[must_use]
    pub fn has_breaking(&self) -> bool {
        self.count(Severity::Breaking) > 0
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut changes = self.changes.iter();
        changes.try_for_each(|change| writeln!(f, "{}: {change}", change.severity()))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Breaking => "breaking",
            Self::Behaviour => "behaviour",
            Self::Data => "data",
        })
    }
}
