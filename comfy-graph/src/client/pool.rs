//! Keeps the connections of one endpoint.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Url;
use tokio_tungstenite::Connector;

use super::endpoint::{Endpoint, EndpointError};
#[cfg(feature = "rustls")]
use super::tls;

/// The connections of one endpoint, and of hosts that it sends its clients on to.
#[derive(Debug)]
pub(crate) struct Pool {
    connections: reqwest::Client,
    /// For the secure hosts of a plain endpoint. Most never name one, and reading what the system
    /// trusts takes as long as everything else that a program does to start.
    secure: Option<OnceLock<reqwest::Client>>,
    connect: Duration,
}

impl Pool {
    /// No connection yet, with what the WebSocket of the same endpoint needs.
    ///
    /// A connection may take `connect`.
    #[cfg(feature = "rustls")]
    pub(crate) fn new(
        endpoint: &Endpoint,
        connect: Duration,
    ) -> Result<(Self, Connector), EndpointError> {
        // Certificates that cannot be read are told at once, not with the first secure host.
        let is_plain = !endpoint.is_secure() && endpoint.roots().is_empty();
        let config = if is_plain { tls::trusting_nobody() } else { tls::config(endpoint)? };
        let connector = match endpoint.is_secure() {
            true => Connector::Rustls(std::sync::Arc::new(config.clone())),
            false => Connector::Plain,
        };
        let connections = builder(connect).tls_backend_preconfigured(config);
        let connections = built(unproxied(connections, endpoint));
        let secure = is_plain.then(OnceLock::new);
        Ok((Self { connections, secure, connect }, connector))
    }

    /// Refuses endpoints that need TLS, which is not built in.
    #[cfg(not(feature = "rustls"))]
    pub(crate) fn new(
        endpoint: &Endpoint,
        connect: Duration,
    ) -> Result<(Self, Connector), EndpointError> {
        if endpoint.is_secure() {
            let url = Box::new(endpoint.url().clone());
            return Err(EndpointError::NoTls { url });
        }
        let connections = built(unproxied(builder(connect), endpoint));
        Ok((Self { connections, secure: None, connect }, Connector::Plain))
    }

    /// The connections that can lead to `url`.
    pub(crate) fn to(&self, url: &Url) -> &reqwest::Client {
        match &self.secure {
            Some(secure) if url.scheme() == "https" => secure.get_or_init(|| self.secured()),
            _ => &self.connections,
        }
    }

    #[cfg(feature = "rustls")]
    fn secured(&self) -> reqwest::Client {
        built(builder(self.connect).tls_backend_preconfigured(tls::trusting_the_usual()))
    }

    #[cfg(not(feature = "rustls"))]
    fn secured(&self) -> reqwest::Client {
        built(builder(self.connect))
    }
}

fn builder(connect: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(connect)
        // The server closes idle connections; one that is just being closed loses a request.
        .pool_idle_timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("comfy-graph/", env!("CARGO_PKG_VERSION")))
}

fn unproxied(builder: reqwest::ClientBuilder, endpoint: &Endpoint) -> reqwest::ClientBuilder {
    if endpoint.is_loopback() { builder.no_proxy() } else { builder }
}

fn built(builder: reqwest::ClientBuilder) -> reqwest::Client {
    builder.build().expect("BUG: no option of the connection pool can be refused")
}

#[cfg(feature = "rustls")]
#[cfg(test)]
mod tests {
    use super::*;

    fn pool(endpoint: &str) -> Pool {
        Pool::new(&endpoint.parse().unwrap(), Duration::from_secs(1)).unwrap().0
    }

    fn are_apart(pool: &Pool) -> bool {
        let [plain, secure] = ["http://a/", "https://a/"].map(|url| url.parse().unwrap());
        !std::ptr::eq(pool.to(&plain), pool.to(&secure))
    }

    #[test]
    fn a_plain_endpoint_has_other_connections_for_secure_hosts() {
        assert!(are_apart(&pool("http://127.0.0.1:8188")));
    }

    #[test]
    fn a_secure_endpoint_has_one_kind_of_connections() {
        assert!(!are_apart(&pool("https://host")));
    }

    #[test]
    fn certificates_that_cannot_be_read_are_told_for_plain_endpoints_too() {
        let endpoint = "http://host".parse::<Endpoint>().unwrap().trust_pem("no pem");

        assert!(matches!(
            Pool::new(&endpoint, Duration::from_secs(1)),
            Err(EndpointError::Certificate)
        ));
    }
}
