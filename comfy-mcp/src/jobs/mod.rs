//! Runs prompts, and remembers what came of them.
//!
//! A job is stored before it is submitted, followed to its end whoever waits, and its files become
//! assets whenever they land. `follow` does that, `outputs` makes assets, `wait` is what tools do
//! meanwhile, `reconcile` picks up what an earlier process left.

mod cancel;
mod ended;
mod failure;
mod follow;
mod order;
mod outputs;
mod reconcile;
mod submit;
mod wait;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use comfy_graph::job::Job;
use comfy_graph_core::ids::{JobId, NodeId};
use tokio::sync::watch;

use crate::backend::Backend;
use crate::storage::Storage;

pub use ended::Ended;
pub use failure::{execution_failed, of_client, without_outputs};
pub use order::Order;
pub use outputs::Saving;
pub use wait::Waited;

/// The jobs of one backend; cheap to clone.
#[derive(Debug, Clone)]
pub struct Jobs {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    backend: Backend,
    storage: Storage,
    saving: Saving,
    /// The jobs that are followed, for as long as they run.
    followed: Mutex<HashMap<JobId, Followed>>,
    /// The jobs that were asked to stop, for as long as they are followed.
    stopping: Mutex<HashSet<JobId>>,
}

/// What people call the nodes of a job, by their ids.
type Titles = Arc<HashMap<NodeId, String>>;

/// A job that is followed to its end.
#[derive(Debug, Clone)]
pub struct Followed {
    job: Job,
    titles: Titles,
    end: watch::Receiver<Option<Arc<Ended>>>,
}

impl Followed {
    /// The job as the server knows it.
    #[must_use]
    pub fn job(&self) -> &Job {
        &self.job
    }

    /// Waits until it is over.
    pub async fn over(&self) {
        // A sender that is gone has nothing more to tell either.
        let _ = self.end.clone().wait_for(Option::is_some).await;
    }

    /// How it ended, once it has.
    #[must_use]
    pub fn ended(&self) -> Option<Arc<Ended>> {
        self.end.borrow().clone()
    }
}

impl Jobs {
    /// The jobs of `backend`, remembered in `storage`.
    #[must_use]
    pub fn new(backend: Backend, storage: Storage, saving: Saving) -> Self {
        let shared = Shared {
            backend,
            storage,
            saving,
            followed: Mutex::default(),
            stopping: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The job, if it is followed now.
    #[must_use]
    pub fn followed(&self, id: JobId) -> Option<Followed> {
        self.all_followed().get(&id).cloned()
    }

    fn all_followed(&self) -> MutexGuard<'_, HashMap<JobId, Followed>> {
        self.shared.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
