//! Puts prepared files into the folder that browsers are served from.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::manifest::Manifest;
use super::names::ManifestKey;
use super::place::{Existing, place};
use super::prepare::Prepared;
use super::project::Project;
use crate::paths::Roots;

/// The folder to publish into, with links followed; it need not be there.
pub(super) fn folder(project: &Project) -> Result<PathBuf, PublishError> {
    let folder = project.publish_root();
    let within = Roots::new([&project.root]).writable(&folder);
    within.map_err(|_| PublishError::LeadsOut { path: folder })
}

/// Puts a file into `folder`, and its name into the manifest if there is a key for it.
///
/// The manifest is taken first: where that fails, no file is left that no key stands for.
pub(super) fn put(
    folder: &Path,
    prepared: &Prepared<'_>,
    key: Option<ManifestKey>,
    existing: Existing,
) -> Result<PathBuf, PublishError> {
    fs::create_dir_all(folder)
        .map_err(|source| PublishError::RootNotWritable { path: folder.to_owned(), source })?;
    let file = folder.join(prepared.name.as_str());
    // Replacing would replace the link, not what it leads to; whoever made it expects the latter.
    if file.is_symlink() {
        return Err(PublishError::LeadsOut { path: file });
    }
    let manifest = key.map(|key| Manifest::take(folder, key)).transpose()?;
    place(&file, &prepared.bytes, existing).map_err(|source| not_placed(&file, folder, source))?;
    if let Some(manifest) = manifest {
        manifest.enter(&prepared.name)?;
    }
    Ok(file)
}

fn not_placed(file: &Path, folder: &Path, source: io::Error) -> PublishError {
    match source.kind() {
        ErrorKind::AlreadyExists => PublishError::Exists { path: file.to_owned() },
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            PublishError::RootNotWritable { path: folder.to_owned(), source }
        }
        _ => PublishError::Unwritten { path: file.to_owned(), source },
    }
}
