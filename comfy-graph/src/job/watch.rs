//! Waits for a job.
//!
//! What is heard of it counts; where messages may be lost, the server is asked. Every wait ends:
//! with the job, with its deadline, or with a server that stays away for longer than the client's
//! patience. All of it can be dropped at any await.

use std::time::Duration;

use comfy_graph_core::ids::JobId;
use futures_util::Stream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout_at};

use super::Job;
use super::finished::Finished;
use crate::client::{ClientError, Event, EventStream, Heard, Record, Sighting};

/// How often to ask while messages arrive, in case the server has lost our registration.
const CALM: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(10));
/// How often to ask while no messages arrive.
const BUSY: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(1));
/// How long to ask for the history of a job whose end was heard.
const AFTERMATH: Duration = Duration::from_secs(3);

/// Where a job was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum JobState {
    /// Nowhere yet: only jobs that were not submitted here start so.
    #[default]
    Unseen,
    /// Waiting in the queue.
    Queued,
    /// Running.
    Running,
}

impl std::fmt::Display for JobState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unseen => "unseen",
            Self::Queued => "queued",
            Self::Running => "running",
        })
    }
}

/// Where one look found a job.
#[derive(Debug, Clone, PartialEq)]
pub enum JobStatus {
    /// It waits in the queue.
    Queued,
    /// It runs.
    Running,
    /// It is over.
    Finished(Box<Finished>),
    /// The server knows nothing of it.
    Unknown,
}

/// A wait that ended before the job was known to be over. The [`Job`] stays usable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WaitError {
    /// The deadline passed; the job goes on.
    #[error("job `{job}` is still {state}; wait for it again, or cancel it")]
    Expired {
        /// The job.
        job: JobId,
        /// Where it was seen last.
        state: JobState,
    },
    /// The job is neither in the queue nor in the history.
    #[error(
        "job `{job}`, last {state}, is gone: removed from the queue, or the server restarted; \
         submit it again"
    )]
    Lost {
        /// The job.
        job: JobId,
        /// Where it was seen last.
        state: JobState,
    },
    /// The server cannot be asked.
    #[error("what became of job `{job}`, last {state}, is unknown: the server cannot be asked")]
    Unreachable {
        /// The job.
        job: JobId,
        /// Where it was seen last.
        state: JobState,
        /// Why the server cannot be asked.
        source: Box<ClientError>,
    },
}

impl WaitError {
    /// Whether only the deadline passed.
    #[must_use]
    pub fn is_expired(&self) -> bool {
        matches!(self, Self::Expired { .. })
    }
}

impl Job {
    /// The job once it is over, success or not, within `deadline`.
    ///
    /// Can be dropped, called again, and called from several places at once.
    ///
    /// # Errors
    ///
    /// [`WaitError::Expired`] where the deadline passed, [`WaitError::Lost`] where the server no
    /// longer knows the job, [`WaitError::Unreachable`] where it cannot be asked.
    pub async fn wait(&self, deadline: Duration) -> Result<Finished, WaitError> {
        let mut watch = Watch::new(self.clone());
        let until = Instant::now() + deadline;
        match timeout_at(until, watch.end()).await {
            Ok(end) => end,
            Err(_) => watch.expire(),
        }
    }

    /// Where the job is now; one look.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn status(&self) -> Result<JobStatus, ClientError> {
        Ok(match self.client.sight(self.id()).await? {
            Sighting::Queued => JobStatus::Queued,
            Sighting::Running => JobStatus::Running,
            Sighting::Nowhere => JobStatus::Unknown,
            Sighting::Over(entry) => {
                let record = Record::from_history(self.id(), *entry);
                JobStatus::Finished(Box::new(self.finish(record)))
            }
        })
    }

    /// What happens to the job, until it is over; the first who asks hears everything since the
    /// submit.
    #[must_use]
    pub fn events(&self) -> JobEvents {
        let stream = self.shared.feed.listen();
        JobEvents { stream, watch: Watch::new(self.clone()), must_ask: false, over: false }
    }

    /// The job with this record; what only the WebSocket tells is added.
    pub(super) fn finish(&self, mut record: Record) -> Finished {
        record.blocked = self.shared.feed.record().blocked;
        Finished::from_record(self.id(), record, &self.shared.origins)
    }
}

/// The events of one job.
///
/// Ends when the job is over, also where its last message was lost; ask [`Job::wait`] how it ended.
#[derive(Debug)]
pub struct JobEvents {
    stream: EventStream,
    watch: Watch,
    /// Whether the connection broke since the last look.
    must_ask: bool,
    over: bool,
}

impl JobEvents {
    /// The next event; `None` once the job is over, or nothing can be learned of it.
    ///
    /// Can be dropped at any time without losing an event.
    pub async fn next(&mut self) -> Option<Event> {
        while !self.over {
            let pause = if self.must_ask { Duration::ZERO } else { self.watch.pause() };
            tokio::select! {
                biased;
                event = self.stream.next() => {
                    self.must_ask |= self.watch.hear() && !event.is_last();
                    self.over = event.is_last();
                    return Some(event);
                }
                () = sleep(pause) => {
                    self.must_ask = false;
                    self.over = !matches!(self.watch.look().await, Ok(None));
                }
            }
        }
        self.stream.try_next()
    }

    /// The same as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Event> {
        futures_util::stream::unfold(self, async |mut events| {
            events.next().await.map(|event| (event, events))
        })
    }
}

/// One wait for one job.
#[derive(Debug)]
struct Watch {
    job: Job,
    heard: watch::Receiver<Heard>,
    breaks: u64,
    state: JobState,
    /// The pause that the last look asked for.
    pause: Duration,
    /// How many looks in a row found nothing.
    absent: u32,
    /// Since when the server cannot be asked, with the reason.
    away: Option<(Instant, ClientError)>,
}

