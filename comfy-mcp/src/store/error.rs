//! Says why something could not be remembered, or recalled.
//!
//! Which failure of the database is which is decided in `engine`.

use std::path::PathBuf;

use comfy_graph_core::ids::JobId;

use super::ids::{AssetId, BatchId};
use crate::error::Code;

/// What the database or the file system said.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder of the database is not there and cannot be made.
    #[error(
        "folder `{}` cannot be made; make it, or choose another one with --data-dir",
        path.display()
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// The file cannot be opened for writing.
    #[error(
        "the database `{}` cannot be written; make the file and its folder writable, or choose \
         another folder with --data-dir",
        path.display()
    )]
    Unwritable {
        /// The database.
        path: PathBuf,
        /// What the database said.
        source: Cause,
    },
    /// The file is no database any more, or parts of it cannot be made sense of.
    #[error(
        "the database `{}` is damaged; move it away to start with an empty one, or put a backup \
         in its place",
        path.display()
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What the database said.
        source: Cause,
    },
    /// The file is a database of another program.
    #[error(
        "the database `{}` is not one of comfy-mcp; choose another folder with --data-dir",
        path.display()
    )]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// A newer comfy-mcp has written the file.
    #[error(
        "the database `{}` is of version {found}, and this comfy-mcp knows versions up to {known}; \
         use a newer comfy-mcp, or choose another folder with --data-dir",
        path.display()
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// The version of the file.
        found: i64,
        /// The newest version that can be read.
        known: i64,
    },
    /// There is no room for more.
    #[error("no space is left for the database `{}`; free some on its disk", path.display())]
    Full {
        /// The database.
        path: PathBuf,
        /// What the database said.
        source: Cause,
    },
    /// Another process did not let go of the file in time.
    #[error(
        "the database `{}` is locked by another process; try again, or end the process",
        path.display()
    )]
    Busy {
        /// The database.
        path: PathBuf,
        /// What the database said.
        source: Cause,
    },
    /// Something else went wrong in the database.
    #[error(
        "the database `{}` refused a statement; try again, and report it if that does not help",
        path.display()
    )]
    Failed {
        /// The database.
        path: PathBuf,
        /// What the database said.
        source: Cause,
    },
    /// There is a job of this id already.
    #[error("job `{id}` is stored already; give each job an id of its own")]
    JobExists {
        /// The id.
        id: JobId,
    },
    /// There is no job of this id.
    #[error("job `{id}` is not stored; store it before it is submitted")]
    UnknownJob {
        /// The id.
        id: JobId,
    },
    /// There is no asset of this id.
    #[error("asset `{id}` is not stored; list_assets names those there are")]
    UnknownAsset {
        /// The id.
        id: AssetId,
    },
    /// There is no batch of this id.
    #[error("batch `{id}` is not stored; batch_generate makes one")]
    UnknownBatch {
        /// The id.
        id: BatchId,
    },
    /// The batch has no item at this place.
    #[error("batch `{batch}` has no item {index}; check_batch names those it has")]
    UnknownBatchItem {
        /// The batch.
        batch: BatchId,
        /// The place, counted from 0.
        index: u32,
    },
}

impl StoreError {
    /// The code that a tool call fails with for this reason.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::UnknownJob { .. } => Code::JobNotFound,
            Self::UnknownAsset { .. } => Code::AssetNotFoundOrExpired,
            Self::UnknownBatch { .. } | Self::UnknownBatchItem { .. } => Code::BatchNotFound,
            Self::JobExists { .. } => Code::Internal,
            Self::Folder { .. }
            | Self::Unwritable { .. }
            | Self::Damaged { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::Full { .. }
            | Self::Busy { .. }
            | Self::Failed { .. } => Code::StoreFailed,
        }
    }
}
