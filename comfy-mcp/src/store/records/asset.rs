//! Holds what is stored of a file that a job made.
//!
//! The bytes stay where ComfyUI wrote them.

use comfy_graph::client::FileRef;
use comfy_graph_core::ids::{JobId, NodeId};

use super::JobRecord;
use crate::store::{AssetId, Timestamp};

/// A file on a ComfyUI, with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetRecord {
    /// The id that clients are told.
    pub id: AssetId,
    /// The job that made the file; none for an upload.
    pub job: Option<JobId>,
    /// The address of the ComfyUI that has the file.
    pub server: String,
    /// The file.
    pub file: FileRef,
    /// The node that put it out.
    pub node: Option<NodeId>,
    /// Which of the files of its job it is, counted from 0.
    pub position: u32,
    /// What kind of file it is, such as `image/png`.
    pub mime_type: String,
    /// Pixels across, where known.
    pub width: Option<u32>,
    /// Pixels down, where known.
    pub height: Option<u32>,
    /// Bytes of the file, where known.
    pub bytes_size: Option<u64>,
    /// The hash of the bytes, where someone has computed it.
    pub sha256: Option<String>,
    /// Where a copy was saved.
    pub saved_path: Option<String>,
    /// When the file was made.
    pub created_at: Timestamp,
    /// The node was cached, so the file is the very one that an earlier job wrote.
    pub cached: bool,
    /// Listings leave the asset out.
    pub hidden: bool,
    /// The asset of a later job that has written over the file; the store alone sets it.
    pub replaced_by: Option<AssetId>,
    /// The tool that was called.
    pub tool: String,
    /// The workflow that the prompt was made of.
    pub workflow_id: Option<String>,
    /// The session of the client that called.
    pub session: Option<String>,
}

impl AssetRecord {
    /// A file that `job` has just made, with a new id.
    #[must_use]
    pub fn of_job(job: &JobRecord, file: FileRef, mime_type: &str) -> Self {
        Self {
            id: AssetId::random(),
            job: Some(job.id),
            server: job.server.clone(),
            file,
            node: None,
            position: 0,
            mime_type: mime_type.to_owned(),
            width: None,
            height: None,
            bytes_size: None,
            sha256: None,
            saved_path: None,
            created_at: Timestamp::now(),
            cached: false,
            hidden: false,
            replaced_by: None,
            tool: job.tool.clone(),
            workflow_id: job.workflow_id.clone(),
            session: job.session.clone(),
        }
    }
}

/// What is learnt of an asset after it was stored; what is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetFacts {
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Bytes of the file.
    pub bytes_size: Option<u64>,
    /// The hash of the bytes.
    pub sha256: Option<String>,
    /// Where a copy was saved.
    pub saved_path: Option<String>,
}

/// Which assets a listing shows, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFilter {
    /// At most so many; 10 unless told.
    pub limit: u32,
    /// Those that come after this one in the listing, to page on.
    pub after: Option<AssetId>,
    /// Those of this workflow.
    pub workflow_id: Option<String>,
    /// Those of this session.
    pub session: Option<String>,
    /// Those made after this moment.
    pub newer_than: Option<Timestamp>,
    /// Those whose media type begins so, such as `image/`.
    pub mime_prefix: Option<String>,
    /// Those that have each of these words in file name, tool, workflow id or a value.
    pub search: Option<String>,
    /// Also those that were hidden.
    pub include_hidden: bool,
}

impl Default for AssetFilter {
    fn default() -> Self {
        Self {
            limit: 10,
            after: None,
            workflow_id: None,
            session: None,
            newer_than: None,
            mime_prefix: None,
            search: None,
            include_hidden: false,
        }
    }
}
