//! Keeps the files of one sandbox under one base folder.
//!
//! Routes and nodes ask here for places; no other module joins a name from outside to a path.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use comfy_graph_core::validate::Files;

/// One of the three folders clients may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Input,
    Output,
    Temp,
}

impl Area {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Input, Self::Output, Self::Temp].into_iter().find(|area| area.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Temp => "temp",
        }
    }
}

/// The base folder, removed on drop when the sandbox made it itself.
#[derive(Debug)]
pub(crate) struct Folders {
    base: PathBuf,
    owned: bool,
}

impl Folders {
    /// Makes the areas under `base`, or under a new folder among the system's temporary ones.
    pub(crate) fn create(base: Option<PathBuf>) -> io::Result<Self> {
        let owned = base.is_none();
        let fresh = || std::env::temp_dir().join(format!("comfy-sandbox-{}", uuid::Uuid::new_v4()));
        let base = plain(&std::path::absolute(base.unwrap_or_else(fresh))?);
        let folders = Self { base, owned };
        for area in [Area::Input, Area::Output, Area::Temp] {
            fs::create_dir_all(folders.area(area))?;
        }
        fs::create_dir_all(folders.user())?;
        Ok(folders)
    }

    pub(crate) fn area(&self, area: Area) -> PathBuf {
        self.base.join(area.name())
    }

    /// The folder of the one user's settings and workflows.
    pub(crate) fn user(&self) -> PathBuf {
        self.base.join("user").join("default")
    }

    /// The place of `subfolder` inside `area`; `None` when it would leave it.
    pub(crate) fn place(&self, area: Area, subfolder: &str) -> Option<PathBuf> {
        inside(&self.area(area), subfolder)
    }

    /// The file that a loader widget names, such as `a/b.png [temp]`.
    pub(crate) fn annotated(&self, name: &str) -> Option<PathBuf> {
        let (name, area) = split_annotation(name);
        inside(&self.area(area.unwrap_or(Area::Input)), name)
    }

    /// The files directly in `area`, newest first.
    pub(crate) fn newest_files(&self, area: Area) -> Vec<String> {
        let mut files: Vec<(SystemTime, String)> = files_of(&self.area(area))
            .into_iter()
            .map(|name| (self.age(area, &name), name))
            .collect();
        files.sort_by(|a, b| b.cmp(a));
        files.into_iter().map(|(_, name)| name).collect()
    }

    /// The files directly in the input folder, by name.
    pub(crate) fn input_files(&self) -> Vec<String> {
        let mut names = files_of(&self.area(Area::Input));
        names.sort();
        names
    }

    /// Removes the base folder if the sandbox made it itself.
    pub(crate) fn remove_own(&self) {
        if !self.owned || !self.base.exists() {
            return;
        }
        if let Err(error) = fs::remove_dir_all(&self.base) {
            tracing::warn!(%error, folder = %self.base.display(), "sandbox folder stays behind");
        }
    }

    fn age(&self, area: Area, name: &str) -> SystemTime {
        let file = fs::metadata(self.area(area).join(name));
        file.and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

/// As on the real server, a folder will do.
impl Files for Folders {
    fn exists(&self, name: &str) -> bool {
        self.annotated(name).is_some_and(|path| path.exists())
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        self.remove_own();
    }
}

fn files_of(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    files.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Splits `x.png [temp]` into the name and the area it asks for.
///
/// Seen on the real server: whichever character stands before the bracket goes too.
pub(crate) fn split_annotation(name: &str) -> (&str, Option<Area>) {
    for area in [Area::Input, Area::Output, Area::Temp] {
        if let Some(name) = name.strip_suffix(&format!("[{}]", area.name())) {
            let end = name.char_indices().next_back().map_or(0, |(end, _)| end);
            return (&name[..end], Some(area));
        }
    }
    (name, None)
}

/// Joins `relative` to `base`, an absolute folder, unless the result would lie outside.
///
/// Only the result counts, as on the real server: `../input/x.png` is inside the input folder.
pub(crate) fn inside(base: &Path, relative: &str) -> Option<PathBuf> {
    let path = plain(&base.join(relative));
    (path.starts_with(base) && !relative.contains('\0')).then_some(path)
}

/// The path without `.` and `..`; links are not followed.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_leave_the_folder_are_refused() {
        let base = Path::new("/base");

        assert_eq!(inside(base, "a/../b"), Some(PathBuf::from("/base/b")));
        assert_eq!(inside(base, "a/../../b"), None);
        assert_eq!(inside(base, "/etc"), None);
        assert_eq!(inside(base, "../base/b"), Some(PathBuf::from("/base/b")));
    }

    #[test]
    fn an_annotation_names_the_area() {
        assert_eq!(split_annotation("x.png [temp]"), ("x.png", Some(Area::Temp)));
        assert_eq!(split_annotation("x.png[temp]"), ("x.pn", Some(Area::Temp)));
        assert_eq!(split_annotation("[temp]"), ("", Some(Area::Temp)));
        assert_eq!(split_annotation("x.png"), ("x.png", None));
    }
}
