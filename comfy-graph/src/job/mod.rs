//! Follows one submitted prompt to its end.
//!
//! A [`Job`] hears the WebSocket and asks the server where messages may be lost. How the prompt is
//! made is no matter of this module.

mod cancel;
mod finished;
mod outputs;
mod progress;
mod typed;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use comfy_graph_core::ids::JobId;

use crate::client::{Client, ClientError, Feed, Origins, Partial, Record, Rejection, Submission};

pub use cancel::Cancellation;
pub use finished::{Finished, Outcome, Times, Unsuccessful};
pub use outputs::{Media, NodeOutput, OutputItem, Outputs};
pub use progress::{CurrentNode, Progress};
pub use watch::{JobEvents, JobState, JobStatus, WaitError};

/// One submitted prompt.
///
/// Cheap to clone. Dropping it changes nothing on the server: the job runs on.
///
/// ```no_run
/// use std::time::Duration;
///
/// # use comfy_graph::client::{Client, Submission};
/// # async fn run(client: Client, prompt: comfy_graph_core::prompt::Prompt)
/// # -> Result<(), Box<dyn std::error::Error>> {
/// let job = client.submit(prompt).await?;
/// let finished = job.wait(Duration::from_secs(600)).await?.success()?;
/// for file in finished.outputs.files() {
///     println!("{file}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Job {
    client: Client,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    feed: Arc<Feed>,
    nodes: usize,
    origins: Origins,
    partial: Option<Rejection>,
    /// Whether the server sends this job's messages to us.
    ours: bool,
}

impl Job {
    /// Under which id the server knows the job.
    #[must_use]
    pub fn id(&self) -> JobId {
        self.shared.feed.job
    }

    /// The client the job was submitted with.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What is wrong with the part of the prompt that does not run; see [`Partial::Accept`].
    #[must_use]
    pub fn partial_errors(&self) -> Option<&Rejection> {
        self.shared.partial.as_ref()
    }

    /// What the WebSocket told of the job so far; asks nobody.
    #[must_use]
    pub fn record(&self) -> Record {
        self.shared.feed.record()
    }

    /// Nothing done yet, out of as many nodes as were submitted; folds [`Job::events`].
    #[must_use]
    pub fn progress(&self) -> Progress {
        Progress::new(self.shared.nodes)
    }

    fn new(client: Client, shared: Shared) -> Self {
        Self { client, shared: Arc::new(shared) }
    }
}

impl Client {
    /// Submits a prompt, after the WebSocket is open.
    ///
    /// A submit whose answer gets lost is looked up by its id, never sent twice. Dropping the
    /// future leaves open whether the prompt was queued; the id in the [`Submission`] tells.
    ///
    /// # Errors
    ///
    /// [`ClientError::Rejected`] where the prompt is invalid, with [`Partial::Refuse`] also where a
    /// part of it is; [`ClientError::NotQueued`], [`ClientError::AnswerLost`] where the submit
    /// broke off; else as for every route.
    pub async fn submit(&self, submission: impl Into<Submission>) -> Result<Job, ClientError> {
        let submission = submission.into();
        // Before the post: messages may come before its answer.
        let feed = self.hub().register(submission.job);
        if !self.hub().connected().await {
            tracing::debug!(job = %submission.job, "submits without a WebSocket, will poll");
        }
        let problems = self.post_prompt(&submission).await?;
        let partial = (!problems.is_empty())
            .then(|| Rejection::partial(problems).traced(&submission.origins));
        let nodes = submission.prompt.len();
        let (origins, policy) = (submission.origins, submission.partial);
        let shared = Shared { feed, nodes, origins, partial, ours: true };
        let job = Job::new(self.clone(), shared);
        match (policy, &job.shared.partial) {
            (Partial::Refuse, Some(rejection)) => {
                let rejection = Box::new(rejection.clone());
                job.cancel(Duration::from_secs(10)).await?;
                Err(rejection.into())
            }
            _ => Ok(job),
        }
    }

    /// The job with this id, submitted earlier or by someone else; asks nobody whether it exists.
    ///
    /// Its messages go to whoever submitted it, so that it is followed by polling.
    #[must_use]
    pub fn job(&self, id: JobId) -> Job {
        let feed = self.hub().register(id);
        let (origins, partial) = (Origins::new(), None);
        Job::new(self.clone(), Shared { feed, nodes: 0, origins, partial, ours: false })
    }
}
