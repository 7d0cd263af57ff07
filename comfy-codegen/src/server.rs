//! Asks a running ComfyUI for its schema.

use std::fmt;
use std::time::Duration;

use comfy_graph_core::schema::{Contents, Schema, SchemaError, Snapshot};
use serde::Deserialize;

use crate::source::Loaded;

/// Schemas of big installs pass 100 MiB; past this something else is wrong.
const MOST_BYTES: u64 = 1 << 30;

/// A server computes its schema anew for each request, which takes seconds on big installs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A ComfyUI that can be asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    url: String,
    headers: Vec<(String, String)>,
}

/// A server that did not give what was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Nothing answers.
    #[error("no ComfyUI answers at `{url}`; start it, or name another with `--comfyui URL`")]
    Unreachable {
        /// The address asked.
        url: String,
        /// Why.
        source: Box<ureq::Error>,
    },
    /// The server refused.
    #[error("`{url}` answered {status}{}", remedy(.status))]
    Refused {
        /// The address asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// What answers is no ComfyUI.
    #[error("what answers at `{url}` is no ComfyUI; check address and port")]
    NotComfyUi {
        /// The address asked.
        url: String,
        /// Why.
        source: SchemaError,
    },
}

fn remedy(status: &u16) -> &'static str {
    match status {
        401 | 403 => "; give credentials with `--header 'Authorization: Bearer …'`",
        404 => "; check the path of the address",
        _ => "",
    }
}

#[derive(Deserialize)]
struct SystemStats {
    system: System,
}

#[derive(Deserialize)]
struct System {
    comfyui_version: Option<String>,
}

impl Server {
    /// The server at `url`; `http://` may be left out.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        let scheme = if url.contains("://") { "" } else { "http://" };
        Self { url: format!("{scheme}{url}"), headers: Vec::new() }
    }

    /// Sends `value` in the header `name` with every request.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Takes a snapshot.
    ///
    /// # Errors
    ///
    /// [`ServerError`], which names the address and what to do.
    pub fn snapshot(&self, contents: Contents) -> Result<Snapshot, ServerError> {
        let json = self.get("/api/object_info")?;
        let version = self.version();
        Snapshot::from_object_info(&json, version.as_deref(), contents).map_err(|e| self.foreign(e))
    }

    /// Reads the schema.
    ///
    /// # Errors
    ///
    /// [`ServerError`], which names the address and what to do.
    pub fn schema(&self) -> Result<Loaded, ServerError> {
        let json = self.get("/api/object_info")?;
        let schema = Schema::from_object_info(&json).map_err(|e| self.foreign(e))?;
        Ok(Loaded { schema, version: self.version() })
    }

    fn foreign(&self, source: SchemaError) -> ServerError {
        ServerError::NotComfyUi { url: self.url.clone(), source }
    }

    fn version(&self) -> Option<String> {
        let stats: SystemStats =
            serde_json::from_slice(&self.get("/api/system_stats").ok()?).ok()?;
        stats.system.comfyui_version
    }

    fn get(&self, route: &str) -> Result<Vec<u8>, ServerError> {
        let url = format!("{}{route}", self.url);
        let mut request = ureq::get(&url).config().timeout_global(Some(PATIENCE)).build();
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let failed = |source: ureq::Error| match source {
            ureq::Error::StatusCode(status) => ServerError::Refused { url: url.clone(), status },
            source => ServerError::Unreachable { url: self.url.clone(), source: Box::new(source) },
        };
        let mut answer = request.call().map_err(failed)?;
        answer.body_mut().with_config().limit(MOST_BYTES).read_to_vec().map_err(failed)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

// Headers may hold credentials.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("url", &self.url).finish_non_exhaustive()
    }
}
