//! Waits for a job on behalf of a caller.

use std::sync::Arc;
use std::time::Duration;

use comfy_graph::job::Cancellation;
use comfy_graph_core::ids::JobId;
use tokio::time::timeout;

use super::{Ended, Followed, Jobs};
use crate::caller::{Caller, Step};

/// How long a job may take to stop once its caller is gone.
const STOP: Duration = Duration::from_secs(30);

/// How a wait ended.
#[derive(Debug, Clone)]
pub enum Waited {
    /// With the job.
    Ended(Arc<Ended>),
    /// Before the job, which goes on.
    Running,
    /// With its caller, and the job was asked to stop.
    Cancelled,
}

impl Jobs {
    /// Waits for `followed`, but no longer than `deadline`; tells `caller` how far it is.
    ///
    /// A caller that takes its call back stops the job on the server.
    pub async fn wait(&self, followed: &Followed, caller: &Caller, deadline: Duration) -> Waited {
        let mut end = followed.end.clone();
        tokio::select! {
            biased;
            ended = timeout(deadline, end.wait_for(Option::is_some)) => match ended {
                Ok(Ok(ended)) => {
                    Waited::Ended(Arc::clone(ended.as_ref().expect("BUG: it was waited for")))
                }
                Ok(Err(_)) | Err(_) => Waited::Running,
            },
            () = caller.cancelled() => {
                self.stop(followed.job.id());
                Waited::Cancelled
            }
            () = tell(followed, caller) => Waited::Running,
        }
    }

    /// Stops a job behind the scenes: its caller hears no answer any more.
    fn stop(&self, id: JobId) {
        let jobs = self.clone();
        tokio::spawn(async move {
            match jobs.cancel(id, STOP).await {
                Ok(Cancellation::Unconfirmed) => tracing::warn!(job = %id, "did not stop in time"),
                Ok(_) => {}
                Err(error) => tracing::warn!(job = %id, %error, "cannot be stopped"),
            }
        });
    }
}

/// Tells `caller` how far a job is; never ends.
async fn tell(followed: &Followed, caller: &Caller) {
    if caller.wants_steps() {
        let (mut events, mut progress) = (followed.job.events(), followed.job.progress());
        while let Some(event) = events.next().await {
            progress.observe(&event);
            let message = progress.current().map_or_else(
                || "queued".to_owned(),
                |current| {
                    let title = followed.titles.get(&current.node);
                    let title =
                        title.map_or_else(|| format!("node {}", current.node), Clone::clone);
                    match current.steps > 0.0 {
                        true => format!("{title}: step {} of {}", current.step, current.steps),
                        false => title,
                    }
                },
            );
            caller.step(&Step { fraction: progress.fraction(), message }).await;
        }
    }
    std::future::pending().await
}
