//! Says how a request can fail.
//!
//! Every route of the client fails with [`ClientError`]. What happens to a job after the server
//! took it is no matter of this module.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use comfy_graph_core::ids::JobId;
use reqwest::{Method, Url};

use super::endpoint::EndpointError;
use super::rejection::Rejection;

/// What stood behind an error of the network.
pub type Source = Box<dyn std::error::Error + Send + Sync>;

/// A request as people name it, such as `GET /api/queue`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    method: Method,
    path: String,
}

impl Route {
    pub(crate) fn new(method: Method, url: &Url) -> Self {
        Self { method, path: url.path().to_owned() }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// A request that brought no answer to work with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The client cannot be built for this endpoint.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// No connection came about, or it broke.
    #[error("no answer from `{url}`; is the server up, and is the address right?")]
    Unreachable {
        /// The address of the server.
        url: Box<Url>,
        /// What the network said.
        source: Source,
    },
    /// The server sent nothing for too long.
    #[error("`{route}` brought nothing for {}; raise the client's timeout", Seconds(*after))]
    Timeout {
        /// The request.
        route: Route,
        /// How long was waited.
        after: Duration,
    },
    /// The server, or a proxy before it, wants other credentials.
    #[error("`{route}` was refused with {status}; check the credentials of the endpoint")]
    Unauthorized {
        /// The request.
        route: Route,
        /// 401 or 407.
        status: u16,
    },
    /// Something answers there, but not ComfyUI.
    #[error("`{url}` is no ComfyUI server, it sent {received}; check port and base path")]
    NotComfyUi {
        /// The address that was asked.
        url: Box<Url>,
        /// What came instead, in words.
        received: String,
    },
    /// The server answered with a status that is an error.
    #[error("`{route}` failed with {status}: {body}")]
    Status {
        /// The request.
        route: Route,
        /// The HTTP status.
        status: u16,
        /// The beginning of the body, or words in its place.
        body: String,
    },
    /// The answer is not of the shape the route has.
    #[error("the answer of `{route}` cannot be read; is the server newer than this client?")]
    Malformed {
        /// The request.
        route: Route,
        /// What the reader tripped over.
        source: serde_json::Error,
    },
    /// What was to be sent cannot be written as a request.
    #[error("a request for `{route}` cannot be built")]
    Request {
        /// The request.
        route: Route,
        /// What the writer tripped over.
        source: Source,
    },
    /// The server found the prompt invalid.
    #[error(transparent)]
    Rejected(#[from] Box<Rejection>),
    /// The answer to a submit was lost, and the server does not know the job.
    #[error("job `{job}` was not queued: its submit broke off; submit the prompt once more")]
    NotQueued {
        /// The id the job would have had.
        job: JobId,
        /// How the submit broke off.
        source: Box<ClientError>,
    },
    /// The answer to a submit was lost, and the server cannot be asked either.
    #[error("whether job `{job}` was queued is unknown; look it up before submitting again")]
    AnswerLost {
        /// The id the job has if it was queued.
        job: JobId,
        /// How the submit broke off.
        source: Box<ClientError>,
    },
    /// The server said that it stored a file, but does not have it.
    #[error("the server reports `{name}` as stored but has no such file; check the reference")]
    NotStored {
        /// The name the server gave.
        name: String,
    },
    /// A file came shorter or longer than announced.
    #[error("`{name}` has {received} bytes where {announced} were announced; download it again")]
    SizeMismatch {
        /// The file on the server.
        name: String,
        /// The length the server announced.
        announced: u64,
        /// The length that came.
        received: u64,
    },
    /// A local file cannot be read or written.
    #[error("`{}` cannot be read or written; check path and permissions", path.display())]
    File {
        /// The local path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl ClientError {
    /// Whether the same call may succeed later with nothing changed.
    ///
    /// ```
    /// # use comfy_graph::client::{Client, ClientError};
    /// # async fn run(client: Client) -> Result<(), ClientError> {
    /// let error = client.queue().await.unwrap_err();
    /// if error.is_transient() {
    ///     client.queue().await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::NotQueued { .. } => true,
            Self::SizeMismatch { .. } => true,
            Self::Status { status, .. } => matches!(status, 408 | 429 | 502..=504),
            _ => false,
        }
    }

    /// Whether the request certainly never reached the server.
    pub(crate) fn is_refused(&self) -> bool {
        let Self::Unreachable { source, .. } = self else { return false };
        source.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_connect)
    }

    /// Whether the server has no such thing.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Status { status: 404, .. })
    }
}

/// A duration in whole or in tenths of seconds.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        let digits = usize::from(seconds.fract() != 0.0);
        write!(f, "{seconds:.digits$} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route() -> Route {
        Route::new(Method::GET, &"http://host/api/queue".parse().unwrap())
    }

    #[test]
    fn messages_name_the_route_with_the_remedy() {
        let after = Duration::from_millis(2500);
        let error = ClientError::Timeout { route: route(), after };

        let wanted = "`GET /api/queue` brought nothing for 2.5 s; raise the client's timeout";
        assert_eq!(error.to_string(), wanted);
    }

    #[test]
    fn a_proxy_that_waits_for_its_server_may_be_asked_again() {
        let failed = |status| ClientError::Status { route: route(), status, body: String::new() };

        assert!(failed(503).is_transient());
        assert!(!failed(500).is_transient());
        assert!(failed(404).is_missing());
    }
}
