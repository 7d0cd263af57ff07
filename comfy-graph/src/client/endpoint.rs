//! Says where a server is.
//!
//! What every request to it must carry belongs to it, credentials first of all. The client builds
//! each URL through it. Nothing is sent from here.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

/// The port ComfyUI listens on unless told otherwise.
const DEFAULT_PORT: u16 = 8188;

/// An address that cannot be one of a server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The text is no address.
    #[error("`{text}` is not a server address; write it as `http://127.0.0.1:8188`")]
    NotAnAddress {
        /// The refused text, without user name or password.
        text: String,
    },
    /// The address has a scheme that is neither `http` nor `https`.
    #[error("`{scheme}` is no scheme of a ComfyUI server; use `http` or `https`")]
    Scheme {
        /// The refused scheme.
        scheme: String,
    },
    /// The address asks for TLS, which this build leaves out.
    #[error("`{url}` needs TLS; build `comfy-graph` with its feature `rustls`, or use `http`")]
    NoTls {
        /// The address.
        url: Box<Url>,
    },
    /// A header has a name or a value that HTTP does not allow.
    #[error("header `{name}` cannot be sent; its name or its value has forbidden characters")]
    Header {
        /// The name of the header; its value may be a secret.
        name: String,
    },
    /// A certificate that was to be trusted cannot be used.
    #[error("an extra root certificate cannot be read; give one or more in PEM form")]
    Certificate,
}

/// The address of a server, with authentication.
///
/// ```
/// use comfy_graph::client::Endpoint;
///
/// let local: Endpoint = "127.0.0.1:8188".parse()?;
/// let hosted = "https://host/comfy".parse::<Endpoint>()?.bearer("t0ken");
///
/// assert_eq!(local.url().as_str(), "http://127.0.0.1:8188/");
/// assert_eq!(hosted.url().as_str(), "https://host/comfy/");
/// assert!(!format!("{hosted:?}").contains("t0ken"));
/// # Ok::<(), comfy_graph::client::EndpointError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: Url,
    headers: Vec<(String, String)>,
    roots: Vec<Vec<u8>>,
}

impl Endpoint {
    /// Sends `Authorization: Bearer …` with every request.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Sends `Authorization: Basic …` with every request.
    #[must_use]
    pub fn basic(self, user: &str, password: &str) -> Self {
        let pair = BASE64_STANDARD.encode(format!("{user}:{password}"));
        self.header("authorization", format!("Basic {pair}"))
    }

    /// Sends `X-API-Key` with every request, as Comfy Cloud wants it.
    #[must_use]
    pub fn api_key(self, key: &str) -> Self {
        self.header("x-api-key", key)
    }

    /// Picks the user whose settings are read, on a server that runs with `--multi-user`.
    #[must_use]
    pub fn user(self, id: &str) -> Self {
        self.header("comfy-user", id)
    }

    /// Sends one more header with every request; the last of a name wins.
    ///
    /// Whether HTTP allows it is checked when the client is built.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Trusts these root certificates as well, for a server with a self-signed one.
    #[must_use]
    pub fn trust_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// The address without a route; ends in `/`.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.base
    }

    /// The URL of a route below `/api/`, each segment percent-encoded.
    pub(crate) fn route(&self, segments: &[&str]) -> Url {
        self.below(std::iter::once(&"api").chain(segments))
    }

    /// The URL of a route that exists without the prefix only.
    pub(crate) fn internal(&self, segments: &[&str]) -> Url {
        self.below(std::iter::once(&"internal").chain(segments))
    }

    /// The URL of the WebSocket for `client_id`.
    pub(crate) fn socket(&self, client_id: &str) -> Url {
        let mut url = self.route(&["ws"]);
        let scheme = if self.is_secure() { "wss" } else { "ws" };
        url.set_scheme(scheme).expect("BUG: an http URL takes a ws scheme");
        url.query_pairs_mut().append_pair("clientId", client_id);
        url
    }

    /// Whether TLS is asked for.
    pub(crate) fn is_secure(&self) -> bool {
        self.base.scheme() == "https"
    }

    /// Whether the server runs on this machine, so that no proxy can know it.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse();
        host == "localhost" || address.is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    }

    /// Extra root certificates, in PEM form.
    #[cfg(feature = "rustls")]
    pub(crate) fn roots(&self) -> &[Vec<u8>] {
        &self.roots
    }

    /// Every header as HTTP takes it, marked so that nothing prints it.
    pub(crate) fn header_map(&self) -> Result<HeaderMap, EndpointError> {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            let refused = || EndpointError::Header { name: name.clone() };
            let key = HeaderName::from_str(name).map_err(|_| refused())?;
            let mut value = HeaderValue::from_str(value).map_err(|_| refused())?;
            value.set_sensitive(true);
            map.insert(key, value);
        }
        Ok(map)
    }

    fn below<'a>(&self, segments: impl Iterator<Item = &'a &'a str>) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .expect("BUG: an http URL has a path")
            .pop_if_empty()
            .extend(segments);
        url
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let mut base = parse(text.trim())?;
        let user = (base.username().to_owned(), base.password().map(str::to_owned));
        clear(&mut base);
        let endpoint = Self { base, headers: Vec::new(), roots: Vec::new() };
        Ok(match user {
            (name, None) if name.is_empty() => endpoint,
            (name, password) => endpoint.basic(&name, &password.unwrap_or_default()),
        })
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Endpoint")
            .field("url", &self.base.as_str())
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.base, f)
    }
}

