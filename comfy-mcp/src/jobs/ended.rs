//! Holds how a job ended, for those who waited.

use crate::error::ToolError;
use crate::storage::Storage;
use crate::store::{AssetRecord, JobRecord};

/// A job that is over.
#[derive(Debug, Clone)]
pub struct Ended {
    /// What is stored of it.
    pub job: JobRecord,
    /// Its files, those that were to be saved first.
    pub assets: Vec<AssetRecord>,
    /// Why it gave nothing, where it did not run to its end.
    pub failure: Option<ToolError>,
}

impl Ended {
    /// How a stored job that is over ended.
    ///
    /// # Errors
    ///
    /// [`ToolError`] where its files cannot be read from the store.
    pub async fn of_stored(job: JobRecord, storage: &Storage) -> Result<Self, ToolError> {
        let assets = storage.get().await?.assets_of(job.id).await?;
        let failure = job.error.as_ref().map(ToolError::from_json);
        Ok(Self { job, assets, failure })
    }

    /// Its files, or why there are none.
    ///
    /// # Errors
    ///
    /// The failure of the job.
    pub fn into_assets(self) -> Result<Vec<AssetRecord>, ToolError> {
        match self.failure {
            Some(failure) => Err(failure),
            None => Ok(self.assets),
        }
    }
}
