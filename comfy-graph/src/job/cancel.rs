//! Stops a job, then makes sure that it has stopped.

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::Job;
use super::finished::{Finished, Outcome};
use crate::client::{ClientError, Record, Sighting};

const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What a cancel found out.
#[derive(Debug, Clone, PartialEq)]
pub enum Cancellation {
    /// It waited in the queue, and is removed.
    Dequeued,
    /// It ran, and was stopped; what came before is in its outputs.
    Interrupted(Box<Finished>),
    /// It was over before it could be stopped.
    AlreadyOver(Box<Finished>),
    /// The server knows nothing of it.
    Unknown,
    /// It was asked to stop, but was still there when the time was up.
    ///
    /// A node stops between its steps only; a long one ends first.
    Unconfirmed,
}

impl Job {
    /// Stops the job wherever it is, then looks whether it has stopped, for as long as `deadline`.
    ///
    /// The job alone is stopped, never another that runs in its place. Dropping the future leaves
    /// open whether the job was stopped.
    ///
    /// # Errors
    ///
    /// [`ClientError`], as for every route.
    pub async fn cancel(&self, deadline: Duration) -> Result<Cancellation, ClientError> {
        match timeout(deadline, self.cancel_until_gone()).await {
            Ok(result) => result,
            Err(_) => Ok(Cancellation::Unconfirmed),
        }
    }

    async fn cancel_until_gone(&self) -> Result<Cancellation, ClientError> {
        let (mut asked, mut absent) = (false, 0);
        let mut pause = FIRST_PAUSE;
        loop {
            match self.client.sight(self.id()).await? {
                // Asked each time: the job may have begun to run since it was removed from nowhere.
                Sighting::Queued | Sighting::Running => {
                    (asked, absent) = (true, 0);
                    self.ask_to_stop().await?;
                }
                Sighting::Over(entry) => {
                    let record = Record::from_history(self.id(), *entry);
                    let finished = Box::new(self.finish(record));
                    return Ok(match finished.outcome {
                        Outcome::Interrupted if asked => Cancellation::Interrupted(finished),
                        _ => Cancellation::AlreadyOver(finished),
                    });
                }
                Sighting::Nowhere if absent > 0 && asked => return Ok(Cancellation::Dequeued),
                Sighting::Nowhere if absent > 0 => return Ok(Cancellation::Unknown),
                Sighting::Nowhere => absent += 1,
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// New servers do it in one step; for old ones it may be in either place.
    async fn ask_to_stop(&self) -> Result<(), ClientError> {
        if self.client.cancel_jobs(&[self.id()]).await?.is_none() {
            self.client.dequeue(&[self.id()]).await?;
            self.client.interrupt(self.id()).await?;
        }
        Ok(())
    }
}
