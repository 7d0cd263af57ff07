//! Keeps jobs, assets, batches and settings across restarts.
//!
//! Everything that a tool promises to remember goes through [`Store`]. What a job is and when it
//! ends is decided elsewhere; files of assets stay where ComfyUI wrote them. SQL is written in
//! `queries` alone, in the dialect that SQLite shares with Postgres; what speaks to the one
//! database there is so far is `engine`.

mod engine;
mod error;
mod ids;
mod queries;
mod records;
#[cfg(test)]
mod tests;
mod timestamp;

use std::path::Path;

pub use error::{Cause, StoreError};
pub use ids::{AssetId, BatchId, IdError};
pub use records::{
    AssetFacts, AssetFilter, AssetRecord, BatchItem, BatchItemState, BatchRecord, JobEnd,
    JobRecord, JobState, StateError,
};
pub use timestamp::Timestamp;

use engine::Sqlite;

/// The database of the server.
///
/// Several processes may have the same file open. Every method is short, ends within some seconds
/// when another process keeps the file locked, and can be dropped at any await: what it was to
/// change is then changed altogether or not at all.
///
/// ```
/// use comfy_mcp::store::{JobRecord, JobState, Store};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let store = Store::in_memory().await?;
/// let id = "aaf9ace1-caa7-4997-8b51-b02404f7354b".parse()?;
/// let job = JobRecord::new(id, "http://127.0.0.1:8188/", "generate_image");
///
/// store.insert_job(&job, &serde_json::json!({})).await?;
/// store.update_state(id, JobState::Queued, None).await?;
///
/// assert_eq!(store.unfinished_jobs("http://127.0.0.1:8188/").await?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Store {
    engine: Sqlite,
}

impl Store {
    /// The database in the file `path`, which is made with its folders if it is not there.
    ///
    /// # Errors
    ///
    /// [`StoreError::Folder`], [`StoreError::Unwritable`], [`StoreError::Damaged`],
    /// [`StoreError::Foreign`], [`StoreError::Newer`], [`StoreError::Full`],
    /// [`StoreError::Busy`]. The file is left as it was.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { engine: Sqlite::open(path).await? })
    }

    /// A database that is forgotten with the value.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`], if there is no memory for it.
    pub async fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { engine: Sqlite::in_memory().await? })
    }

    /// Closes the file, and leaves nothing beside it if no other process has it open.
    ///
    /// Dropping does the same a little later; only who moves the file has to wait for it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`].
    pub async fn close(self) -> Result<(), StoreError> {
        self.engine.close().await
    }
}
