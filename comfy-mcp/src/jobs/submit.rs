//! Submits a job.

use std::sync::Arc;

use comfy_graph::client::{ClientError, Submission};
use comfy_graph::job::Job;
use comfy_graph_core::ids::{ClassName, JobId};
use comfy_graph_core::prompt::Prompt;
use serde_json::Value;
use tokio::sync::watch;

use super::{Ended, Followed, Jobs, Order, Titles, failure};
use crate::error::ToolError;
use crate::store::{AssetRecord, JobEnd, JobRecord, JobState};

impl Jobs {
    /// Stores what `order` says, submits it, follows it from then on.
    ///
    /// # Errors
    ///
    /// Why the server did not take it; whatever happens, the job's fate is stored.
    pub async fn submit(&self, order: Order) -> Result<Followed, ToolError> {
        let store = self.shared.storage.get().await?;
        let id = JobId::from_uuid(uuid::Uuid::new_v4());
        let record = self.record(id, &order);
        // Before the submit: a process that dies in between finds the job again.
        let prompt = serde_json::to_value(&order.prompt).expect("BUG: a prompt is always JSON");
        store.insert_job(&record, &prompt).await?;
        let titles = titles(&order.prompt);
        let submission = Submission::from(order.prompt).job(id);
        match self.shared.backend.client().submit(submission).await {
            Ok(job) => {
                if let Some(server) = job.partial_errors() {
                    tracing::warn!(job = %id, %server, "runs in part only");
                }
                let followed = self.follow(job, record, titles);
                tokio::spawn(self.clone().queued(id));
                Ok(followed)
            }
            Err(error) => Err(self.refused(record, &error).await),
        }
    }

    /// Stores that the server took a job, which may end while this is written.
    async fn queued(self, id: JobId) {
        let stored = async {
            let store = self.shared.storage.get().await?;
            store.update_state(id, JobState::Queued, None).await
        };
        if let Err(error) = stored.await {
            tracing::error!(job = %id, %error, "how far a job has come is not stored");
        }
    }

    fn record(&self, id: JobId, order: &Order) -> JobRecord {
        let mut record = JobRecord::new(id, &self.shared.backend.address(), &order.tool);
        record.workflow_id.clone_from(&order.workflow_id);
        record.session.clone_from(&order.session);
        record.batch = order.batch;
        record.values.clone_from(&order.values);
        record.notes.clone_from(&order.notes);
        let path = order.output_path.as_ref();
        record.output_path = path.map(|path| path.display().to_string());
        record
    }

    /// Stores that the server did not take a job, unless that is not known.
    async fn refused(&self, record: JobRecord, error: &ClientError) -> ToolError {
        let failure = failure::of_client(error).detail("prompt_id", record.id.to_string());
        // Such a job may run all the same: it is looked for until the server answers.
        if matches!(error, ClientError::AnswerLost { .. }) {
            let job = self.shared.backend.client().job(record.id);
            self.follow(job, record, Titles::default());
            return failure;
        }
        let mut end = JobEnd::new(JobState::Failed);
        end.error = Some(Value::Object(failure.to_json()));
        if let Err(error) = self.finish(record.id, &end, &[]).await {
            tracing::error!(job = %record.id, %error, "the end of a job is not stored");
        }
        failure
    }

    pub(super) async fn finish(
        &self,
        id: JobId,
        end: &JobEnd,
        assets: &[AssetRecord],
    ) -> Result<Vec<AssetRecord>, ToolError> {
        let store = self.shared.storage.get().await?;
        Ok(store.finish_job(id, end, assets).await?)
    }

    /// Follows `job` to its end, whoever waits for it.
    pub(super) fn follow(&self, job: Job, record: JobRecord, titles: Titles) -> Followed {
        let (ends, end) = watch::channel(None);
        let followed = Followed { job: job.clone(), titles, end };
        self.all_followed().insert(record.id, followed.clone());
        let jobs = self.clone();
        tokio::spawn(async move {
            let id = record.id;
            let ended: Arc<Ended> = Arc::new(jobs.to_end(&job, record).await);
            ends.send_replace(Some(ended));
            jobs.all_followed().remove(&id);
        });
        followed
    }
}

/// What people call the nodes: by their titles, else by their classes.
fn titles(prompt: &Prompt) -> Titles {
    let titles = prompt.nodes().filter_map(|(id, node)| {
        let class = node.class_type.as_ref().map(ClassName::as_str);
        Some((id.clone(), node.title().or(class)?.to_owned()))
    });
    Arc::new(titles.collect())
}
