//! Finds the files that the macro is about.

use std::env;
use std::path::{Path, PathBuf};

use comfy_codegen::SchemaSource;
use proc_macro::Span;

/// What a package keeps its snapshot in.
const SNAPSHOT: &str = "comfy.snapshot.json";

/// The file that `name` stands for: under the folder of the package, else beside the source file.
pub(crate) fn file(name: &str) -> PathBuf {
    let in_package = package().join(name);
    let source = Span::call_site().local_file();
    let beside = source.and_then(|source| Some(source.parent()?.join(name)));
    // Where neither is there, a folder that is there has names to offer.
    let fits_better = |beside: &PathBuf| {
        let is_there = |path: &Path| (path.is_file(), path.parent().is_some_and(Path::is_dir));
        is_there(beside) > is_there(&in_package)
    };
    absolute(beside.filter(fits_better).unwrap_or(in_package))
}

/// The schema of the package: that of the server in the environment, else of the snapshot at
/// `given`, else of its own one, else the stock one.
pub(crate) fn schema(given: Option<PathBuf>) -> SchemaSource {
    #[cfg(feature = "live-schema")]
    if let Some(server) = SchemaSource::of_environment() {
        return server;
    }
    given.or_else(own_snapshot).map_or(SchemaSource::Stock, SchemaSource::File)
}

/// The snapshot beside `Cargo.toml`, else one further up, as far as the root of the workspace.
fn own_snapshot() -> Option<PathBuf> {
    let package = absolute(package());
    for folder in package.ancestors() {
        let snapshot = folder.join(SNAPSHOT);
        if snapshot.is_file() {
            return Some(snapshot);
        }
        if folder.join("Cargo.lock").is_file() {
            break;
        }
    }
    None
}

fn package() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}

fn absolute(path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
