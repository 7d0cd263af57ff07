//! Finds the project that files are published into, with the folder its web server serves.

use std::path::{Path, PathBuf};

/// What only a project's own folder has.
const FILES: [&str; 4] = [".git", "package.json", "pyproject.toml", "Cargo.toml"];

/// What tells a project of the folder the server was started in. Above that they may be anyone's: a
/// home has `Public` on some systems, which other spellings find.
const FOLDERS: [&str; 2] = ["public", "static"];

/// How many folders above are looked at.
const MAX_PARENTS: usize = 10;

/// Where web frameworks serve files from, best first, with a folder for what is generated.
const SERVED: [&str; 3] = ["public", "static", "assets"];

/// The folder for what is generated.
const GENERATED: &str = "gen";

/// Why there is no project.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// No folder has a project's marks.
    #[error(
        "neither `{cwd}` nor a folder above it is a project, having .git, package.json, \
         pyproject.toml or Cargo.toml; start comfy-mcp in the project's folder"
    )]
    None {
        /// The folder the server was started in.
        cwd: PathBuf,
    },
    /// Several folders above have a project's marks.
    #[error(
        "`{inner}` and `{outer}` may both be the project; start comfy-mcp in the project's folder"
    )]
    Several {
        /// The one closest to the folder the server was started in.
        inner: PathBuf,
        /// The next.
        outer: PathBuf,
    },
}

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Project {
    pub(super) root: PathBuf,
    /// `cwd` or `auto-detected`.
    pub(super) detection_method: &'static str,
}

impl Project {
    /// The project of the folder that the server was started in.
    pub(super) fn find(cwd: &Path) -> Result<Self, ProjectError> {
        let has_folder = || FOLDERS.iter().any(|folder| cwd.join(folder).is_dir());
        if has_mark(cwd) || has_folder() {
            return Ok(Self { root: cwd.to_owned(), detection_method: "cwd" });
        }
        let above = cwd.ancestors().skip(1).take(MAX_PARENTS);
        let mut marked = above.filter(|folder| has_mark(folder)).map(Path::to_owned);
        match (marked.next(), marked.next()) {
            (None, _) => Err(ProjectError::None { cwd: cwd.to_owned() }),
            (Some(root), None) => Ok(Self { root, detection_method: "auto-detected" }),
            (Some(inner), Some(outer)) => Err(ProjectError::Several { inner, outer }),
        }
    }

    /// The folder to publish into; it need not be there.
    pub(super) fn publish_root(&self) -> PathBuf {
        self.root.join(self.served()).join(GENERATED)
    }

    /// The folder of the project that its web server serves.
    fn served(&self) -> &'static str {
        let there = SERVED.into_iter().find(|folder| self.root.join(folder).is_dir());
        there.unwrap_or(SERVED[0])
    }

    /// The path at which a browser asks for the published file `name`.
    ///
    /// What is in `public` is served at the top, as is what is in `static` but by Python's
    /// frameworks; `assets` keeps its name everywhere.
    pub(super) fn url(&self, name: &str) -> String {
        let prefix = match self.served() {
            "static" if self.is_python() => "/static",
            "assets" => "/assets",
            _ => "",
        };
        format!("{prefix}/{GENERATED}/{name}")
    }

    /// A path in the project as others may know it.
    pub(super) fn shown(&self, path: &Path) -> String {
        let root = std::fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        path.strip_prefix(root).unwrap_or(path).display().to_string()
    }

    fn is_python(&self) -> bool {
        let has = |file: &str| self.root.join(file).is_file();
        !has("package.json")
            && ["manage.py", "pyproject.toml", "requirements.txt"].into_iter().any(has)
    }
}

fn has_mark(folder: &Path) -> bool {
    FILES.iter().any(|file| folder.join(file).exists())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A folder with these in it; those that end with a slash are folders.
    fn folder(entries: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for entry in entries {
            let path = folder.path().join(entry);
            if entry.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "").unwrap();
            }
        }
        folder
    }

    #[test]
    fn the_folder_of_the_start_is_a_project_by_any_mark() {
        for mark in [".git/", "package.json", "pyproject.toml", "Cargo.toml", "public/", "static/"]
        {
            let folder = folder(&[mark]);
            let project = Project::find(folder.path()).unwrap();
            assert_eq!((&*project.root, project.detection_method), (folder.path(), "cwd"));
        }
    }

    #[test]
    fn one_project_above_is_found() {
        let folder = folder(&["package.json", "src/deep/"]);

        let project = Project::find(&folder.path().join("src/deep")).unwrap();

        assert_eq!((&*project.root, project.detection_method), (folder.path(), "auto-detected"));
    }

    #[test]
    fn several_projects_above_are_named() {
        let folder = folder(&[".git/", "web/package.json", "web/src/"]);

        let error = Project::find(&folder.path().join("web/src")).unwrap_err();

        let (inner, outer) = (folder.path().join("web"), folder.path().to_owned());
        assert_eq!(error, ProjectError::Several { inner, outer });
    }

    #[test]
    fn a_public_folder_above_makes_no_project() {
        let folder = folder(&["public/", "src/"]);

        let error = Project::find(&folder.path().join("src")).unwrap_err();

        assert!(matches!(error, ProjectError::None { .. }), "{error}");
    }

    #[test]
    fn projects_further_up_than_ten_folders_are_not_found() {
        let folder = folder(&["package.json", "1/2/3/4/5/6/7/8/9/10/11/"]);

        assert!(Project::find(&folder.path().join("1/2/3/4/5/6/7/8/9/10")).is_ok());
        assert!(Project::find(&folder.path().join("1/2/3/4/5/6/7/8/9/10/11")).is_err());
    }

    #[test]
    fn the_url_fits_the_folder() {
        let cases: [(&[&str], &str, &str); 8] = [
            (&[".git/"], "public/gen", "/gen/a.png"),
            (&["public/", "static/", "assets/"], "public/gen", "/gen/a.png"),
            (&["static/", "assets/", ".git/"], "static/gen", "/gen/a.png"),
            (&["assets/", ".git/"], "assets/gen", "/assets/gen/a.png"),
            (&["static/", "package.json"], "static/gen", "/gen/a.png"),
            (&["static/", "manage.py"], "static/gen", "/static/gen/a.png"),
            (&["static/", "pyproject.toml"], "static/gen", "/static/gen/a.png"),
            (&["static/", "pyproject.toml", "package.json"], "static/gen", "/gen/a.png"),
        ];

        for (entries, root, url) in cases {
            let folder = folder(entries);
            let project = Project::find(folder.path()).unwrap();
            assert_eq!(project.publish_root(), folder.path().join(root), "{entries:?}");
            assert_eq!(project.url("a.png"), url, "{entries:?}");
        }
    }

    #[test]
    fn looking_makes_no_folder() {
        let folder = folder(&[".git/"]);

        let root = Project::find(folder.path()).unwrap().publish_root();

        assert!(!root.parent().unwrap().exists());
    }
}
