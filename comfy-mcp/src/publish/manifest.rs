//! Keeps the manifest: which published file stands for which key.
//!
//! A lock file beside it keeps programs apart that publish into the same folder, and threads of one
//! program as well. The system drops the lock when its holder ends, however it ends.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::error::PublishError;
use super::names::{ManifestKey, TargetName};
use super::place::{Existing, place};

const NAME: &str = "manifest.json";

/// The lock file; it stays, since removing it would let two programs lock two files.
const LOCK: &str = ".manifest.lock";

/// How long others may keep the lock: each has it for the writing of two files, in no fair order.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(5);

/// The manifest of a folder, while nobody else may change it.
#[derive(Debug)]
pub(super) struct Manifest {
    path: PathBuf,
    key: ManifestKey,
    files: Map<String, Value>,
    _lock: File,
}

impl Manifest {
    /// Takes the manifest of `folder`, which is there, to enter a file for `key`.
    pub(super) fn take(folder: &Path, key: ManifestKey) -> Result<Self, PublishError> {
        let path = folder.join(NAME);
        let lock = lock(&folder.join(LOCK), &path)?;
        let files = read(&path)?;
        Ok(Self { path, key, files, _lock: lock })
    }

    /// Lets the key stand for the file `name`, then lets others have the manifest.
    pub(super) fn enter(mut self, name: &TargetName) -> Result<(), PublishError> {
        self.files.insert(self.key.as_str().to_owned(), Value::from(name.as_str()));
        let mut text = serde_json::to_string_pretty(&self.files)
            .expect("BUG: texts that were read can be written");
        text.push('\n');
        place(&self.path, text.as_bytes(), Existing::Replace)
            .map_err(|source| PublishError::Unwritten { path: self.path, source })
    }
}

fn lock(path: &Path, manifest: &Path) -> Result<File, PublishError> {
    let unwritten = |source| PublishError::Unwritten { path: path.to_owned(), source };
    if path.is_symlink() {
        return Err(PublishError::LeadsOut { path: path.to_owned() });
    }
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    let file = opened.map_err(unwritten)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                std::thread::sleep(PAUSE);
            }
            Err(TryLockError::WouldBlock) => {
                return Err(PublishError::ManifestBusy { path: manifest.to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(unwritten(source)),
        }
    }
}

fn read(path: &Path) -> Result<Map<String, Value>, PublishError> {
    if path.is_symlink() {
        return Err(PublishError::LeadsOut { path: path.to_owned() });
    }
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text)
            .map_err(|_| PublishError::ManifestDamaged { path: path.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Map::new()),
        Err(source) => Err(unreadable(path, source)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> PublishError {
    PublishError::SourceUnreadable { path: path.to_owned(), source: Some(source) }
}
