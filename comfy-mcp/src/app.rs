//! Holds everything that tools work with.

use std::sync::Arc;
use std::time::Duration;

use crate::backend::Backend;
use crate::caller::Caller;
use crate::defaults::Defaults;
use crate::jobs::Jobs;
use crate::library::Library;
use crate::paths::Roots;
use crate::publish::Publisher;
use crate::settings::ConfigFile;
use crate::storage::Storage;

/// A call of a tool.
#[derive(Debug, Clone)]
pub struct Call<A> {
    /// What it works with.
    pub app: App,
    /// The arguments, checked.
    pub arguments: A,
    /// Who called.
    pub caller: Caller,
}

/// Everything that tools work with; cheap to clone.
#[derive(Debug, Clone)]
pub struct App {
    parts: Arc<Parts>,
}

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Parts {
    /// The ComfyUI.
    pub backend: Backend,
    /// The workflows.
    pub library: Library,
    /// The database.
    pub storage: Storage,
    /// The jobs.
    pub jobs: Jobs,
    /// The generation defaults.
    pub defaults: Defaults,
    /// What puts assets into web projects.
    pub publisher: Publisher,
    /// Where files may be read or written.
    pub roots: Roots,
    /// What else was chosen.
    pub choices: Choices,
}

/// What else was chosen at the start.
#[derive(Debug, Clone)]
pub struct Choices {
    /// After how long an asset is not shown any more; never where there is none.
    pub asset_ttl: Option<Duration>,
    /// Under which address clients reach files; that of ComfyUI where there is none.
    pub external_url: Option<String>,
    /// The folder of records and schemas.
    pub data_dir: std::path::PathBuf,
    /// The file that keeps generation defaults.
    pub config_file: ConfigFile,
}

impl App {
    /// An app of these parts, which does nothing by itself.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts) }
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
