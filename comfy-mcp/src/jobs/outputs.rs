//! Makes assets of the files of a job.

use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use comfy_graph::client::{Client, FileKind, FileRef};
use comfy_graph::job::{Finished, OutputItem};
use comfy_graph_core::ids::NodeId;
use futures_util::future::join_all;

use super::Jobs;
use crate::error::{Code, ToolError};
use crate::media::{self, Conversion, Format, PictureFormat};
use crate::paths::Roots;
use crate::replace::{Readers, replace};
use crate::store::{AssetRecord, JobRecord};

/// How much of a file is looked at to learn its type and size.
const HEAD: u64 = 16 << 10;

impl Jobs {
    /// The files of a job as assets, those that were to be saved before previews.
    pub(super) async fn assets(&self, record: &JobRecord, finished: &Finished) -> Vec<AssetRecord> {
        let mut files: Vec<_> = files(finished).collect();
        files.sort_by_key(|(_, file)| file.kind() != FileKind::Output);
        let since = finished.times.started.map(|ms| UNIX_EPOCH + Duration::from_millis(ms));
        let looks = files.iter().map(|(_, file)| self.shared.backend.head(file, HEAD, since));
        let looks = join_all(looks).await;
        let mut assets = Vec::with_capacity(files.len());
        for (position, ((node, file), look)) in (0..).zip(files.into_iter().zip(looks)) {
            let head = look.inspect_err(|error| {
                tracing::warn!(job = %record.id, %file, %error, "cannot be looked at");
            });
            let head = head.ok();
            let bytes = head.as_ref().map(|head| &*head.bytes).unwrap_or_default();
            let facts = media::sniff(bytes, file.filename());
            let mut asset = AssetRecord::of_job(record, file.clone(), facts.mime_type);
            asset.node = Some(node.clone());
            asset.position = position;
            asset.width = facts.width;
            asset.height = facts.height;
            asset.bytes_size = head.and_then(|head| head.length);
            asset.cached = finished.cached.contains(node);
            assets.push(asset);
        }
        assets
    }
}

/// Every file that a node showed, once.
fn files(finished: &Finished) -> impl Iterator<Item = (&NodeId, &FileRef)> {
    let mut seen = std::collections::HashSet::new();
    finished.outputs.items().filter_map(move |(node, item)| match item {
        OutputItem::File { file, .. } if seen.insert(file) => Some((node, file)),
        _ => None,
    })
}

/// Puts results where callers want them.
#[derive(Debug, Clone)]
pub struct Saving {
    roots: Roots,
}

impl Saving {
    /// Saves below `roots` only.
    #[must_use]
    pub const fn new(roots: Roots) -> Self {
        Self { roots }
    }

    /// Where `path` leads, if files may be saved there.
    ///
    /// # Errors
    ///
    /// [`Code::PathNotAllowed`] where it leads elsewhere.
    pub fn target(&self, path: &str) -> Result<PathBuf, ToolError> {
        Ok(self.roots.writable(Path::new(path))?)
    }

    /// Saves the first asset under `path`, the others beside it.
    pub(super) async fn save(
        &self,
        path: &str,
        assets: &mut [AssetRecord],
        client: &Client,
    ) -> Result<(), ToolError> {
        for (number, asset) in (1..).zip(assets.iter_mut()) {
            if number > 1 && asset.file.kind() != FileKind::Output {
                continue;
            }
            let target = self.target(&numbered(path, number))?;
            let bytes =
                client.fetch(&asset.file).await.map_err(|error| super::of_client(&error))?;
            let bytes = in_format_of(&target, bytes).await?;
            write(target.clone(), bytes).await.map_err(|error| {
                let message = format!("`{}` cannot be written: {error}", target.display());
                ToolError::new(Code::FileFailed, message).hint("choose another output_path")
            })?;
            asset.saved_path = Some(target.display().to_string());
        }
        Ok(())
    }
}

/// `cat_2.png` for the second file of `cat.png`.
fn numbered(path: &str, number: u32) -> String {
    if number == 1 {
        return path.to_owned();
    }
    let path = Path::new(path);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(ending) => format!("{stem}_{number}.{}", ending.to_string_lossy()),
        None => format!("{stem}_{number}"),
    };
    path.with_file_name(name).display().to_string()
}

/// The bytes in the format that the name says, where both are pictures.
async fn in_format_of(target: &Path, bytes: Bytes) -> Result<Bytes, ToolError> {
    let ending = target.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let format = match &*ending {
        "webp" => Format::Webp,
        "jpg" | "jpeg" => Format::Jpeg,
        "png" => Format::Png,
        _ => return Ok(bytes),
    };
    let is = PictureFormat::of(&bytes).map(PictureFormat::mime_type);
    if is.is_none_or(|is| is == format.mime_type()) {
        return Ok(bytes);
    }
    let convert = move || media::convert(&bytes, format, Conversion::default());
    let converted = tokio::task::spawn_blocking(convert).await;
    Ok(converted.expect("BUG: converting a picture does not panic")?.bytes.into())
}

/// Whoever waits for the file must not find half of it.
async fn write(target: PathBuf, bytes: Bytes) -> std::io::Result<()> {
    let write = move || replace(&target, &bytes, Readers::Anyone);
    tokio::task::spawn_blocking(write).await.expect("BUG: writing a file does not panic")
}
