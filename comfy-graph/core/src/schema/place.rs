//! Knows where in a schema lowering stands, for recording what is malformed there.

use super::degradation::{Degradation, Reason};
use super::lists::Lists;
use super::parts::Part;
use super::wire::{Raw, kind_of};
use crate::ids::ClassName;

/// How deep dynamic inputs may nest: ten times what servers send, far below what the stack holds.
pub(super) const DEEPEST: usize = 32;

/// The work of lowering one schema: lists seen so far, reasons collected so far.
#[derive(Default)]
pub(super) struct Lowering<'a> {
    pub(super) lists: Lists<'a>,
    pub(super) degradations: Vec<Degradation>,
    /// Whether a combo that lists files lists any.
    pub(super) has_files: bool,
}

impl Lowering<'_> {
    /// Records that something at `place` is malformed.
    pub(super) fn record(&mut self, class: Option<&ClassName>, place: String, reason: Reason) {
        self.degradations.push(Degradation { class: class.cloned(), place, reason });
    }
}

/// The part of a class at hand.
pub(super) struct Place<'l, 'a> {
    pub(super) lowering: &'l mut Lowering<'a>,
    pub(super) class: &'l ClassName,
    path: Path<'l>,
    depth: usize,
}

/// The steps from the class to the part; on the stack, since only malformed parts need text.
#[derive(Clone, Copy)]
struct Path<'p> {
    before: Option<&'p Path<'p>>,
    step: &'p str,
}

impl<'l, 'a> Place<'l, 'a> {
    /// The class itself.
    pub(super) fn new(lowering: &'l mut Lowering<'a>, class: &'l ClassName) -> Self {
        Self { lowering, class, path: Path { before: None, step: "" }, depth: 0 }
    }

    /// Records that something at `place` is malformed.
    pub(super) fn record(&mut self, place: &str, reason: Reason) {
        let mut steps = vec![place];
        let mut at = Some(&self.path);
        while let Some(path) = at {
            steps.push(path.step);
            at = path.before;
        }
        let steps: Vec<_> = steps.into_iter().rev().filter(|step| !step.is_empty()).collect();
        self.lowering.record(Some(self.class), steps.join("."), reason);
    }

    /// What `part` holds, or a record of what stands there instead.
    pub(super) fn take<T>(
        &mut self,
        part: Part<T>,
        expected: &'static str,
        place: &str,
    ) -> Option<T> {
        match part {
            Part::Is(value) => Some(value),
            Part::Else(found) => {
                self.record(place, Reason::Unexpected { expected, found });
                None
            }
        }
    }

    /// `value`, which was read from `raw`, or a record that it could not be.
    pub(super) fn taken<T>(
        &mut self,
        value: Option<T>,
        raw: Raw<'a>,
        (expected, place): (&'static str, &str),
    ) -> Option<T> {
        if value.is_none() {
            self.record(place, Reason::Unexpected { expected, found: kind_of(raw) });
        }
        value
    }

    /// Runs `work` with `step` added to the path.
    pub(super) fn within<T>(
        &mut self,
        step: &str,
        work: impl FnOnce(&mut Place<'_, 'a>) -> T,
    ) -> T {
        let path = Path { before: Some(&self.path), step };
        work(&mut Place { lowering: self.lowering, class: self.class, path, depth: self.depth })
    }

    /// Runs `work` one level of dynamic inputs deeper; records instead where that is too deep.
    pub(super) fn deeper<T: Default>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth == DEEPEST {
            self.record("", Reason::TooDeep);
            return T::default();
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }
}
