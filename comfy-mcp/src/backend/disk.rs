//! Reads the beginnings of ComfyUI's files from the disk, where both run on one machine.
//!
//! A file that ComfyUI sends costs it time that its jobs need. No setting says where its folders
//! are: the first file of each comes over HTTP, and a folder counts as found where it holds the
//! same file.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use comfy_graph::client::{Client, FileKind, FileRef, Head};

/// How coarse the times of files may be.
const GRAIN: Duration = Duration::from_secs(2);

/// ComfyUI's folders on this machine, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Disk {
    folders: Mutex<[Folder; 3]>,
}

/// Where the files of one kind are.
#[derive(Debug, Clone, Default)]
enum Folder {
    /// Nobody has looked yet.
    #[default]
    Unknown,
    /// On another machine, or where nobody tells.
    Elsewhere,
    /// Here.
    At(PathBuf),
}

impl Disk {
    /// The beginning of a file written after `since`; `None` where ComfyUI has to be asked.
    ///
    /// Files of an earlier time may be those of another ComfyUI, which had the folder before.
    pub(super) async fn head(&self, file: &FileRef, count: u64, since: SystemTime) -> Option<Head> {
        let Folder::At(folder) = self.folders()[place(file.kind())].clone() else { return None };
        let path = below(&folder, file)?;
        let read = move || read(&path, count, Some(since));
        tokio::task::spawn_blocking(read).await.expect("BUG: reading a file does not panic")
    }

    /// Whether it is worth looking for the folder of `kind`.
    pub(super) fn is_unknown(&self, kind: FileKind) -> bool {
        matches!(self.folders()[place(kind)], Folder::Unknown)
    }

    /// Looks for the folder that holds `file`, which ComfyUI says begins as `head` does.
    pub(super) async fn find(&self, client: &Client, file: &FileRef, head: &Head) {
        // Whoever comes next need not look as well.
        let place = place(file.kind());
        self.folders()[place] = Folder::Elsewhere;
        let Ok(paths) = client.folder_paths().await else { return };
        let paths: Vec<_> = paths.into_values().flatten().collect();
        let (file, head) = (file.clone(), head.clone());
        let look = move || {
            let mut folders = candidates(&paths, file.kind()).into_iter();
            folders.find(|folder| holds(folder, &file, &head))
        };
        let found = tokio::task::spawn_blocking(look).await;
        if let Some(folder) = found.expect("BUG: reading files does not panic") {
            self.folders()[place] = Folder::At(folder);
        }
    }

    /// Forgets all folders: behind a new connection may be another ComfyUI.
    pub(super) fn forget(&self) {
        *self.folders() = Default::default();
    }

    fn folders(&self) -> MutexGuard<'_, [Folder; 3]> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const fn place(kind: FileKind) -> usize {
    match kind {
        FileKind::Input => 0,
        FileKind::Output => 1,
        FileKind::Temp => 2,
    }
}

/// The folders that may be the one of `kind`, by those of models.
///
/// Models that nodes save are below the output folder; where nobody said otherwise, all three
/// folders are beside the one of models.
fn candidates(models: &[PathBuf], kind: FileKind) -> Vec<PathBuf> {
    let mut candidates = Vec::new();
    for parent in models.iter().filter_map(|path| path.parent()) {
        let beside = parent.with_file_name(kind.as_str());
        let own = (kind == FileKind::Output).then(|| parent.to_owned());
        for candidate in own.into_iter().chain([beside]) {
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    candidates
}

fn holds(folder: &Path, file: &FileRef, head: &Head) -> bool {
    let count = u64::try_from(head.bytes.len()).unwrap_or(u64::MAX);
    let found = below(folder, file).and_then(|path| read(&path, count, None));
    found.is_some_and(|found| found.bytes == head.bytes && found.length == head.length)
}

/// The path of a file, unless its name leads out of the folder.
fn below(folder: &Path, file: &FileRef) -> Option<PathBuf> {
    let name = Path::new(file.subfolder()).join(file.filename());
    let is_plain = name.components().all(|part| matches!(part, Component::Normal(_)));
    is_plain.then(|| folder.join(name))
}

fn read(path: &Path, count: u64, since: Option<SystemTime>) -> Option<Head> {
    let file = File::open(path).ok()?;
    let about = file.metadata().ok()?;
    if let Some(since) = since
        && about.modified().ok()? + GRAIN < since
    {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(count).read_to_end(&mut bytes).ok()?;
    Some(Head { bytes: Bytes::from(bytes), length: Some(about.len()), media_type: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(paths: &[&str]) -> Vec<PathBuf> {
        paths.iter().map(PathBuf::from).collect()
    }

    fn head(bytes: &'static [u8]) -> Head {
        let length = Some(bytes.len() as u64);
        Head { bytes: Bytes::from_static(bytes), length, media_type: None }
    }

    #[test]
    fn the_output_folder_is_told_by_the_models_below_it() {
        let models = paths(&["/a/models/vae", "/b/out/vae"]);

        let outputs = candidates(&models, FileKind::Output);

        assert!(outputs.contains(&"/b/out".into()) && outputs.contains(&"/a/output".into()));
        assert_eq!(candidates(&models, FileKind::Temp), paths(&["/a/temp", "/b/temp"]));
    }

    #[test]
    fn a_folder_with_another_file_of_that_name_is_not_the_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.png"), b"abc").unwrap();
        let file = FileRef::new("a.png", "", FileKind::Output);

        assert!(holds(folder.path(), &file, &head(b"abc")));
        assert!(!holds(folder.path(), &file, &head(b"abd")));
        assert!(!holds(folder.path(), &file, &head(b"ab")));
    }

    #[test]
    fn a_file_of_an_earlier_job_is_not_the_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        std::fs::write(&path, b"abc").unwrap();
        let now = SystemTime::now();

        assert_eq!(read(&path, 2, Some(now)).unwrap().bytes, b"ab"[..]);
        assert_eq!(read(&path, 2, Some(now + Duration::from_secs(60))), None);
    }
}
