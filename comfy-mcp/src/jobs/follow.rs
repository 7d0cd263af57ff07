//! Follows one job to its end, however long that takes.

use std::time::Duration;

use comfy_graph::job::{Finished, Job, Outcome, WaitError};
use serde_json::Value;

use super::{Ended, Jobs, failure};
use crate::error::ToolError;
use crate::store::{AssetRecord, JobEnd, JobRecord, JobState, Timestamp};

/// How long one wait is; any length does, since the next follows at once.
const SPELL: Duration = Duration::from_secs(3600);
/// How long to leave a server alone that cannot be reached.
const PAUSE: Duration = Duration::from_secs(5);

impl Jobs {
    pub(super) async fn to_end(&self, job: &Job, record: JobRecord) -> Ended {
        loop {
            match job.wait(SPELL).await {
                Ok(finished) => return self.ended(record, finished).await,
                Err(WaitError::Lost { .. }) => return self.lost(record).await,
                Err(error) if error.is_expired() => {}
                Err(error) => {
                    tracing::warn!(job = %record.id, %error, "the server cannot be asked");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Stores how a job ended, with its files.
    async fn ended(&self, record: JobRecord, finished: Finished) -> Ended {
        self.was_stopped(record.id);
        let (state, mut failure) = match &finished.outcome {
            Outcome::Success => (JobState::Completed, None),
            Outcome::Failed(error) => (JobState::Failed, Some(failure::execution_failed(error))),
            Outcome::Interrupted => (JobState::Cancelled, Some(failure::interrupted(record.id))),
        };
        let mut end = JobEnd::new(state);
        end.started_at = finished.times.started.and_then(to_timestamp);
        end.ended_at = finished.times.ended.and_then(to_timestamp).unwrap_or(end.ended_at);
        end.texts = finished.outputs.texts().map(ToOwned::to_owned).collect();
        end.notes = finished.blocked.iter().map(|error| format!("held back: {error}")).collect();
        let mut assets = self.assets(&record, &finished).await;
        if let Some(path) = &record.output_path
            && failure.is_none()
        {
            failure = self
                .shared
                .saving
                .save(path, &mut assets, self.shared.backend.client())
                .await
                .err();
        }
        self.store_end(record, end, assets, failure).await
    }

    async fn lost(&self, record: JobRecord) -> Ended {
        let (state, failure) = if self.was_stopped(record.id) {
            (JobState::Cancelled, failure::interrupted(record.id))
        } else {
            (JobState::Lost, failure::lost(record.id))
        };
        self.store_end(record, JobEnd::new(state), Vec::new(), Some(failure)).await
    }

    async fn store_end(
        &self,
        mut record: JobRecord,
        mut end: JobEnd,
        assets: Vec<AssetRecord>,
        failure: Option<ToolError>,
    ) -> Ended {
        end.error = failure.as_ref().map(|failure| Value::Object(failure.to_json()));
        let stored = self.finish(record.id, &end, &assets).await;
        record.state = end.state;
        record.started_at = end.started_at;
        record.ended_at = Some(end.ended_at);
        record.error = end.error;
        record.texts = end.texts;
        record.notes.extend(end.notes);
        match stored {
            Ok(assets) => Ended { job: record, assets, failure },
            Err(error) => Ended { job: record, assets, failure: failure.or(Some(error)) },
        }
    }
}

fn to_timestamp(ms: u64) -> Option<Timestamp> {
    i64::try_from(ms).ok().map(Timestamp::from_millis)
}
