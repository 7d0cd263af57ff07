//! Says why something was not published.

use std::io;
use std::path::PathBuf;

use super::project::ProjectError;
use crate::error::Code;
use crate::media::MediaError;

/// Why publishing, or setting it up, failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// The target file name does not match.
    #[error(
        "target_filename `{name}` is not of the form `^[a-z0-9][a-z0-9._-]{{0,63}}\\.\
         (webp|png|jpg|jpeg)$`; use small letters, as in `hero.webp`"
    )]
    InvalidTargetFilename {
        /// The name as it was given.
        name: String,
    },
    /// The manifest key does not match.
    #[error(
        "manifest_key `{key}` is not of the form `^[a-z0-9][a-z0-9._-]{{0,63}}$`; use small \
         letters, as in `hero-image`"
    )]
    InvalidManifestKey {
        /// The key as it was given.
        key: String,
    },
    /// Neither a name nor a key is there.
    #[error("`manifest_key` is required where `target_filename` is left out; give one of them")]
    ManifestKeyRequired,
    /// The folder of no project is found to publish into.
    #[error("there is no project to publish into")]
    NoProject {
        /// What is wrong, with the remedy.
        source: ProjectError,
    },
    /// The folder to publish into, or the file in it, is a link that leads elsewhere.
    #[error("`{path}` is a link that leads out of its folder; remove it, then publish again")]
    LeadsOut {
        /// The link.
        path: PathBuf,
    },
    /// The folder to publish into cannot be written.
    #[error("`{path}` cannot be written; check who may write there")]
    RootNotWritable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No folder with ComfyUI's outputs is known.
    #[error(
        "ComfyUI's output folder is not known, and the file was not fetched over HTTP; set it \
         with set_comfyui_output_root, or set COMFYUI_OUTPUT_ROOT"
    )]
    OutputRootNotFound,
    /// The asset's file lies elsewhere.
    #[error("`{path}` lies outside ComfyUI's output folder `{root}`; fetch it over HTTP instead")]
    SourceOutsideRoot {
        /// The file as it was given.
        path: PathBuf,
        /// The folder with ComfyUI's outputs.
        root: PathBuf,
    },
    /// The asset's file is not there, or cannot be read.
    #[error("`{path}` cannot be read; it may have been deleted since it was made")]
    SourceUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system says, where it was asked.
        source: Option<io::Error>,
    },
    /// The asset is no picture that can be published.
    #[error(
        "`{file_name}` is `{mime_type}`; only PNG, JPEG and WebP are published, and GIF with \
         web_optimize, which takes its first frame"
    )]
    NotPublishable {
        /// The asset's file.
        file_name: String,
        /// What it is.
        mime_type: &'static str,
    },
    /// The picture could not be compressed, converted or read.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A file of this name is there, and is not to be overwritten.
    #[error("`{path}` exists, and overwrite=False; choose another name")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("`{path}` was not written; try again")]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The manifest is no JSON object, so that adding to it would lose what it holds.
    #[error("`{path}` is not a JSON object of names; repair or remove it, then publish again")]
    ManifestDamaged {
        /// The manifest.
        path: PathBuf,
    },
    /// Other programs kept the manifest for too long.
    #[error("`{path}` is being written by other programs; try again")]
    ManifestBusy {
        /// The manifest.
        path: PathBuf,
    },
    /// What is to be ComfyUI's output folder is no path.
    #[error("`{path}` is no path; name a folder, such as `/opt/ComfyUI/output`")]
    InvalidPath {
        /// The path as it was given.
        path: String,
    },
    /// What is to be ComfyUI's output folder is not there.
    #[error("Path does not exist: {path}")]
    RootPathNotFound {
        /// The path as it was given.
        path: String,
    },
    /// What is to be ComfyUI's output folder is a file.
    #[error("`{path}` is a file; name the folder that ComfyUI saves to")]
    RootNotDirectory {
        /// The path as it was given.
        path: String,
    },
    /// What is to be ComfyUI's output folder looks like something else.
    #[error(
        "`{path}` does not look like ComfyUI's output folder, so nothing was saved; generate an \
         image first, or name the folder that has `ComfyUI_*.png`"
    )]
    RootInvalid {
        /// The path as it was given.
        path: String,
    },
    /// The choice of ComfyUI's output folder cannot be kept.
    #[error("`{path}` cannot be written, so the folder was not saved; check who may write there")]
    ConfigNotSaved {
        /// The configuration file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl PublishError {
    /// The failure as clients are told of it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::InvalidTargetFilename { .. } => Code::InvalidTargetFilename,
            Self::InvalidManifestKey { .. } => Code::InvalidManifestKey,
            Self::ManifestKeyRequired => Code::ManifestKeyRequired,
            Self::NoProject { .. } | Self::RootNotWritable { .. } => Code::PublishRootNotWritable,
            Self::LeadsOut { .. } => Code::PathTraversalDetected,
            Self::OutputRootNotFound => Code::ComfyuiOutputRootNotFound,
            Self::SourceOutsideRoot { .. } => Code::SourcePathOutsideRoot,
            Self::Media(MediaError::Unsupported { .. } | MediaError::Incompressible { .. })
            | Self::SourceUnreadable { .. }
            | Self::NotPublishable { .. }
            | Self::Exists { .. } => Code::ValidationError,
            Self::Media(_)
            | Self::Unwritten { .. }
            | Self::ManifestDamaged { .. }
            | Self::ManifestBusy { .. } => Code::PublishFailed,
            Self::InvalidPath { .. } => Code::InvalidPath,
            Self::RootPathNotFound { .. } => Code::ComfyuiOutputRootPathNotFound,
            Self::RootNotDirectory { .. } => Code::ComfyuiOutputRootNotDirectory,
            Self::RootInvalid { .. } => Code::ComfyuiOutputRootInvalid,
            Self::ConfigNotSaved { .. } => Code::ConfigSaveFailed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_name_the_culprit_and_the_remedy() {
        let cases = [
            (
                PublishError::InvalidTargetFilename { name: "Hero.gif".to_owned() },
                "target_filename `Hero.gif` is not of the form \
                 `^[a-z0-9][a-z0-9._-]{0,63}\\.(webp|png|jpg|jpeg)$`; use small letters, as in \
                 `hero.webp`",
            ),
            (
                PublishError::InvalidManifestKey { key: "Hero".to_owned() },
                "manifest_key `Hero` is not of the form `^[a-z0-9][a-z0-9._-]{0,63}$`; use small \
                 letters, as in `hero-image`",
            ),
            (
                PublishError::RootInvalid { path: "/opt".to_owned() },
                "`/opt` does not look like ComfyUI's output folder, so nothing was saved; \
                 generate an image first, or name the folder that has `ComfyUI_*.png`",
            ),
            (
                PublishError::Exists { path: "/gen/a.png".into() },
                "`/gen/a.png` exists, and overwrite=False; choose another name",
            ),
            (
                PublishError::Media(MediaError::TooManyBytes { bytes: 300_000_000 }),
                "the picture has `300000000` bytes, more than the 268435456 that are read",
            ),
        ];

        for (error, message) in cases {
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn pictures_that_do_not_fit_are_the_callers_mistake() {
        let large = MediaError::Incompressible { max_bytes: 1, smallest: 2 };
        let damaged = MediaError::Damaged { mime_type: "image/png", source: None };

        assert_eq!(PublishError::from(large).code(), Code::ValidationError);
        assert_eq!(PublishError::from(damaged).code(), Code::PublishFailed);
    }
}