/// Reads the URL; an address without a scheme is plain HTTP on ComfyUI's own port.
fn parse(text: &str) -> Result<Url, EndpointError> {
    let shown = text.rsplit('@').next().unwrap_or_default();
    let refused = || EndpointError::NotAnAddress { text: shown.to_owned() };
    let url = if text.contains("://") {
        Url::parse(text).map_err(|_| refused())?
    } else {
        let mut url = Url::parse(&format!("http://{text}")).map_err(|_| refused())?;
        if !names_port(text) {
            url.set_port(Some(DEFAULT_PORT)).map_err(|()| refused())?;
        }
        url
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(EndpointError::Scheme { scheme: url.scheme().to_owned() });
    }
    if url.has_host() { Ok(url) } else { Err(refused()) }
}

/// Whether the address says a port; the URL type forgets one that is the scheme's own.
fn names_port(text: &str) -> bool {
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    let Some((_, port)) = authority.rsplit_once(':') else { return false };
    !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Leaves scheme, host, port and base path; an `/api` at the end is the prefix that routes add.
fn clear(url: &mut Url) {
    url.set_query(None);
    url.set_fragment(None);
    // Both fail only for URLs without a host, which were refused before.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    let path = url.path().trim_end_matches('/');
    let path = format!("{}/", path.strip_suffix("/api").unwrap_or(path));
    url.set_path(&path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> String {
        text.parse::<Endpoint>().unwrap().url().to_string()
    }

    #[test]
    fn a_scheme_is_optional() {
        assert_eq!(url("127.0.0.1:8188"), "http://127.0.0.1:8188/");
        assert_eq!(url("localhost"), "http://localhost:8188/");
        assert_eq!(url("[::1]"), "http://[::1]:8188/");
        assert_eq!(url("host:80/x"), "http://host/x/");
        assert_eq!(url("https://host"), "https://host/");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert!("".parse::<Endpoint>().is_err());
        assert!("a b".parse::<Endpoint>().is_err());
        let error = "ftp://host".parse::<Endpoint>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`ftp` is no scheme of a ComfyUI server; use `http` or `https`"
        );
    }

    #[test]
    fn routes_keep_the_base_path_with_each_segment_encoded() {
        let endpoint: Endpoint = "https://host/comfy/api/".parse().unwrap();

        let route = endpoint.route(&["userdata", "workflows/a b.json"]);

        assert_eq!(route.as_str(), "https://host/comfy/api/userdata/workflows%2Fa%20b.json");
        assert_eq!(endpoint.internal(&["logs"]).as_str(), "https://host/comfy/internal/logs");
        assert_eq!(endpoint.socket("c").as_str(), "wss://host/comfy/api/ws?clientId=c");
    }

    #[test]
    fn a_password_in_the_address_becomes_a_hidden_header() {
        let endpoint: Endpoint = "http://me:secret@host/".parse().unwrap();

        assert_eq!(endpoint.url().as_str(), "http://host/");
        assert_eq!(endpoint.header_map().unwrap()["authorization"], "Basic bWU6c2VjcmV0");
        let shown = format!("{endpoint:?} {:?}", endpoint.header_map().unwrap());
        assert!(!shown.contains("secret") && !shown.contains("bWU6"), "{shown}");
    }

    #[test]
    fn a_header_that_http_forbids_is_named() {
        let endpoint = "host".parse::<Endpoint>().unwrap().bearer("a\nb");

        let error = endpoint.header_map().unwrap_err();

        assert!(matches!(error, EndpointError::Header { name } if name == "authorization"));
    }
}
