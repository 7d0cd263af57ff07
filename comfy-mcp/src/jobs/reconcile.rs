//! Picks up jobs that an earlier process did not see to their end.

use comfy_graph::client::HistoryEntry;
use comfy_graph_core::ids::JobId;

use super::{Followed, Jobs, Titles};
use crate::backend::Reach;
use crate::error::ToolError;
use crate::store::JobRecord;

impl Jobs {
    /// Follows every job of this server whose end is not stored, once the server answers.
    ///
    /// Whatever landed meanwhile becomes assets; jobs that the server forgot are lost.
    pub async fn reconcile(self) {
        let mut reaches = self.shared.backend.reaches();
        if reaches.wait_for(|reach| matches!(reach, Reach::Up)).await.is_err() {
            return;
        }
        if let Err(error) = self.pick_up().await {
            tracing::error!(%error, "jobs of an earlier process are not picked up");
        }
    }

    async fn pick_up(&self) -> Result<(), ToolError> {
        let store = self.shared.storage.get().await?;
        let address = self.shared.backend.address();
        for record in store.unfinished_jobs(&address).await? {
            self.resume(record);
        }
        Ok(())
    }

    /// Follows a stored job, unless it is followed already.
    pub fn resume(&self, record: JobRecord) -> Followed {
        if let Some(followed) = self.followed(record.id) {
            return followed;
        }
        let job = self.shared.backend.client().job(record.id);
        self.follow(job, record, Titles::default())
    }

    /// Follows a job that somebody else submitted, so that its files become assets.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where it cannot be stored.
    pub async fn adopt(
        &self,
        id: JobId,
        entry: Option<&HistoryEntry>,
    ) -> Result<Followed, ToolError> {
        let store = self.shared.storage.get().await?;
        let record = JobRecord::new(id, &self.shared.backend.address(), "external");
        // A queue entry is a list: number, id, prompt, extra data, targets.
        let prompt = entry.and_then(|entry| entry.prompt.get(2)).cloned().unwrap_or_default();
        store.insert_job(&record, &prompt).await?;
        Ok(self.resume(record))
    }
}
