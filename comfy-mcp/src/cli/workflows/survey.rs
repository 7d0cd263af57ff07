//! Finds the workflows, with the schema of the server that is to run them.

use std::error::Error;
use std::sync::Arc;

use comfy_graph::client::Client;
use comfy_mcp::backend::{Backend, Known, Provenance};
use comfy_mcp::defaults::Defaults;
use comfy_mcp::error::with_cause;
use comfy_mcp::library::{Catalogue, Entry};
use comfy_mcp::settings::{CommonArgs, ServerArgs, Servers, Settings, Surroundings};
use comfy_mcp::tools::catalog;
use comfy_sandbox::Sandbox;

use crate::cli::terminal::{note, waiting};

/// The workflows, with what was needed to find them.
pub(super) struct Survey {
    pub(super) settings: Settings,
    pub(super) known: Arc<Known>,
    pub(super) catalogue: Catalogue,
    /// Ends with the survey.
    _sandbox: Option<Sandbox>,
}

/// A name that no workflow has.
#[derive(Debug, thiserror::Error)]
#[error("there is no workflow `{name}`; {remedy}")]
pub(super) struct NoSuchWorkflow {
    name: String,
    remedy: String,
}

impl Survey {
    pub(super) async fn new(common: &CommonArgs) -> Result<Self, Box<dyn Error>> {
        let surroundings = Surroundings::of_process();
        let settings = Settings::resolve(common, &ServerArgs::default(), &surroundings)?;
        crate::cli::log(&settings.log.value);
        let sandbox = match settings.comfyui.value {
            Servers::Sandbox => Some(Sandbox::start().await?),
            Servers::At(_) => None,
        };
        let (endpoint, kept) = match (&sandbox, &settings.comfyui.value) {
            // Its address is another each time, so what it has is not worth keeping.
            (Some(sandbox), _) => (sandbox.url().parse()?, None),
            (None, servers) => {
                (servers.endpoints()[0].clone(), Some(settings.data_dir.value.clone()))
            }
        };
        let known = known(Backend::new(Client::new(endpoint)?, kept)).await;
        let folder = settings.workflow_dir.value.clone();
        let catalogue = Catalogue::read(Some(&folder), &catalog::taken(), &known);
        Ok(Self { settings, known, catalogue, _sandbox: sandbox })
    }

    /// The defaults of generations.
    pub(super) fn defaults(&self) -> Defaults {
        let given = &self.settings.defaults;
        Defaults::new(given.file.clone(), given.environment.clone())
    }

    /// The workflow that `name` means.
    pub(super) fn find(&self, name: &str) -> Result<&Arc<Entry>, NoSuchWorkflow> {
        self.catalogue.find(name).ok_or_else(|| {
            let remedy = match self.catalogue.closest(name).first() {
                Some(closest) => format!("did you mean `{closest}`?"),
                None => "`comfy-mcp workflows` lists them".to_owned(),
            };
            NoSuchWorkflow { name: name.to_owned(), remedy }
        })
    }
}

/// What the server has, or had when it was asked last.
async fn known(backend: Backend) -> Arc<Known> {
    let asked = waiting("reading the schema", backend.refresh()).await;
    let known = backend.known();
    if let Err(error) = asked {
        let instead = match known.provenance {
            Provenance::Stock => "a ComfyUI without custom nodes, models aside",
            Provenance::Kept | Provenance::Server => "what it had when it was asked last",
        };
        note(&format!("going by {instead}: {}", with_cause(&*error)));
    }
    known
}
