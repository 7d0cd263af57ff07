//! Decides where results go, then writes them.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::input::STDIN;

/// Where results go.
#[derive(Debug)]
pub(super) enum Output {
    Stdout,
    File(PathBuf),
    Folder(PathBuf),
}

/// How many results there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    One,
    /// So many this time; what a folder holds may change.
    Many(usize),
}

impl Count {
    /// That of so many files, which `names` stand for.
    pub(super) fn of(names: &[String], files: usize) -> Self {
        let has_folder = names.iter().any(|name| Path::new(name).is_dir());
        if has_folder || files > 1 { Self::Many(files) } else { Self::One }
    }
}

/// A place that cannot be written to.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputError {
    /// Several results cannot share one place.
    #[error("{count} files cannot go into one; name a folder: `-o FOLDER/`")]
    OnePlace { count: usize },
    /// The folder cannot be made.
    #[error("cannot make folder `{}`; check path and permissions", .path.display())]
    NoFolder { path: PathBuf, source: io::Error },
    /// The file cannot be written.
    #[error("cannot write `{}`; check path and permissions", .path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    /// The standard output cannot be written.
    #[error("cannot write to the standard output; is its disk full?")]
    NoStdout(#[from] io::Error),
}

impl Output {
    /// The place for results; folders are there from now on.
    pub(super) fn new(named: Option<PathBuf>, count: Count) -> Result<Self, OutputError> {
        let path = match (named, count) {
            (None, Count::One | Count::Many(0 | 1)) => return Ok(Self::Stdout),
            (None, Count::Many(count)) => return Err(OutputError::OnePlace { count }),
            (Some(path), _) => path,
        };
        let ends_as_folder = path.to_string_lossy().ends_with(std::path::is_separator);
        match count {
            Count::One if !ends_as_folder && !path.is_dir() => return Ok(Self::File(path)),
            Count::Many(count) if path.is_file() => return Err(OutputError::OnePlace { count }),
            _ => {}
        }
        match fs::create_dir_all(&path) {
            Ok(()) => Ok(Self::Folder(path)),
            Err(source) => Err(OutputError::NoFolder { path, source }),
        }
    }

    /// Writes what became of the file `name`; the path, where it is one.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<Option<PathBuf>, OutputError> {
        let path = match self {
            Self::Stdout => {
                let written = writeln!(io::stdout().lock(), "{text}");
                // A reader who has left is no error.
                return match written {
                    Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
                    _ => Ok(None),
                };
            }
            Self::File(path) => path.clone(),
            Self::Folder(folder) => folder.join(result_name(name)),
        };
        match fs::write(&path, format!("{text}\n")) {
            Ok(()) => Ok(Some(path)),
            Err(source) => Err(OutputError::Unwritable { path, source }),
        }
    }
}

/// The same name, with the ending of JSON behind others.
fn result_name(name: &str) -> String {
    if name == STDIN {
        return "stdin.json".to_owned();
    }
    let name = Path::new(name).file_name().unwrap_or_default().to_string_lossy();
    if name.to_lowercase().ends_with(".json") { name.into_owned() } else { format!("{name}.json") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_have_the_name_of_their_file() {
        assert_eq!(result_name("a/b.json"), "b.json");
        assert_eq!(result_name("a/b.png"), "b.png.json");
        assert_eq!(result_name("-"), "stdin.json");
    }

    #[test]
    fn several_results_need_a_folder() {
        assert!(matches!(Output::new(None, Count::One), Ok(Output::Stdout)));
        let many = Output::new(None, Count::Many(2));
        assert!(matches!(many, Err(OutputError::OnePlace { count: 2 })));
        let file = Output::new(Some("none/a.json".into()), Count::One);
        assert!(matches!(file, Ok(Output::File(_))));
    }
}
