//! Breaks the server on purpose at points that tests choose.
//!
//! Routes, the worker and the engine ask at their points whether something is armed. What a fault
//! does is done there.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use comfy_graph_core::ids::NodeId;

/// A point in the life of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// The submit has arrived; neither is it answered nor is the job queued.
    Submitted,
    /// The job is queued; the submit is not answered.
    Queued,
    /// The worker has taken the job; no node has run.
    Started,
    /// This node is about to run.
    Node(NodeId),
    /// The outcome message is out; the history is not written.
    Outcome,
    /// The last message is out and the history written.
    Finished,
}

/// Something that goes wrong once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The whole server dies: the listener and every connection close.
    Kill(Moment),
    /// Every WebSocket closes; the server lives on.
    DropSockets(Moment),
    /// The time between a job's outcome message and its history entry grows.
    DelayHistory(Duration),
    /// The route answers 500. Its path is given without `/api`, such as `/history`.
    Fail {
        /// The path, or its beginning.
        path: String,
    },
    /// The route answers late.
    Delay {
        /// The path, or its beginning.
        path: String,
        /// How late.
        time: Duration,
    },
    /// The next `status` message is sent twice.
    DuplicateStatus,
}

/// The faults that have not happened yet; see [`Sandbox::faults`](crate::Sandbox::faults).
#[derive(Debug, Default)]
pub struct Faults {
    armed: Mutex<Vec<Fault>>,
}

/// What a point in a job's life must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breakage {
    Kill,
    DropSockets,
}

impl Faults {
    /// Arms `fault`; it happens once. Arm it again to have it happen again.
    pub fn arm(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// How many armed faults have not happened yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn at(&self, moment: &Moment) -> Option<Breakage> {
        self.take(|fault| match fault {
            Fault::Kill(at) if at == moment => Some(Breakage::Kill),
            Fault::DropSockets(at) if at == moment => Some(Breakage::DropSockets),
            _ => None,
        })
    }

    pub(crate) fn history_delay(&self) -> Option<Duration> {
        self.take(|fault| match fault {
            Fault::DelayHistory(time) => Some(*time),
            _ => None,
        })
    }

    pub(crate) fn failing(&self, route: &str) -> bool {
        self.take(|fault| match fault {
            Fault::Fail { path } if route.starts_with(path.as_str()) => Some(()),
            _ => None,
        })
        .is_some()
    }

    pub(crate) fn slowness(&self, route: &str) -> Option<Duration> {
        self.take(|fault| match fault {
            Fault::Delay { path, time } if route.starts_with(path.as_str()) => Some(*time),
            _ => None,
        })
    }

    pub(crate) fn duplicate_status(&self) -> bool {
        self.take(|fault| (*fault == Fault::DuplicateStatus).then_some(())).is_some()
    }

    fn take<T>(&self, found: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let mut armed = self.lock();
        let position = armed.iter().position(|fault| found(fault).is_some())?;
        found(&armed.remove(position))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_happens_once() {
        let faults = Faults::default();
        faults.arm(Fault::Kill(Moment::Queued));

        assert_eq!(faults.at(&Moment::Submitted), None);
        assert_eq!(faults.at(&Moment::Queued), Some(Breakage::Kill));
        assert_eq!(faults.at(&Moment::Queued), None);
    }
}
