//! Holds how a job ended, for those who waited.

use crate::error::ToolError;
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
