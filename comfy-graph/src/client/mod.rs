//! Talks to one ComfyUI server.
//!
//! [`Client`] has one method a route, grouped by file. Jobs sit on top of it, in `job`; which of
//! several servers to use is decided elsewhere.

mod binary;
mod endpoint;
mod error;
mod events;
mod feed;
mod file_ref;
mod files;
mod http;
mod json;
mod models;
mod pool;
mod queue;
mod record;
mod rejection;
mod socket;
mod submission;
mod system;
#[cfg(feature = "rustls")]
mod tls;
mod userdata;
mod wire;

use std::sync::Arc;
use std::time::Duration;

pub use binary::{ImageFormat, Preview, PreviewOrigin};
pub use endpoint::{Endpoint, EndpointError};
pub use error::{ClientError, Route, Source};
pub use events::{Event, ExecutionError, NodeProgress, NodeState};
pub use feed::EventStream;
pub use file_ref::{FileKind, FileRef};
pub use files::{Channel, Download, Head, Reencode, Rendition, Upload};
pub use models::{ModelFile, ModelFolder};
pub use queue::HistoryPage;
pub use record::{Ending, Record};
pub use rejection::{NodeProblems, Origins, Problem, Rejection};
pub use submission::{Partial, Placement, PreviewMethod, Submission};
pub use system::Free;
pub use userdata::{OnConflict, StoredFile, UserFile, Users};
pub use wire::{
    Device, Features, HistoryEntry, HistoryStatus, JobPhase, JobSummary, JobsFilter, JobsPage,
    LogEntry, Queue, QueuedPrompt, ServerSystem, SystemStats,
};

pub(crate) use feed::{Feed, Heard};
pub(crate) use http::Http;
pub(crate) use queue::Sighting;

use http::Timeouts;
use pool::Pool;
use socket::Hub;

/// A ComfyUI server, as a program talks to it.
///
/// Cheap to clone; clones share connections and the WebSocket, which closes with the last of them.
/// Nothing blocks: each request ends within its timeouts, and can be dropped at any await.
///
/// ```
/// use comfy_graph::client::Client;
///
/// let client = Client::new("127.0.0.1:8188".parse()?)?;
///
/// assert_eq!(client.endpoint().to_string(), "http://127.0.0.1:8188/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: Arc<Http>,
    hub: Hub,
    jobs_api: queue::Support,
    patience: Duration,
}

impl Client {
    /// The client of `endpoint` with default timeouts.
    ///
    /// # Errors
    ///
    /// [`ClientError::Endpoint`] where a header cannot be sent, or TLS is not built in.
    pub fn new(endpoint: Endpoint) -> Result<Self, ClientError> {
        Self::builder(endpoint).build()
    }

    /// A client whose timeouts are still to be chosen.
    #[must_use]
    pub fn builder(endpoint: Endpoint) -> ClientBuilder {
        let timeouts = Timeouts {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(60),
            upload: Duration::from_secs(600),
        };
        ClientBuilder { endpoint, timeouts, patience: Duration::from_secs(60) }
    }

    /// The server that is talked to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.inner.http.endpoint
    }

    /// Under which id the server knows the WebSocket.
    #[must_use]
    pub fn client_id(&self) -> String {
        self.inner.hub.client_id()
    }

    pub(crate) fn http(&self) -> &Http {
        &self.inner.http
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    /// How long an unreachable server is waited for.
    pub(crate) fn patience(&self) -> Duration {
        self.inner.patience
    }
}

/// Chooses the timeouts of a [`Client`].
///
/// ```
/// use std::time::Duration;
///
/// use comfy_graph::client::Client;
///
/// let client = Client::builder("http://gpu-box:8188".parse()?)
///     .connect_timeout(Duration::from_secs(2))
///     .idle_timeout(Duration::from_secs(20))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    endpoint: Endpoint,
    timeouts: Timeouts,
    patience: Duration,
}

impl ClientBuilder {
    /// How long a connection may take; 5 s by default.
    #[must_use]
    pub fn connect_timeout(mut self, after: Duration) -> Self {
        self.timeouts.connect = after;
        self
    }

    /// How long the server may send nothing while it answers; 60 s by default.
    #[must_use]
    pub fn idle_timeout(mut self, after: Duration) -> Self {
        self.timeouts.idle = after;
        self
    }

    /// How long one upload may take as a whole; 10 min by default.
    #[must_use]
    pub fn upload_timeout(mut self, after: Duration) -> Self {
        self.timeouts.upload = after;
        self
    }

    /// How long a wait for a job bears with a server that cannot be reached; 60 s by default.
    #[must_use]
    pub fn patience(mut self, after: Duration) -> Self {
        self.patience = after;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ClientError::Endpoint`] where a header cannot be sent, or TLS is not built in.
    pub fn build(self) -> Result<Client, ClientError> {
        let Self { endpoint, timeouts, patience } = self;
        let (pool, connector) = Pool::new(&endpoint, timeouts.connect)?;
        let http = Arc::new(Http::new(pool, endpoint, timeouts)?);
        let hub = Hub::new(Arc::clone(&http), connector);
        let jobs_api = queue::Support::default();
        Ok(Client { inner: Arc::new(Inner { http, hub, jobs_api, patience }) })
    }
}
