//! Reads the file of an asset.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::asset::{Content, Source};
use super::error::PublishError;
use crate::media::{MAX_FILE, MediaError};
use crate::paths::{PathError, Roots};

/// The file of an asset.
#[derive(Debug)]
pub(super) struct Original<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// Where it is, as far as others may know.
    pub(super) shown: String,
}

/// The file of `source`; of files on disk, those below `root` alone.
pub(super) fn read<'a>(
    source: &'a Source,
    root: Option<&Path>,
) -> Result<Original<'a>, PublishError> {
    let path = match &source.content {
        Content::Bytes(bytes) => {
            return Ok(Original { bytes: bytes.into(), shown: source.file_name.clone() });
        }
        Content::File(path) => path,
    };
    let root = root.ok_or(PublishError::OutputRootNotFound)?;
    let file = locate(path, root)?;
    let bytes = read_file(&file).map_err(|error| match error {
        ReadError::TooLong(bytes) => MediaError::TooManyBytes { bytes }.into(),
        ReadError::Failed(source) => unreadable(&file, source),
    })?;
    let below = fs::canonicalize(root).ok();
    let below = below.and_then(|root| file.strip_prefix(root).ok().map(Path::to_owned));
    let shown = below.map_or_else(|| source.file_name.clone(), |path| path.display().to_string());
    Ok(Original { bytes: bytes.into(), shown })
}

/// Where the file really is.
fn locate(path: &Path, root: &Path) -> Result<PathBuf, PublishError> {
    // A ComfyUI on Windows names subfolders its own way, also where its disk is mounted elsewhere.
    let here = match path.to_str() {
        Some(text) if !cfg!(windows) => PathBuf::from(text.replace('\\', "/")),
        _ => path.to_owned(),
    };
    Roots::new([root]).readable(&here).map_err(|error| match error {
        PathError::NotFound { .. } => {
            PublishError::SourceUnreadable { path: path.to_owned(), source: None }
        }
        PathError::Unreadable { source, .. } => unreadable(path, source),
        PathError::NotAPath { .. } | PathError::NotAllowed { .. } => {
            PublishError::SourceOutsideRoot { path: path.to_owned(), root: root.to_owned() }
        }
    })
}

fn unreadable(path: &Path, source: io::Error) -> PublishError {
    PublishError::SourceUnreadable { path: path.to_owned(), source: Some(source) }
}

/// Why a file was not read.
enum ReadError {
    TooLong(usize),
    Failed(io::Error),
}

/// The file's content, unless it is longer than pictures may be.
fn read_file(path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    // One byte more tells that there are more; the length that the system tells may be another's.
    let limit = MAX_FILE as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    match read {
        Ok(length) if length > MAX_FILE => Err(ReadError::TooLong(length)),
        Ok(_) => Ok(bytes),
        Err(error) => Err(ReadError::Failed(error)),
    }
}
