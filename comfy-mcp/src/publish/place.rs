//! Puts files in place in one step, so that nobody ever sees half of one.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::replace::{Draft, Readers};

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It is replaced.
    Replace,
    /// It stays, and placing fails with [`ErrorKind::AlreadyExists`].
    Keep,
}

/// Puts a file with `content` at `path`, whose folder is there.
pub(super) fn place(path: &Path, content: &[u8], existing: Existing) -> io::Result<()> {
    let draft = Draft::write(path, content, Readers::Anyone)?;
    match existing {
        Existing::Replace => fs::rename(draft.path(), path),
        Existing::Keep => match fs::hard_link(draft.path(), path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // Some file systems know no second name for a file.
            Err(_) => rename_to_free(draft.path(), path),
            Ok(()) => Ok(()),
        },
    }
}

/// Whether files can be placed in `folder`, or in what is there of it.
pub(super) fn can_place(folder: &Path) -> bool {
    let there = folder.ancestors().find(|folder| folder.exists());
    // Permissions tell neither of read-only disks nor of the user's groups: trying does.
    there.is_some_and(|folder| Draft::write(&folder.join("x"), b"", Readers::Anyone).is_ok())
}

/// Not in one step: of two programs that do this at once, the later replaces.
fn rename_to_free(draft: &Path, path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    fs::rename(draft, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");

        place(&path, b"old", Existing::Keep).unwrap();
        place(&path, b"new", Existing::Replace).unwrap();

        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn a_file_that_is_to_stay_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        place(&path, b"old", Existing::Keep).unwrap();

        let error = place(&path, b"new", Existing::Keep).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["a.png"]);
    }

    #[test]
    fn of_many_who_keep_one_wins() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");

        let wins = std::thread::scope(|scope| {
            let place = |_| scope.spawn(|| place(&path, b"mine", Existing::Keep).is_ok());
            let threads: Vec<_> = (0..8).map(place).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).filter(|won| *won).count()
        });

        assert_eq!(wins, 1);
    }

    #[test]
    fn without_the_folder_nothing_is_placed() {
        let folder = tempfile::tempdir().unwrap();

        let error = place(&folder.path().join("none/a.png"), b"", Existing::Replace).unwrap_err();

        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}
