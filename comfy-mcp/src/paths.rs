//! Decides which paths may be read or written.
//!
//! Whoever takes a path from a client asks here first, then uses the path that comes back: links
//! are followed in it, so that nothing leads out of the folders that are allowed. Between the
//! answer and the use a local program could still swap a folder for a link; clients cannot.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use crate::error::Code;

/// Why a path may not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// It is empty, or has characters that no path here has.
    #[error("`{path}` is no path here; name a file, with `/` between folders")]
    NotAPath {
        /// The path as it was given.
        path: String,
    },
    /// It leads out of the folders that are allowed, by itself or by a link.
    #[error("`{path}` lies outside the folders that may be used; choose a path in {roots}")]
    NotAllowed {
        /// The path as it was given.
        path: String,
        /// The folders that are allowed.
        roots: RootList,
    },
    /// Nothing is there.
    #[error("there is no `{path}`; check the name")]
    NotFound {
        /// Where it would be.
        path: String,
    },
    /// The system does not say where it leads.
    #[error("`{path}` cannot be followed; check who may read its folders")]
    Unreadable {
        /// The path as it was given.
        path: String,
        /// What the system says.
        source: io::Error,
    },
}

impl PathError {
    /// The failure as clients are told of it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::NotAPath { .. } => Code::InvalidPath,
            Self::NotAllowed { .. } => Code::PathNotAllowed,
            Self::NotFound { .. } => Code::FileNotFound,
            Self::Unreadable { .. } => Code::FileFailed,
        }
    }
}

/// Folders as messages name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootList(Vec<PathBuf>);

impl std::fmt::Display for RootList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, root) in self.0.iter().enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", root.display())?;
        }
        Ok(())
    }
}

/// The folders that may be used, with all that is in them.
///
/// ```
/// use std::path::Path;
///
/// use comfy_mcp::error::Code;
/// use comfy_mcp::paths::Roots;
///
/// let folder = tempfile::tempdir()?;
/// let roots = Roots::new([folder.path()]);
///
/// assert!(roots.writable(Path::new("new/cat.png")).is_ok());
/// let error = roots.readable(Path::new("../../etc/passwd")).unwrap_err();
/// assert_eq!(error.code(), Code::PathNotAllowed);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    roots: Vec<PathBuf>,
}

impl Roots {
    /// These folders, which need not be there yet; paths that are not absolute start at the first.
    pub fn new<P: Into<PathBuf>>(roots: impl IntoIterator<Item = P>) -> Self {
        let absolute = |root: PathBuf| std::path::absolute(&root).unwrap_or(root);
        Self { roots: roots.into_iter().map(Into::into).map(absolute).collect() }
    }

    /// Where the file or folder `path` really is.
    ///
    /// # Errors
    ///
    /// [`PathError`] where it lies outside, or is not there. What lies outside is not said to be
    /// there or not.
    pub fn readable(&self, path: &Path) -> Result<PathBuf, PathError> {
        let followed = self.follow(path)?;
        match followed.rest {
            Rest::Nothing => Ok(followed.path),
            Rest::Missing => Err(PathError::NotFound { path: shown(&followed.path) }),
        }
    }

    /// Where a file of the name `path` really would be; neither it nor its folders need be there.
    ///
    /// # Errors
    ///
    /// [`PathError`] where it lies outside.
    pub fn writable(&self, path: &Path) -> Result<PathBuf, PathError> {
        self.follow(path).map(|followed| followed.path)
    }

    fn follow(&self, path: &Path) -> Result<Followed, PathError> {
        let not_allowed =
            || PathError::NotAllowed { path: shown(path), roots: RootList(self.roots.clone()) };
        if !is_path(path) {
            return Err(PathError::NotAPath { path: shown(path) });
        }
        let first = self.roots.first().ok_or_else(not_allowed)?;
        let followed = match follow(&first.join(path)) {
            Ok(followed) => followed,
            Err(Stray::Lost) => return Err(not_allowed()),
            Err(Stray::Failed(source)) => {
                return Err(PathError::Unreadable { path: shown(path), source });
            }
        };
        if self.hold(&followed.path) { Ok(followed) } else { Err(not_allowed()) }
    }

    /// Whether a path without links lies within.
    fn hold(&self, path: &Path) -> bool {
        let roots = self.roots.iter().filter_map(|root| follow(root).ok());
        roots.into_iter().any(|root| path.starts_with(root.path))
    }
}

/// Whether `path` can be meant as a path: a client on another system separates folders otherwise.
fn is_path(path: &Path) -> bool {
    let bytes = path.as_os_str().as_encoded_bytes();
    let has_drive = matches!(bytes, [letter, b':', ..] if letter.is_ascii_alphabetic());
    let is_foreign = !cfg!(windows) && (bytes.contains(&b'\\') || has_drive);
    !bytes.is_empty() && !bytes.contains(&0) && !is_foreign
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\0', "\u{fffd}")
}

