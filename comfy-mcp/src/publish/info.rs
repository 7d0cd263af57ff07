//! Holds what clients are told of the setup.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::error::PublishError;
use super::output_root::{self, RootSource, Search, TriedPath};
use super::place::can_place;
use super::project::Project;
use super::put;
use super::settings::PublishSettings;
use crate::error::Code;

/// Whether the bytes of assets can be had without ComfyUI's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    /// They can be fetched from ComfyUI.
    Http,
    /// They cannot: the output folder has to be known.
    DiskOnly,
}

/// Whether everything is there to publish with; in keys, what get_publish_info answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishInfo {
    /// The project.
    pub project_root: ProjectRoot,
    /// The folder in it that files are published into.
    pub publish_root: PublishRoot,
    /// The folder that ComfyUI saves to.
    pub comfyui_output_root: OutputRoot,
    /// The folders that were looked at for that.
    pub comfyui_tried_paths: Vec<TriedPath>,
    /// Where set_comfyui_output_root saves.
    pub config_file: String,
    /// Whether publishing will work.
    pub status: Status,
    /// The same in words, with the remedy.
    pub message: String,
    /// What is odd, but no hindrance.
    pub warnings: Vec<String>,
    /// What publishing would fail with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub error_code: Option<Code>,
}

/// The project's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProjectRoot {
    /// The folder, if one was found.
    pub path: Option<String>,
    /// `cwd` where the server was started in it, `auto-detected` where it lies above.
    pub detection_method: Option<String>,
}

/// The folder that files are published into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishRoot {
    /// The folder, if there is a project.
    pub path: Option<String>,
    /// Whether it is there; it is made when something is published.
    pub exists: bool,
    /// Whether files can be written there.
    pub writable: bool,
}

/// The folder that ComfyUI saves to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutputRoot {
    /// The folder, if one was found.
    pub path: Option<String>,
    /// Whether it is there.
    pub exists: bool,
    /// `environment`, `config` or `auto-detected`.
    pub detection_method: Option<String>,
    /// Whether the user has named it.
    pub configured: bool,
}

/// Whether publishing will work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It will.
    Ready,
    /// Not before ComfyUI's output folder is known.
    NeedsComfyuiRoot,
    /// There is nowhere to publish to.
    Error,
}

/// What set_comfyui_output_root answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutputRootSet {
    /// Always true: a failure is an error.
    pub success: bool,
    /// The folder, with links followed.
    pub path: String,
    /// Where it was saved.
    pub config_file: String,
    /// The same in words.
    pub message: String,
}

impl PublishInfo {
    /// Looks at what is there, and makes nothing.
    pub(super) fn gather(settings: &PublishSettings, transfer: Transfer) -> Self {
        let project = Project::find(&settings.cwd);
        let root = project.as_ref().ok().map(|project| &*project.root);
        let saved = settings.saved_output_root();
        let search = output_root::search(settings, saved.as_deref(), root);
        let folder = match &project {
            Ok(project) => put::folder(project),
            Err(source) => Err(PublishError::NoProject { source: source.clone() }),
        };
        let publish_root = PublishRoot::of(folder.as_deref().ok());
        let verdict = verdict(folder.as_ref(), &publish_root, &search, transfer);
        Self {
            project_root: ProjectRoot::of(project.as_ref().ok()),
            publish_root,
            comfyui_output_root: OutputRoot::of(&search),
            comfyui_tried_paths: search.tried,
            config_file: settings.config_file().display().to_string(),
            status: verdict.status,
            message: verdict.message,
            warnings: search.warnings,
            error_code: verdict.error_code,
        }
    }
}

impl ProjectRoot {
    fn of(project: Option<&Project>) -> Self {
        Self {
            path: project.map(|project| project.root.display().to_string()),
            detection_method: project.map(|project| project.detection_method.to_owned()),
        }
    }
}

impl PublishRoot {
    fn of(folder: Option<&Path>) -> Self {
        Self {
            path: folder.map(|folder| folder.display().to_string()),
            exists: folder.is_some_and(Path::is_dir),
            writable: folder.is_some_and(can_place),
        }
    }
}

impl OutputRoot {
    fn of(search: &Search) -> Self {
        let found = search.found.as_ref();
        Self {
            path: found.map(|(path, _)| path.display().to_string()),
            exists: found.is_some_and(|(path, _)| path.is_dir()),
            detection_method: found.map(|(_, source)| source.detection_method().to_owned()),
            configured: found.is_some_and(|(_, source)| *source != RootSource::AutoDetection),
        }
    }
}

struct Verdict {
    status: Status,
    message: String,
    error_code: Option<Code>,
}

impl Verdict {
    fn ready(message: &str) -> Self {
        Self { status: Status::Ready, message: message.to_owned(), error_code: None }
    }

    fn failed(status: Status, message: String, code: Code) -> Self {
        Self { status, message, error_code: Some(code) }
    }
}

fn verdict(
    folder: Result<&std::path::PathBuf, &PublishError>,
    publish_root: &PublishRoot,
    search: &Search,
    transfer: Transfer,
) -> Verdict {
    let folder = match folder {
        Ok(folder) => folder,
        Err(error) => return Verdict::failed(Status::Error, in_full(error), error.code()),
    };
    if !publish_root.writable {
        let message = format!("`{}` cannot be written; check who may", folder.display());
        return Verdict::failed(Status::Error, message, Code::PublishRootNotWritable);
    }
    match (&search.found, transfer) {
        (Some(_), _) => Verdict::ready("Ready to publish"),
        (None, Transfer::Http) => Verdict::ready(
            "Ready to publish; files come over HTTP, since ComfyUI's output folder is not known",
        ),
        (None, Transfer::DiskOnly) => {
            let error = PublishError::OutputRootNotFound;
            Verdict::failed(Status::NeedsComfyuiRoot, error.to_string(), error.code())
        }
    }
}

/// The message with those of its causes.
fn in_full(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |message, cause| format!("{message}: {cause}"))
}
