//! Replaces files whole or not at all.
//!
//! Other processes see the old file or the new one, never half of one, whatever happens meanwhile.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// Who may read a file that was not there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone: it may hold secrets.
    Owner,
    /// Whoever the system lets.
    Anyone,
}

/// Brings the file at `path` to `bytes`; a file that is there keeps its permissions.
///
/// Links are followed, so that the file they lead to is replaced. Missing folders are made.
///
/// # Errors
///
/// Those of the system; then the file is as it was.
pub fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let draft = Draft::write(&path, bytes, readers)?;
    if let Ok(old) = fs::metadata(&path) {
        fs::set_permissions(draft.path(), old.permissions())?;
    }
    fs::rename(draft.path(), &path)
}

/// A file of a passing name beside the one it becomes; what is left of it is removed.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
}

impl Draft {
    /// The draft of the file at `path`, whose folder is there.
    pub(crate) fn write(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let path = path.with_file_name(format!(".{name}.{}.tmp", Uuid::new_v4().simple()));
        let mut file = create(&path, readers)?;
        let draft = Self { path };
        file.write_all(bytes)?;
        // A rename may reach the disk before the bytes do.
        file.sync_all()?;
        Ok(draft)
    }

    /// Where it is, until it becomes the file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Mostly it has gone by another name already.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn create(path: &Path, readers: Readers) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Anyone => 0o666,
    };
    OpenOptions::new().write(true).create_new(true).mode(mode).open(path)
}

/// Elsewhere files take the permissions of their folder.
#[cfg(not(unix))]
fn create(path: &Path, _readers: Readers) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_else_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/a.json");

        replace(&path, b"1", Readers::Anyone).unwrap();
        replace(&path, b"2", Readers::Anyone).unwrap();

        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::create_dir(&path).unwrap();

        assert!(replace(&path, b"1", Readers::Anyone).is_err());

        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_new_secrets_are_the_owners() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (new, old) = (folder.path().join("new"), folder.path().join("old"));
        fs::write(&old, b"1").unwrap();
        fs::set_permissions(&old, fs::Permissions::from_mode(0o640)).unwrap();

        replace(&new, b"2", Readers::Owner).unwrap();
        replace(&old, b"2", Readers::Owner).unwrap();

        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&new), mode(&old)), (0o600, 0o640));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, b"1").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();

        replace(&link, b"2", Readers::Anyone).unwrap();

        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"2");
    }
}
