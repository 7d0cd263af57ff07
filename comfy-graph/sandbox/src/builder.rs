//! Starts sandboxes.
//!
//! The one way in for other crates.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::execute;
use crate::faults::{Fault, Faults};
use crate::folders::Folders;
use crate::models::Models;
use crate::queue::Queue;
use crate::routes;
use crate::schema::Schema;
use crate::server::{self, Shared, Signal};
use crate::socket::Hub;

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No schema was given.
    #[error("the sandbox needs a schema; give it with `SandboxBuilder::object_info`")]
    NoSchema,
    /// The schema is not an object of classes.
    #[error("the schema is not an object of node classes; give what `GET /object_info` answers")]
    MalformedSchema,
    /// The address cannot be listened on.
    #[error("cannot listen on `{address}`; choose another, or port 0 for a free one")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The folders cannot be made.
    #[error("cannot make the sandbox's folders; choose a writable `SandboxBuilder::base_dir`")]
    Folders {
        /// What the system says.
        source: io::Error,
    },
    /// The worker's thread cannot be made.
    #[error("cannot start the sandbox's worker; free some of the process's threads")]
    Worker {
        /// What the system says.
        source: io::Error,
    },
}

/// The choices a sandbox starts with.
#[derive(Debug)]
#[must_use]
pub struct SandboxBuilder {
    object_info: Option<Value>,
    address: SocketAddr,
    step_time: Duration,
    base_dir: Option<PathBuf>,
    models: Models,
    faults: Faults,
}

impl SandboxBuilder {
    /// The node classes to offer, in the wire form of `GET /object_info`.
    ///
    /// Those of the stock snapshot unless said; without the feature `stock` it must be said.
    pub fn object_info(mut self, object_info: Value) -> Self {
        self.object_info = Some(object_info);
        self
    }

    /// The address to listen on; a free port of the loopback address unless said.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The time one sampling step takes; 4 ms unless said.
    pub fn step_time(mut self, time: Duration) -> Self {
        self.step_time = time;
        self
    }

    /// The folder for inputs, outputs and settings, kept afterwards; a temporary one unless said.
    pub fn base_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.base_dir = Some(folder.into());
        self
    }

    /// Pretends that `folder`, such as `loras`, holds `file` too.
    pub fn model(mut self, folder: impl Into<String>, file: impl Into<String>) -> Self {
        self.models.add(folder.into(), file.into());
        self
    }

    /// Arms `fault` from the start.
    pub fn fault(self, fault: Fault) -> Self {
        self.faults.arm(fault);
        self
    }

    /// Listens and serves from now on, on the tokio runtime of the caller.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] when the schema is missing or malformed, or the system refuses.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        let object_info = self.object_info.or_else(stock).ok_or(SandboxError::NoSchema)?;
        let folders =
            Folders::create(self.base_dir).map_err(|source| SandboxError::Folders { source })?;
        let schema = Schema::new(object_info, &self.models, &folders)
            .ok_or(SandboxError::MalformedSchema)?;
        let refused = |source| SandboxError::Listen { address: self.address, source };
        let listener = TcpListener::bind(self.address).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let shared = Arc::new(Shared {
            schema,
            models: self.models,
            folders,
            hub: Arc::new(Hub::default()),
            queue: Queue::default(),
            faults: self.faults,
            step_time: self.step_time,
            signal: watch::Sender::new(Signal::default()),
            address,
        });
        let worker = execute::spawn_worker(shared.clone());
        let worker = worker.map_err(|source| SandboxError::Worker { source })?;
        let routes = routes::all(shared.clone());
        let serving = tokio::spawn(server::serve(listener, routes, shared.signal.subscribe()));
        Ok(Sandbox { shared, serving: Some(serving), worker: Some(worker) })
    }
}

/// A running stand-in server; it stops when this is dropped.
///
/// Dropping waits for the node that runs; its own temporary folder is gone afterwards.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    serving: Option<JoinHandle<()>>,
    worker: Option<thread::JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox as it comes: a free port, the stock schema, a folder of its own.
    ///
    /// # Errors
    ///
    /// [`SandboxError`] when the system refuses.
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// The choices to start with.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            object_info: None,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            step_time: Duration::from_millis(4),
            base_dir: None,
            models: Models::default(),
            faults: Faults::default(),
        }
    }

    /// The base of every route, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.shared.address)
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// The faults that will happen; arm more while the server runs.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The folder that `type=input` names; put files there to have them offered.
    #[must_use]
    pub fn input_dir(&self) -> PathBuf {
        self.shared.folders.area(crate::folders::Area::Input)
    }

    /// The folder that `type=output` names.
    #[must_use]
    pub fn output_dir(&self) -> PathBuf {
        self.shared.folders.area(crate::folders::Area::Output)
    }

    /// Stops the server and waits until its port is free; a job that runs is cut off.
    pub async fn shutdown(mut self) {
        self.shared.stop();
        if let Some(serving) = self.serving.take()
            && let Err(error) = serving.await
        {
            tracing::error!(%error, "the sandbox ended badly");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop();
        if let Some(worker) = self.worker.take()
            && worker.join().is_err()
        {
            tracing::error!("the sandbox's worker panicked");
        }
        // Connections may hold on to the shared state for longer, but nothing writes any more.
        self.shared.folders.remove_own();
    }
}

/// The schema of a ComfyUI without custom packs.
#[cfg(feature = "stock")]
fn stock() -> Option<Value> {
    Some(comfy_codegen::stock::object_info())
}

/// Without the feature `stock` there is no schema to fall back to.
#[cfg(not(feature = "stock"))]
fn stock() -> Option<Value> {
    None
}