impl Watch {
    fn new(job: Job) -> Self {
        let mut heard = job.shared.feed.watch();
        let breaks = heard.borrow_and_update().breaks;
        // The server queued what it took from us.
        let state = if job.shared.ours { JobState::Queued } else { JobState::Unseen };
        let mut watch =
            Self { job, heard, breaks, state, pause: Duration::ZERO, absent: 0, away: None };
        watch.hear();
        watch
    }

    /// The end of the job; never returns while there is none.
    async fn end(&mut self) -> Result<Finished, WaitError> {
        if self.is_over()
            && let Some(finished) = self.look().await?
        {
            return Ok(finished);
        }
        loop {
            let pause = self.pause();
            let must_ask = tokio::select! {
                heard = self.heard.changed() => {
                    self.hear() || heard.is_err()
                }
                () = sleep(pause) => true,
            };
            if must_ask && let Some(finished) = self.look().await? {
                return Ok(finished);
            }
        }
    }

    /// Takes in what was heard; `true` where the server must be asked at once.
    fn hear(&mut self) -> bool {
        let (breaks, started) = {
            let heard = self.heard.borrow_and_update();
            (heard.breaks, heard.record.started)
        };
        if started {
            self.state = JobState::Running;
        }
        self.pause = Duration::ZERO;
        let broke = std::mem::replace(&mut self.breaks, breaks) != breaks;
        if broke {
            // Behind a restart may be another version.
            self.job.client.forget_abilities();
        }
        broke || self.is_over()
    }

    /// Whether the last message was heard, so that the history has the job.
    fn is_over(&self) -> bool {
        self.heard.borrow().record.over
    }

    /// How long to listen before the next look.
    fn pause(&self) -> Duration {
        let ended = self.heard.borrow().record.ending.is_some();
        let hears = self.job.shared.ours && self.job.client.hub().is_open();
        let sure = hears && !ended && self.absent == 0;
        let (shortest, longest) = if sure { CALM } else { BUSY };
        self.pause.clamp(shortest, longest)
    }

    /// Asks the server once; the job if it is over.
    async fn look(&mut self) -> Result<Option<Finished>, WaitError> {
        let (client, id) = (&self.job.client, self.job.id());
        let sighting = match self.is_over() {
            true => client.sight_of_ended(id).await,
            false => client.sight(id).await,
        };
        self.pause = self.pause() * 2;
        let absent = matches!(sighting, Ok(Sighting::Nowhere));
        self.absent = if absent { self.absent + 1 } else { 0 };
        match sighting {
            Ok(sighting) => {
                self.away = None;
                self.see(sighting)
            }
            Err(error) => self.miss(error),
        }
    }

    fn see(&mut self, sighting: Sighting) -> Result<Option<Finished>, WaitError> {
        match sighting {
            Sighting::Queued => self.state = JobState::Queued,
            Sighting::Running => self.state = JobState::Running,
            Sighting::Over(entry) => {
                let record = Record::from_history(self.job.id(), *entry);
                return Ok(Some(self.job.finish(record)));
            }
            // Once is not enough: the job may have moved on while the server was asked.
            Sighting::Nowhere if self.absent >= 2 => {
                return match self.as_heard() {
                    Some(finished) => Ok(Some(finished)),
                    None => Err(WaitError::Lost { job: self.job.id(), state: self.state }),
                };
            }
            Sighting::Nowhere => self.pause = Duration::ZERO,
        }
        Ok(None)
    }

    /// Bears with a server that is away, but not for ever.
    fn miss(&mut self, error: ClientError) -> Result<Option<Finished>, WaitError> {
        self.job.client.forget_abilities();
        let hopeless = matches!(
            error,
            ClientError::Unauthorized { .. }
                | ClientError::NotComfyUi { .. }
                | ClientError::Malformed { .. }
                | ClientError::Request { .. }
        );
        let since = self.away.take().map_or_else(Instant::now, |(since, _)| since);
        let away = since.elapsed();
        let patience = self.job.client.patience();
        if (hopeless || away >= AFTERMATH.min(patience))
            && let Some(finished) = self.as_heard()
        {
            return Ok(Some(finished));
        }
        if hopeless || away >= patience {
            return Err(self.unreachable(error));
        }
        self.away = Some((since, error));
        Ok(None)
    }

    /// The job as the WebSocket told it, if it told the end.
    fn as_heard(&self) -> Option<Finished> {
        let record = self.heard.borrow().record.clone();
        record.ending.is_some().then(|| self.job.finish(record))
    }

    /// What to say when the deadline passes: the end if it was heard, else what is known.
    fn expire(&mut self) -> Result<Finished, WaitError> {
        self.hear();
        if let Some(finished) = self.as_heard() {
            return Ok(finished);
        }
        Err(match self.away.take() {
            Some((_, error)) => self.unreachable(error),
            None => WaitError::Expired { job: self.job.id(), state: self.state },
        })
    }

    fn unreachable(&self, error: ClientError) -> WaitError {
        let source = Box::new(error);
        WaitError::Unreachable { job: self.job.id(), state: self.state, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_wait_says_where_the_job_is() {
        let job = "295bc76e-8280-40c5-a6c8-18e4ea54db4e".parse().unwrap();
        let error = WaitError::Expired { job, state: JobState::Running };

        assert_eq!(
            error.to_string(),
            "job `295bc76e-8280-40c5-a6c8-18e4ea54db4e` is still running; \
             wait for it again, or cancel it"
        );
        assert!(error.is_expired());
    }
}
