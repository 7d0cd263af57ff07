//! Stops jobs.

use std::sync::PoisonError;
use std::time::Duration;

use comfy_graph::job::Cancellation;
use comfy_graph_core::ids::JobId;

use super::{Jobs, failure};
use crate::error::ToolError;

impl Jobs {
    /// Stops a job, then makes sure that it has stopped; ends by `deadline`.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where the server cannot be asked.
    pub async fn cancel(&self, id: JobId, deadline: Duration) -> Result<Cancellation, ToolError> {
        if self.followed(id).is_some() {
            self.stopping().insert(id);
        }
        let cancelled = self.shared.backend.client().job(id).cancel(deadline).await;
        cancelled.map_err(|error| failure::of_client(&error))
    }

    /// Stops every job that is followed.
    pub async fn cancel_all(&self, deadline: Duration) {
        let ids: Vec<JobId> = self.all_followed().keys().copied().collect();
        for id in ids {
            if let Err(error) = self.cancel(id, deadline).await {
                tracing::warn!(job = %id, %error, "cannot be stopped");
            }
        }
    }

    /// Whether a job that is gone was asked to go; asked once.
    pub(super) fn was_stopped(&self, id: JobId) -> bool {
        self.stopping().remove(&id)
    }

    fn stopping(&self) -> std::sync::MutexGuard<'_, std::collections::HashSet<JobId>> {
        self.shared.stopping.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
