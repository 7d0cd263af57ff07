//! Builds the addresses of ComfyUI servers, each with its credentials.

use comfy_graph::client::Endpoint;

use super::error::ValueError;
use super::secret::Secret;

/// Where a ComfyUI listens unless told otherwise.
const DEFAULT_URL: &str = "http://127.0.0.1:8188";

/// Which ComfyUI to work with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Servers {
    /// The stand-in inside this program.
    Sandbox,
    /// Those at these addresses; never empty.
    At(Vec<Endpoint>),
}

/// What is sent to every server, unless its address holds a password.
#[derive(Debug, Clone, Default)]
pub(super) struct Credentials {
    /// A header: its name with its value.
    pub(super) header: Option<(Box<str>, Secret)>,
    pub(super) api_key: Option<Secret>,
}

impl Credentials {
    /// The header that `text` means: `Name: value`, or the value of `Authorization` alone.
    pub(super) fn header(text: &str) -> Result<(Box<str>, Secret), ValueError> {
        let is_name = |name: &str| {
            let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            !name.is_empty() && name.bytes().all(letters)
        };
        let (name, value) = match text.split_once(':') {
            Some((name, value)) if is_name(name.trim()) => (name.trim(), value.trim()),
            _ => ("Authorization", text),
        };
        let is_sendable = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
        if value.is_empty() || !value.bytes().all(is_sendable) {
            return Err(ValueError::Header);
        }
        Ok((name.into(), Secret::new(value)))
    }

    fn give(&self, endpoint: Endpoint, own: OwnPassword) -> Endpoint {
        let endpoint = match &self.api_key {
            Some(key) => endpoint.api_key(key.expose()),
            None => endpoint,
        };
        match &self.header {
            Some((name, _)) if own == OwnPassword::Given && is_authorization(name) => endpoint,
            Some((name, value)) => endpoint.header(name, value.expose()),
            None => endpoint,
        }
    }
}

/// Whether an address holds a password of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OwnPassword {
    Given,
    Missing,
}

fn is_authorization(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

/// Whether an address names a user, perhaps with a password.
pub(super) fn has_password(address: &str) -> bool {
    let authority = address.split("://").last().unwrap_or_default();
    authority.split('/').next().is_some_and(|authority| authority.contains('@'))
}

impl Servers {
    /// The servers at these addresses; one that is named twice counts once.
    pub(super) fn read(
        addresses: &[String],
        credentials: &Credentials,
    ) -> Result<Self, ValueError> {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for address in addresses {
            let endpoint: Endpoint = address.parse().map_err(ValueError::Address)?;
            if endpoints.iter().any(|other| other.url() == endpoint.url()) {
                continue;
            }
            let own = if has_password(address) { OwnPassword::Given } else { OwnPassword::Missing };
            endpoints.push(credentials.give(endpoint, own));
        }
        Ok(Self::At(endpoints))
    }

    /// The server that is there unless said.
    pub(super) fn default(credentials: &Credentials) -> Self {
        let url = [DEFAULT_URL.to_owned()];
        Self::read(&url, credentials).expect("BUG: the default address is one")
    }

    /// The addresses; none for the stand-in, which has one only once it runs.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        match self {
            Self::Sandbox => &[],
            Self::At(endpoints) => endpoints,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> (String, String) {
        let (name, value) = Credentials::header(text).unwrap();
        (name.into(), value.expose().to_owned())
    }

    #[test]
    fn a_header_is_authorization_unless_it_says_a_name() {
        let owned = |name: &str, value: &str| (name.to_owned(), value.to_owned());

        assert_eq!(header("Bearer abc"), owned("Authorization", "Bearer abc"));
        assert_eq!(header("X-Token: abc:d"), owned("X-Token", "abc:d"));
        assert_eq!(header("Basic a:b"), owned("Authorization", "Basic a:b"));
    }

    #[test]
    fn what_http_forbids_in_headers_is_refused() {
        for text in ["Bearer a\nb", "X-Token:", "Bearer é"] {
            assert_eq!(Credentials::header(text).unwrap_err(), ValueError::Header, "{text}");
        }
    }

    #[test]
    fn the_password_of_an_address_comes_first() {
        let header = Some(("Authorization".into(), Secret::new("Bearer all")));
        let credentials = Credentials { header, api_key: None };
        let addresses = ["http://me:own@a".to_owned(), "http://b".to_owned()];

        let servers = Servers::read(&addresses, &credentials).unwrap();

        let a: Endpoint = "http://a".parse().unwrap();
        let b: Endpoint = "http://b".parse().unwrap();
        assert_eq!(servers.endpoints()[0], a.basic("me", "own"));
        assert_eq!(servers.endpoints()[1], b.header("Authorization", "Bearer all"));
    }

    #[test]
    fn a_server_named_twice_counts_once() {
        let addresses = ["a:8188".to_owned(), "http://a:8188/".to_owned()];

        let servers = Servers::read(&addresses, &Credentials::default()).unwrap();

        assert_eq!(servers.endpoints().len(), 1);
    }
}
