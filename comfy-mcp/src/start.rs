//! Puts an app together from settings.

use std::path::Path;
use std::sync::Arc;

use comfy_graph::client::{Client, ClientError, Endpoint};
use comfy_sandbox::{Sandbox, SandboxError};

use crate::app::{App, Choices, Parts};
use crate::backend::Backend;
use crate::batches;
use crate::defaults::Defaults;
use crate::jobs::{Jobs, Saving};
use crate::library::Library;
use crate::paths::Roots;
use crate::publish::{PublishSettings, Publisher};
use crate::settings::{ConfigFile, Servers, Settings};
use crate::storage::Storage;
use crate::tools::catalog;

/// Why no app could be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address of ComfyUI cannot be used.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Several servers are named.
    #[error("{count} ComfyUI servers are named, and one is worked with; name one of them")]
    Several {
        /// How many.
        count: usize,
    },
    /// The stand-in did not start.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The address that the stand-in listens on cannot be used.
    #[error(transparent)]
    Address(#[from] comfy_graph::client::EndpointError),
}

/// An app, with the stand-in it works with where it does.
#[derive(Debug, Clone)]
pub struct Started {
    /// The app.
    pub app: App,
    /// The stand-in, which ends with the last clone.
    pub sandbox: Option<Arc<Sandbox>>,
}

impl Started {
    /// The app that `settings` describe; it follows its server from now on.
    ///
    /// # Errors
    ///
    /// [`StartError`] where the server's address cannot be used; a server that is down is none.
    pub async fn new(settings: &Settings) -> Result<Self, StartError> {
        let (endpoint, sandbox) = match &settings.comfyui.value {
            Servers::Sandbox => {
                let sandbox = Sandbox::builder()
                    .base_dir(settings.data_dir.value.join("sandbox"))
                    .start()
                    .await?;
                (sandbox.url().parse()?, Some(Arc::new(sandbox)))
            }
            Servers::At(endpoints) => match endpoints.as_slice() {
                [endpoint] => (endpoint.clone(), None),
                several => return Err(StartError::Several { count: several.len() }),
            },
        };
        let app = app(settings, endpoint, sandbox.as_deref())?;
        follow(&app);
        Ok(Self { app, sandbox })
    }
}

/// Follows the server, the workflows, and what an earlier process left, from now on.
fn follow(app: &App) {
    // First of all, so that they hear of the first schema that the server tells.
    tokio::spawn(app.library.clone().follow());
    tokio::spawn(app.backend.clone().follow());
    tokio::spawn(app.jobs.clone().reconcile());
    tokio::spawn(batches::resume(app.clone()));
}

fn app(
    settings: &Settings,
    endpoint: Endpoint,
    sandbox: Option<&Sandbox>,
) -> Result<App, StartError> {
    let data_dir = &settings.data_dir.value;
    // The address of a stand-in is another each time, so what it has is not worth keeping.
    let kept = sandbox.is_none().then(|| data_dir.clone());
    let backend = Backend::new(Client::new(endpoint)?, kept);
    let folder = settings.workflow_dir.value.clone();
    let library = Library::new(Some(folder), catalog::taken(), backend.clone());
    let storage = Storage::in_folder(data_dir);
    let roots = Roots::new([settings.current_dir.clone(), data_dir.clone()]);
    let jobs = Jobs::new(backend.clone(), storage.clone(), Saving::new(roots.clone()));
    let defaults =
        Defaults::new(settings.defaults.file.clone(), settings.defaults.environment.clone());
    let publisher = Publisher::new(publishing(settings));
    let choices = Choices {
        asset_ttl: settings.asset_ttl.value,
        external_url: settings.external_url.as_ref().map(|url| url.value.clone()),
        data_dir: data_dir.clone(),
        config_file: ConfigFile::new(&settings.config_file.value),
    };
    Ok(App::new(Parts { backend, library, storage, jobs, defaults, publisher, roots, choices }))
}

fn publishing(settings: &Settings) -> PublishSettings {
    let config_file = &settings.config_file.value;
    let config_dir = config_file.parent().map(Path::to_owned).unwrap_or_default();
    PublishSettings {
        home: settings.home.clone(),
        comfyui_output_root: settings.output_root.as_ref().map(|root| root.value.clone()),
        ..PublishSettings::new(&settings.current_dir, config_dir)
    }
}
