//! Holds jobs from the submit to their history entry.
//!
//! Routes put, list and cancel; the one worker takes. What a job does is `execute`'s business.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use comfy_graph_core::prompt::Prompt;
use indexmap::IndexMap;
use serde::ser::SerializeTuple;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// How many finished jobs are remembered.
const MOST_HISTORY: usize = 10_000;

/// What a client sent along with the prompt, in its own spelling.
pub(crate) type Extra = IndexMap<String, Box<RawValue>>;

/// A submitted prompt.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) number: serde_json::Number,
    pub(crate) id: String,
    pub(crate) prompt: Prompt,
    pub(crate) extra: Extra,
    /// The output nodes to run.
    pub(crate) targets: Vec<String>,
    pub(crate) created: u64,
}

impl Job {
    /// The client that gets this job's messages.
    pub(crate) fn owner(&self) -> Option<String> {
        serde_json::from_str(self.extra.get("client_id")?.get()).ok()
    }

    /// A key of the extra data, parsed.
    pub(crate) fn extra(&self, key: &str) -> Option<Value> {
        serde_json::from_str(self.extra.get(key)?.get()).ok()
    }

    fn order(&self) -> (f64, &str) {
        (self.number.as_f64().unwrap_or(f64::MAX), &self.id)
    }
}

impl Serialize for Job {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_tuple(5)?;
        row.serialize_element(&self.number)?;
        row.serialize_element(&self.id)?;
        row.serialize_element(&self.prompt)?;
        row.serialize_element(&self.extra)?;
        row.serialize_element(&self.targets)?;
        row.end()
    }
}

// The heap gives the largest first, the server the smallest: so the order is turned round.
#[derive(Debug)]
struct Pending(Arc<Job>);

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((mine, my_id), (theirs, their_id)) = (self.0.order(), other.0.order());
        theirs.total_cmp(&mine).then_with(|| their_id.cmp(my_id))
    }
}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Pending {}

/// What is left of a job that has run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    #[serde(rename = "prompt")]
    pub(crate) job: Arc<Job>,
    pub(crate) outputs: IndexMap<String, Value>,
    pub(crate) status: Status,
    pub(crate) meta: IndexMap<String, Value>,
}

/// How a job ended.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Status {
    pub(crate) status_str: &'static str,
    pub(crate) completed: bool,
    pub(crate) messages: Vec<(String, Value)>,
}

/// The jobs that wait, the one that runs, and those that are over.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    pending: BinaryHeap<Pending>,
    running: Option<Arc<Job>>,
    history: IndexMap<String, Entry>,
    next_number: i64,
    interrupted: bool,
    stopped: bool,
}

impl State {
    fn remaining(&self) -> usize {
        self.pending.len() + usize::from(self.running.is_some())
    }
}

/// The worker was told to stop what it does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interrupted;

impl Queue {
    /// The number of the next job; every submit uses one up, also one that is then refused.
    pub(crate) fn draw_number(&self) -> i64 {
        let mut state = self.lock();
        state.next_number += 1;
        state.next_number - 1
    }

    /// Enters a job and tells the new count before the worker can take the job.
    pub(crate) fn put(&self, job: Job, announce: impl FnOnce(usize)) {
        let mut state = self.lock();
        state.pending.push(Pending(Arc::new(job)));
        announce(state.remaining());
        self.changed.notify_all();
    }

    /// Waits for a job and makes it the running one; `None` once the queue is stopped.
    pub(crate) fn take(&self) -> Option<Arc<Job>> {
        let mut state = self.lock();
        loop {
            if state.stopped {
                return None;
            }
            if let Some(Pending(job)) = state.pending.pop() {
                state.interrupted = false;
                state.running = Some(job.clone());
                return Some(job);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Turns the running job into a history entry.
    pub(crate) fn finish(&self, entry: Entry) {
        let mut state = self.lock();
        state.running = None;
        let id = entry.job.id.clone();
        state.history.shift_remove(&id);
        state.history.insert(id, entry);
        if state.history.len() > MOST_HISTORY {
            state.history.shift_remove_index(0);
        }
    }

    /// How many jobs wait or run.
    pub(crate) fn remaining(&self) -> usize {
        self.lock().remaining()
    }

    /// The running job and the waiting ones, these in heap order.
    pub(crate) fn jobs(&self) -> (Option<Arc<Job>>, Vec<Arc<Job>>) {
        let state = self.lock();
        (state.running.clone(), state.pending.iter().map(|Pending(job)| job.clone()).collect())
    }

    /// Removes the waiting jobs that `gone` names; tells how many.
    pub(crate) fn remove(&self, gone: impl Fn(&Job) -> bool) -> usize {
        let mut state = self.lock();
        let before = state.pending.len();
        state.pending.retain(|Pending(job)| !gone(job));
        before - state.pending.len()
    }

    /// Interrupts the running job if it is `id`, or whichever it is; tells whether there was one.
    pub(crate) fn interrupt(&self, id: Option<&str>) -> bool {
        let mut state = self.lock();
        let hit = state.running.as_ref().is_some_and(|job| id.is_none_or(|id| job.id == id));
        if hit {
            state.interrupted = true;
            self.changed.notify_all();
        }
        hit
    }

    /// Fails when the running job is to stop.
    pub(crate) fn check(&self) -> Result<(), Interrupted> {
        let state = self.lock();
        if state.interrupted || state.stopped { Err(Interrupted) } else { Ok(()) }
    }

    /// Lets `time` pass, less when the running job is to stop.
    pub(crate) fn pause(&self, time: Duration) -> Result<(), Interrupted> {
        let end = Instant::now() + time;
        let mut state = self.lock();
        loop {
            if state.interrupted || state.stopped {
                return Err(Interrupted);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Makes the worker end.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Every history entry, oldest first.
    pub(crate) fn history(&self) -> Vec<Entry> {
        self.lock().history.values().cloned().collect()
    }

    pub(crate) fn entry(&self, id: &str) -> Option<Entry> {
        self.lock().history.get(id).cloned()
    }

    /// Forgets the finished jobs that `gone` names.
    pub(crate) fn forget(&self, gone: impl Fn(&str) -> bool) {
        self.lock().history.retain(|id, _| !gone(id));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(number: f64, id: &str) -> Job {
        Job {
            number: serde_json::Number::from_f64(number).unwrap(),
            id: id.to_owned(),
            prompt: Prompt::new(),
            extra: Extra::new(),
            targets: Vec::new(),
            created: 0,
        }
    }

    #[test]
    fn the_smallest_number_then_id_goes_first() {
        let queue = Queue::default();
        for (number, id) in [(2.0, "a"), (-1.0, "z"), (0.5, "y"), (0.5, "x")] {
            queue.put(job(number, id), |_| {});
        }

        let taken: Vec<_> = (0..4).map(|_| queue.take().unwrap().id.clone()).collect();

        assert_eq!(taken, ["z", "x", "y", "a"]);
    }

    #[test]
    fn an_interrupt_for_another_job_does_nothing() {
        let queue = Queue::default();
        queue.put(job(0.0, "a"), |_| {});
        queue.take();

        assert!(!queue.interrupt(Some("b")));
        assert!(queue.check().is_ok());
        assert!(queue.interrupt(Some("a")));
        assert!(queue.check().is_err());
    }
}
