//! Makes sure that one process works on a batch, however many share the data directory.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::store::BatchId;

/// The right to work on a batch; the system takes it back when the process ends, however it does.
#[derive(Debug)]
pub(super) struct Claim {
    path: PathBuf,
    _lock: File,
}

impl Claim {
    /// The claim, unless another process has it.
    pub(super) fn take(data_dir: &Path, batch: BatchId) -> io::Result<Option<Self>> {
        let folder = data_dir.join("batches");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{batch}.lock"));
        let lock = File::create(&path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { path, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // A file that stays is an empty one, and claims nothing.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_claimed_once() {
        let folder = tempfile::tempdir().unwrap();
        let batch = BatchId::random();

        let first = Claim::take(folder.path(), batch).unwrap();
        let second = Claim::take(folder.path(), batch).unwrap();

        assert!(first.is_some() && second.is_none());
        drop(first);
        assert!(Claim::take(folder.path(), batch).unwrap().is_some());
    }
}
