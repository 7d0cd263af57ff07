//! Publishes one asset after the other.

use std::path::PathBuf;

use super::asset::{PublishRequest, Published, Source};
use super::error::PublishError;
use super::info::{OutputRootSet, PublishInfo, Transfer};
use super::log;
use super::names::{ManifestKey, TargetName};
use super::output_root;
use super::place::Existing;
use super::prepare::prepare;
use super::project::Project;
use super::put;
use super::read::read;
use super::settings::PublishSettings;

/// Publishes into the project that the server was started in.
///
/// ```
/// use comfy_mcp::publish::{Content, PublishRequest, PublishSettings, Publisher, Source};
///
/// let project = tempfile::tempdir()?;
/// std::fs::write(project.path().join("package.json"), "{}")?;
/// let mut png = std::io::Cursor::new(Vec::new());
/// image::RgbImage::new(8, 8).write_to(&mut png, image::ImageFormat::Png)?;
///
/// let publisher = Publisher::new(PublishSettings::new(project.path(), project.path()));
/// let source = Source {
///     asset_id: "0b3eacbc-25b0-497c-9d63-6d66d9e67387".to_owned(),
///     file_name: "ComfyUI_00001_.png".to_owned(),
///     content: Content::Bytes(png.into_inner()),
/// };
/// let target_filename = Some("hero.png".to_owned());
/// let request = PublishRequest { target_filename, ..PublishRequest::default() };
///
/// let published = publisher.publish(&source, &request)?;
/// assert_eq!(published.dest_url, "/gen/hero.png");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Publisher {
    settings: PublishSettings,
}

impl Publisher {
    /// Looks at nothing yet, so that it works as well where nothing is ever published.
    #[must_use]
    pub fn new(settings: PublishSettings) -> Self {
        Self { settings }
    }

    /// What is there to publish with, and what is missing.
    #[must_use]
    pub fn info(&self, transfer: Transfer) -> PublishInfo {
        PublishInfo::gather(&self.settings, transfer)
    }

    /// Where ComfyUI's output folder is, as far as it can be told.
    #[must_use]
    pub fn comfyui_output_root(&self) -> Option<PathBuf> {
        let project = Project::find(&self.settings.cwd).ok();
        self.output_root(project.as_ref())
    }

    /// Saves where ComfyUI's output folder is.
    ///
    /// # Errors
    ///
    /// [`PublishError`] where there is no such folder or it looks like another; then nothing is
    /// saved.
    pub fn set_comfyui_output_root(&self, path: &str) -> Result<OutputRootSet, PublishError> {
        let root = output_root::check(&self.settings, path)?;
        let config_file = self.settings.config_file();
        if let Err(source) = self.settings.save_output_root(&root) {
            return Err(PublishError::ConfigNotSaved { path: config_file, source });
        }
        let path = root.display().to_string();
        Ok(OutputRootSet {
            success: true,
            message: format!("ComfyUI output root configured: {path}"),
            path,
            config_file: config_file.display().to_string(),
        })
    }

    /// Publishes `source` as `request` says.
    ///
    /// The folder is made when the first file goes into it. A file appears in one step, or not at
    /// all; the manifest likewise, however many servers publish into the same folder.
    ///
    /// # Errors
    ///
    /// [`PublishError`] where a name does not match, the source cannot be read or is no picture, or
    /// something cannot be written.
    pub fn publish(
        &self,
        source: &Source,
        request: &PublishRequest,
    ) -> Result<Published, PublishError> {
        let target = request.target_filename.as_deref().map(TargetName::new).transpose()?;
        let key = request.manifest_key.as_deref().map(ManifestKey::new).transpose()?;
        if target.is_none() && key.is_none() {
            return Err(PublishError::ManifestKeyRequired);
        }
        let project = Project::find(&self.settings.cwd)
            .map_err(|source| PublishError::NoProject { source })?;
        let folder = put::folder(&project)?;
        let root = self.output_root(Some(&project));
        let original = read(source, root.as_deref())?;
        let prepared = prepare(source, original.bytes, target, request)?;
        let existing = if request.overwrite { Existing::Replace } else { Existing::Keep };
        let file = put::put(&folder, &prepared, key, existing)?;
        let entry = log::Entry {
            timestamp: jiff::Timestamp::now().to_string(),
            asset_id: &source.asset_id,
            target_filename: prepared.name.as_str(),
            source_path: &original.shown,
            dest_path: &project.shown(&file),
            bytes_size: prepared.compression.final_size,
        };
        let logged = log::append(&folder, &entry);
        let unlogged = logged.err().map(|error| format!("publish_log.jsonl: {error}"));
        Ok(Published {
            dest_url: project.url(prepared.name.as_str()),
            dest_path: file.display().to_string(),
            bytes_size: prepared.compression.final_size,
            mime_type: prepared.name.format().mime_type().to_owned(),
            width: prepared.compression.final_dimensions[0],
            height: prepared.compression.final_dimensions[1],
            warnings: prepared.warnings.into_iter().chain(unlogged).collect(),
            compression_info: prepared.compression,
        })
    }

    fn output_root(&self, project: Option<&Project>) -> Option<PathBuf> {
        let saved = self.settings.saved_output_root();
        let project = project.map(|project| &*project.root);
        let search = output_root::search(&self.settings, saved.as_deref(), project);
        search.found.map(|(root, _)| root)
    }
}
