//! Reaches the routes of jobs: those of the queue, of the history, of the jobs API.
//!
//! `job` builds waiting and cancelling on them. A prompt is submitted in `submission`.

use std::sync::atomic::{AtomicU8, Ordering};

use comfy_graph_core::ids::JobId;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Client;
use super::error::ClientError;
use super::wire::{HistoryEntry, JobPhase, JobsFilter, JobsPage, Queue};

/// Which part of the history to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryPage {
    /// The newest jobs, this many at most.
    Newest(u32),
    /// Jobs in the order they were over.
    From {
        /// How many to skip.
        offset: u32,
        /// How many at most.
        limit: u32,
    },
}

/// Whether the server has the jobs API, as far as known.
#[derive(Debug, Default)]
pub(crate) struct Support(AtomicU8);

impl Support {
    const YES: u8 = 1;
    const NO: u8 = 2;

    fn is_absent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::NO
    }

    fn learn(&self, present: bool) {
        self.0.store(if present { Self::YES } else { Self::NO }, Ordering::Relaxed);
    }

    /// Forgets what is known, since another version may run after a restart.
    pub(crate) fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// Where one look found a job.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Sighting {
    /// It waits in the queue.
    Queued,
    /// It runs.
    Running,
    /// It is over.
    Over(Box<HistoryEntry>),
    /// It is nowhere.
    Nowhere,
}

