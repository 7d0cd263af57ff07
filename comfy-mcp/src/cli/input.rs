//! Finds the files that a command was given, then reads them.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// What stands for the standard input.
pub(super) const STDIN: &str = "-";

/// A file or folder that gives nothing to work on.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// It cannot be read.
    #[error("cannot read `{file}`; check path and permissions")]
    Unreadable { file: String, source: io::Error },
    /// A folder has nothing to work on.
    #[error("folder `{file}` has no .json file; name files, or another folder")]
    NoFiles { file: String },
}

impl InputError {
    pub(super) fn file(&self) -> &str {
        match self {
            Self::Unreadable { file, .. } | Self::NoFiles { file } => file,
        }
    }
}

/// The files that `name` stands for: itself, or those of a folder in the order of their names.
pub(super) fn named(name: &str) -> Vec<Result<String, InputError>> {
    if name == STDIN || !Path::new(name).is_dir() {
        return vec![Ok(name.to_owned())];
    }
    match json_files(Path::new(name)) {
        Ok(files) if files.is_empty() => vec![Err(InputError::NoFiles { file: name.to_owned() })],
        Ok(files) => files.iter().map(|file| Ok(file.display().to_string())).collect(),
        Err(source) => vec![Err(InputError::Unreadable { file: name.to_owned(), source })],
    }
}

fn json_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let paths: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.path())).collect();
    let is_json = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
    let mut files: Vec<_> = paths?.into_iter().filter(is_json).collect();
    files.sort();
    Ok(files)
}

/// What is in a file, or comes by the standard input.
pub(super) fn bytes(file: &str) -> Result<Vec<u8>, InputError> {
    let read = if file == STDIN {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    read.map_err(|source| InputError::Unreadable { file: file.to_owned(), source })
}
