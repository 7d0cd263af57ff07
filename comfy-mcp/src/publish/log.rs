//! Appends to the log of what was published.
//!
//! The log lies where browsers can fetch it, so that it tells paths only from the project, and from
//! ComfyUI's output folder, downwards.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use serde::Serialize;

const NAME: &str = "publish_log.jsonl";

/// A line of the log.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    pub(super) timestamp: String,
    pub(super) asset_id: &'a str,
    pub(super) target_filename: &'a str,
    pub(super) source_path: &'a str,
    pub(super) dest_path: &'a str,
    pub(super) bytes_size: u64,
}

/// Appends `entry` to the log of `folder`.
pub(super) fn append(folder: &Path, entry: &Entry<'_>) -> io::Result<()> {
    let path = folder.join(NAME);
    if path.is_symlink() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "the log is a link"));
    }
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    // In one piece, so that lines of several programs do not mix.
    OpenOptions::new().append(true).create(true).open(path)?.write_all(&line)
}
