//! Builds the one TLS configuration that HTTP shares with the WebSocket.
//!
//! The provider is named, never looked up: with two of them in one program rustls panics instead of
//! choosing. Trusted are the roots of the system, those of Mozilla, and whatever the endpoint adds.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use super::endpoint::{Endpoint, EndpointError};

/// The configuration for `endpoint`.
pub(crate) fn config(endpoint: &Endpoint) -> Result<ClientConfig, EndpointError> {
    Ok(trusting(roots(endpoint)?))
}

/// The configuration for hosts of which nothing special is known.
pub(crate) fn trusting_the_usual() -> ClientConfig {
    trusting(usual_roots())
}

/// The configuration for those who never connect securely.
pub(crate) fn trusting_nobody() -> ClientConfig {
    trusting(RootCertStore::empty())
}

fn trusting(roots: RootCertStore) -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("BUG: ring speaks the default TLS versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

fn usual_roots() -> RootCertStore {
    let mut store = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    // Containers often have no system store at all, so its absence is no error.
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    store
}

fn roots(endpoint: &Endpoint) -> Result<RootCertStore, EndpointError> {
    let mut store = usual_roots();
    for pem in endpoint.roots() {
        let mut found = false;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| EndpointError::Certificate)?;
            store.add(certificate).map_err(|_| EndpointError::Certificate)?;
            found = true;
        }
        if !found {
            return Err(EndpointError::Certificate);
        }
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_that_is_none_is_refused() {
        let endpoint = "https://host".parse::<Endpoint>().unwrap().trust_pem("no pem");

        assert_eq!(config(&endpoint).unwrap_err(), EndpointError::Certificate);
    }

    #[test]
    fn a_plain_endpoint_gets_a_configuration() {
        assert!(config(&"https://host".parse().unwrap()).is_ok());
    }
}