/// A path without links.
#[derive(Debug)]
struct Followed {
    path: PathBuf,
    rest: Rest,
}

/// What of a path is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// All of it is there.
    Nothing,
    /// Its end is not.
    Missing,
}

/// Why a path cannot be followed.
#[derive(Debug)]
enum Stray {
    /// A link leads nowhere, or the way leads up from what is not there.
    Lost,
    Failed(io::Error),
}

/// Follows every link of an absolute path, as far as it is there.
fn follow(path: &Path) -> Result<Followed, Stray> {
    let mut followed = Followed { path: PathBuf::new(), rest: Rest::Nothing };
    for component in path.components() {
        match component {
            Component::Prefix(_) | Component::RootDir => followed.path.push(component),
            Component::CurDir => {}
            Component::ParentDir if followed.rest == Rest::Missing => return Err(Stray::Lost),
            Component::ParentDir => drop(followed.path.pop()),
            Component::Normal(name) => followed.enter(name)?,
        }
    }
    Ok(followed)
}

impl Followed {
    fn enter(&mut self, name: &OsStr) -> Result<(), Stray> {
        self.path.push(name);
        if self.rest == Rest::Missing {
            return Ok(());
        }
        match fs::canonicalize(&self.path) {
            Ok(path) => self.path = path,
            // A link that leads nowhere would be followed by whoever writes there.
            Err(error) if is_missing(&error) && self.path.is_symlink() => return Err(Stray::Lost),
            Err(error) if is_missing(&error) => self.rest = Rest::Missing,
            Err(error) => return Err(Stray::Failed(error)),
        }
        Ok(())
    }
}

fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder to allow, beside one that is not.
    fn folders() -> (tempfile::TempDir, Roots) {
        let outer = tempfile::tempdir().unwrap();
        for folder in ["in/deep", "out"] {
            fs::create_dir_all(outer.path().join(folder)).unwrap();
        }
        for file in ["in/a.png", "in/deep/b.png", "out/secret.png"] {
            fs::write(outer.path().join(file), file).unwrap();
        }
        let roots = Roots::new([outer.path().join("in")]);
        (outer, roots)
    }

    fn read(roots: &Roots, path: impl AsRef<Path>) -> Result<String, Code> {
        let path = roots.readable(path.as_ref()).map_err(|error| error.code())?;
        Ok(fs::read_to_string(path).unwrap())
    }

    fn write(roots: &Roots, path: impl AsRef<Path>) -> Result<PathBuf, Code> {
        roots.writable(path.as_ref()).map_err(|error| error.code())
    }

    #[test]
    fn what_lies_within_is_read() {
        let (outer, roots) = folders();

        assert_eq!(read(&roots, "a.png").as_deref(), Ok("in/a.png"));
        assert_eq!(read(&roots, "./deep/../deep/b.png").as_deref(), Ok("in/deep/b.png"));
        assert_eq!(read(&roots, outer.path().join("in/a.png")).as_deref(), Ok("in/a.png"));
        assert_eq!(read(&roots, outer.path().join("out/../in/a.png")).as_deref(), Ok("in/a.png"));
    }

    #[test]
    fn what_lies_outside_is_neither_read_nor_written() {
        let (outer, roots) = folders();
        let outside = [
            PathBuf::from("../out/secret.png"),
            PathBuf::from("deep/../../out/secret.png"),
            PathBuf::from(".."),
            PathBuf::from("/etc/passwd"),
            outer.path().join("out/secret.png"),
            outer.path().join("inside.png"),
        ];

        for path in outside {
            assert_eq!(read(&roots, &path), Err(Code::PathNotAllowed), "{path:?}");
            assert_eq!(write(&roots, &path), Err(Code::PathNotAllowed), "{path:?}");
        }
    }

    #[test]
    fn outside_nothing_is_said_to_be_missing() {
        let (_outer, roots) = folders();

        assert_eq!(read(&roots, "../out/none.png"), Err(Code::PathNotAllowed));
        assert_eq!(read(&roots, "none.png"), Err(Code::FileNotFound));
        assert_eq!(read(&roots, "a.png/none.png"), Err(Code::FileNotFound));
    }

    #[test]
    fn new_folders_are_written_within() {
        let (outer, roots) = folders();
        let within = fs::canonicalize(outer.path()).unwrap().join("in");

        assert_eq!(write(&roots, "new/deeper/c.png"), Ok(within.join("new/deeper/c.png")));
        assert_eq!(write(&roots, "a.png"), Ok(within.join("a.png")));
        assert_eq!(write(&roots, "new/../../out/c.png"), Err(Code::PathNotAllowed));
        assert_eq!(write(&roots, "new/../c.png"), Err(Code::PathNotAllowed));
    }

    #[test]
    fn roots_may_be_made_later() {
        let outer = tempfile::tempdir().unwrap();
        let roots = Roots::new([outer.path().join("later")]);

        assert!(write(&roots, "a.png").is_ok());
        assert_eq!(write(&roots, "../a.png"), Err(Code::PathNotAllowed));
        assert_eq!(read(&roots, "a.png"), Err(Code::FileNotFound));
    }

    #[test]
    fn any_root_will_do() {
        let (outer, _) = folders();
        let roots = Roots::new([outer.path().join("in"), outer.path().join("out")]);

        assert_eq!(read(&roots, "../out/secret.png").as_deref(), Ok("out/secret.png"));
        assert_eq!(read(&roots, "secret.png"), Err(Code::FileNotFound));
    }

    #[test]
    fn without_roots_nothing_is_allowed() {
        let roots = Roots::new(Vec::<PathBuf>::new());

        assert_eq!(read(&roots, "a.png"), Err(Code::PathNotAllowed));
    }

    #[test]
    fn a_root_is_no_mere_start_of_a_name() {
        let outer = tempfile::tempdir().unwrap();
        for folder in ["in", "inside"] {
            fs::create_dir(outer.path().join(folder)).unwrap();
        }
        let roots = Roots::new([outer.path().join("in")]);

        assert_eq!(write(&roots, "../inside/a.png"), Err(Code::PathNotAllowed));
    }

    #[test]
    fn names_that_are_no_paths_are_refused() {
        let (_outer, roots) = folders();
        let foreign: &[&str] = if cfg!(windows) { &[] } else { &["deep\\b.png", "..\\x", "C:/x"] };

        for path in ["", "a.png\0.txt", "\0"].iter().chain(foreign) {
            assert_eq!(read(&roots, path), Err(Code::InvalidPath), "{path:?}");
            assert_eq!(write(&roots, path), Err(Code::InvalidPath), "{path:?}");
        }
    }

    #[test]
    fn messages_name_what_is_allowed() {
        let roots = Roots::new(["/one", "/two"]);

        let error = roots.readable(Path::new("/etc/passwd")).unwrap_err();

        assert_eq!(
            error.to_string(),
            "`/etc/passwd` lies outside the folders that may be used; choose a path in `/one`, \
             `/two`"
        );
    }

    #[cfg(unix)]
    mod links {
        use std::os::unix::fs::symlink;

        use super::*;

        #[test]
        fn links_that_lead_out_are_not_followed() {
            let (outer, roots) = folders();
            let within = outer.path().join("in");
            symlink(outer.path().join("out"), within.join("folder")).unwrap();
            symlink("../out/secret.png", within.join("file.png")).unwrap();
            symlink("file.png", within.join("twice.png")).unwrap();

            for path in ["folder/secret.png", "file.png", "twice.png"] {
                assert_eq!(read(&roots, path), Err(Code::PathNotAllowed), "{path}");
                assert_eq!(write(&roots, path), Err(Code::PathNotAllowed), "{path}");
            }
            assert_eq!(write(&roots, "folder/new.png"), Err(Code::PathNotAllowed));
        }

        #[test]
        fn links_within_are_followed() {
            let (outer, roots) = folders();
            symlink("deep", outer.path().join("in/folder")).unwrap();

            assert_eq!(read(&roots, "folder/b.png").as_deref(), Ok("in/deep/b.png"));
            assert_eq!(read(&roots, "folder/../a.png").as_deref(), Ok("in/a.png"));
        }

        #[test]
        fn links_that_lead_nowhere_are_not_written_through() {
            let (outer, roots) = folders();
            symlink(outer.path().join("out/new.png"), outer.path().join("in/new.png")).unwrap();
            symlink("self.png", outer.path().join("in/self.png")).unwrap();

            assert_eq!(write(&roots, "new.png"), Err(Code::PathNotAllowed));
            assert_eq!(write(&roots, "new.png/deep.png"), Err(Code::PathNotAllowed));
            assert_eq!(write(&roots, "self.png"), Err(Code::FileFailed));
        }

        #[test]
        fn the_root_itself_may_be_a_link() {
            let (outer, _) = folders();
            symlink("in", outer.path().join("link")).unwrap();
            let roots = Roots::new([outer.path().join("link")]);

            assert_eq!(read(&roots, "a.png").as_deref(), Ok("in/a.png"));
            assert_eq!(read(&roots, outer.path().join("in/a.png")).as_deref(), Ok("in/a.png"));
        }
    }
}
