//! Reads the files of a corpus.

use std::fs;
use std::path::{Path, PathBuf};

use comfy_graph_core::json::{Json, JsonError};

/// A corpus that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file or folder is missing, or cannot be read.
    #[error("cannot read `{}` of the corpus; is `COMFY_CORPUS` its folder?", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file is no JSON.
    #[error("`{}` of the corpus is no JSON", path.display())]
    NotJson {
        /// The path.
        path: PathBuf,
        /// The reason.
        source: JsonError,
    },
}

pub(crate) fn member<'j>(json: &'j Json<'_>, key: &str) -> Option<&'j Json<'j>> {
    json.as_object()?.get(key)
}

/// The JSON files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, CaseError> {
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    let named = files.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, path)
    });
    Ok(named.collect())
}

/// What is in a folder, by name.
pub(crate) fn entries(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let unreadable = |source| CaseError::Unreadable { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

pub(crate) fn text(path: &Path) -> Result<String, CaseError> {
    fs::read_to_string(path)
        .map_err(|source| CaseError::Unreadable { path: path.to_owned(), source })
}

pub(crate) fn json<'t>(path: &Path, text: &'t str) -> Result<Json<'t>, CaseError> {
    Json::parse(text).map_err(|source| CaseError::NotJson { path: path.to_owned(), source })
}