impl Client {
    /// How many prompts run or wait.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn queue_length(&self) -> Result<u64, ClientError> {
        let answer: Value = self.http().get(&["prompt"]).read().await?;
        Ok(answer["exec_info"]["queue_remaining"].as_u64().unwrap_or_default())
    }

    /// Every prompt that runs or waits, the next first.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn queue(&self) -> Result<Queue, ClientError> {
        Ok(self.http().get(&["queue"]).read::<Queue>().await?.sorted())
    }

    /// Removes every prompt that waits, those of others too.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn clear_queue(&self) -> Result<(), ClientError> {
        self.http().post(&["queue"]).json(&json!({"clear": true})).done().await
    }

    /// Removes these jobs where they still wait; leaves alone what runs.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn dequeue(&self, jobs: &[JobId]) -> Result<(), ClientError> {
        self.http().post(&["queue"]).json(&json!({"delete": jobs})).done().await
    }

    /// Asks `job` to stop, if it is the one that runs. A long operation still continues to its end.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn interrupt(&self, job: JobId) -> Result<(), ClientError> {
        self.http().post(&["interrupt"]).json(&json!({"prompt_id": job})).done().await
    }

    /// Asks whatever runs to stop, also if it belongs to others.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn interrupt_any(&self) -> Result<(), ClientError> {
        self.http().post(&["interrupt"]).json(&json!({})).done().await
    }

    /// What the server remembers of `job`; `None` until it is over and after it was forgotten.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn history_entry(&self, job: JobId) -> Result<Option<HistoryEntry>, ClientError> {
        let id = job.to_string();
        let call = self.http().get(&["history", &id]);
        let mut entries: IndexMap<String, HistoryEntry> = call.read().await?;
        Ok(entries.swap_remove(&id))
    }

    /// Jobs that are over, by id. Entries hold whole prompts, so ask for few.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn history(
        &self,
        page: HistoryPage,
    ) -> Result<IndexMap<String, HistoryEntry>, ClientError> {
        let (limit, offset) = match page {
            HistoryPage::Newest(limit) => (limit, -1),
            HistoryPage::From { offset, limit } => (limit, i64::from(offset)),
        };
        let (limit, offset) = (limit.to_string(), offset.to_string());
        let call = self.http().get(&["history"]);
        call.query(&[("max_items", &limit), ("offset", &offset)]).read().await
    }

    /// Removes every entry of the history.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn clear_history(&self) -> Result<(), ClientError> {
        self.http().post(&["history"]).json(&json!({"clear": true})).done().await
    }

    /// Removes the entries of these jobs from the history; their files stay.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn forget(&self, jobs: &[JobId]) -> Result<(), ClientError> {
        self.http().post(&["history"]).json(&json!({"delete": jobs})).done().await
    }

    /// Jobs in any phase, the newest first; `None` on servers without the jobs API.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn jobs(&self, filter: &JobsFilter) -> Result<Option<JobsPage>, ClientError> {
        let phases: Vec<_> = filter.phases.iter().map(|phase| phase.as_str()).collect();
        let (phases, offset) = (phases.join(","), filter.offset.to_string());
        let limit = filter.limit.map(|limit| limit.to_string());
        let mut query = vec![("offset", offset.as_str())];
        query.extend((!phases.is_empty()).then_some(("status", phases.as_str())));
        query.extend(filter.workflow_id.as_deref().map(|id| ("workflow_id", id)));
        query.extend(limit.as_deref().map(|limit| ("limit", limit)));
        self.http().get(&["jobs"]).query(&query).find().await
    }

    /// Cancels these jobs wherever they are, in one step; `None` on servers without the jobs API.
    ///
    /// The answer is whether anything was cancelled.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn cancel_jobs(&self, jobs: &[JobId]) -> Result<Option<bool>, ClientError> {
        if self.inner.jobs_api.is_absent() {
            return Ok(None);
        }
        let call = self.http().post(&["jobs", "cancel"]).json(&json!({"job_ids": jobs}));
        match call.read::<Value>().await {
            Ok(answer) => Ok(Some(answer["cancelled"].as_bool().unwrap_or_default())),
            // A server without the route answers 404, or 405 where the frontend's files shadow it.
            Err(ClientError::Status { status: 404 | 405, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where `job` is now; one look.
    pub(crate) async fn sight(&self, job: JobId) -> Result<Sighting, ClientError> {
        if !self.inner.jobs_api.is_absent()
            && let Some(sighting) = self.sight_by_jobs_api(job).await?
        {
            return Ok(sighting);
        }
        self.sight_by_queue(job).await
    }

    /// Where `job` is now, which has ended as far as is known: its history is there already.
    pub(crate) async fn sight_of_ended(&self, job: JobId) -> Result<Sighting, ClientError> {
        match self.history_entry(job).await? {
            Some(entry) => Ok(Sighting::Over(Box::new(entry))),
            None => self.sight(job).await,
        }
    }

    /// Makes the next look find out anew what the server can do.
    pub(crate) fn forget_abilities(&self) {
        self.inner.jobs_api.forget();
    }

    /// `None` where the server has no jobs API.
    async fn sight_by_jobs_api(&self, job: JobId) -> Result<Option<Sighting>, ClientError> {
        #[derive(Deserialize)]
        struct Detail {
            status: JobPhase,
            #[serde(flatten)]
            entry: HistoryEntry,
        }
        let id = job.to_string();
        let found = self.http().get(&["jobs", &id]).read::<Detail>().await;
        let present = !matches!(&found, Err(error) if is_no_route(error));
        self.inner.jobs_api.learn(present);
        let detail = match found {
            Ok(detail) => detail,
            Err(_) if !present => return Ok(None),
            Err(error) if error.is_missing() => return Ok(Some(Sighting::Nowhere)),
            Err(error) => return Err(error),
        };
        Ok(Some(match detail.status {
            JobPhase::Pending => Sighting::Queued,
            JobPhase::InProgress => Sighting::Running,
            // The history has the outputs as the nodes gave them; the jobs API has a digest.
            _ => Sighting::Over(Box::new(self.history_entry(job).await?.unwrap_or(detail.entry))),
        }))
    }

    /// Queue first: a job that moves on between the two reads would look lost the other way round.
    async fn sight_by_queue(&self, job: JobId) -> Result<Sighting, ClientError> {
        let queue = self.queue().await?;
        if queue.running.iter().any(|row| row.job() == Some(job)) {
            return Ok(Sighting::Running);
        }
        if queue.pending.iter().any(|row| row.job() == Some(job)) {
            return Ok(Sighting::Queued);
        }
        let entry = self.history_entry(job).await?;
        Ok(entry.map_or(Sighting::Nowhere, |entry| Sighting::Over(Box::new(entry))))
    }
}

/// Whether a route does not exist, as opposed to the thing it was asked for.
fn is_no_route(error: &ClientError) -> bool {
    match error {
        ClientError::Status { status: 404 | 405, body, .. } => !body.starts_with('{'),
        ClientError::NotComfyUi { .. } => true,
        _ => false,
    }
}
