//! Decides who is let in.
//!
//! Without a token only this machine is, and only by its own names: a web page that made its name
//! point here is turned away. With a token, whoever sends it is.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;

use super::Admission;
use crate::settings::Secret;

/// The rules of one server.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    rules: Arc<Rules>,
}

#[derive(Debug)]
struct Rules {
    token: Option<Secret>,
    hosts: Vec<String>,
}

/// Why a request is turned away.
enum Refusal {
    NoToken,
    Host,
    Origin,
}

impl Guard {
    pub(super) fn new(admission: &Admission, address: SocketAddr) -> Self {
        let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
        if !address.ip().is_unspecified() {
            hosts.push(address.ip().to_string());
        }
        hosts.extend(admission.hosts.iter().map(|host| host.to_lowercase()));
        let token = admission.token.clone();
        Self { rules: Arc::new(Rules { token, hosts }) }
    }

    fn judge(&self, request: &Request) -> Result<(), Refusal> {
        let headers = request.headers();
        if let Some(token) = &self.rules.token {
            let sent = sent_token(headers).unwrap_or_default();
            let is_right: bool = sent.as_bytes().ct_eq(token.expose().as_bytes()).into();
            return if is_right { Ok(()) } else { Err(Refusal::NoToken) };
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.and_then(|host| host.parse::<Authority>().ok());
        let host = host.or_else(|| request.uri().authority().cloned());
        if !host.is_some_and(|host| self.knows(host.host())) {
            return Err(Refusal::Host);
        }
        match headers.get(header::ORIGIN) {
            Some(origin) if !self.is_own(origin) => Err(Refusal::Origin),
            _ => Ok(()),
        }
    }

    fn knows(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']).to_lowercase();
        self.rules.hosts.contains(&host)
    }

    fn is_own(&self, origin: &HeaderValue) -> bool {
        let uri = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
        uri.is_some_and(|uri| uri.host().is_some_and(|host| self.knows(host)))
    }
}

/// The token of a request, in either of the two places where clients put it.
fn sent_token(headers: &HeaderMap) -> Option<&str> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    bearer.or_else(|| headers.get("x-api-key")?.to_str().ok())
}

/// Lets a request through, or turns it away.
pub(super) async fn admit(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    // Browsers ask without credentials first; the answer tells them nothing but that they may ask.
    if request.method() == Method::OPTIONS {
        let may = origin.filter(|origin| guard.rules.token.is_some() || guard.is_own(origin));
        return match may {
            Some(origin) => shared(StatusCode::NO_CONTENT.into_response(), origin),
            None => Refusal::Origin.into_response(),
        };
    }
    if let Err(refusal) = guard.judge(&request) {
        return refusal.into_response();
    }
    let response = next.run(request).await;
    match origin {
        Some(origin) => shared(response, origin),
        None => response,
    }
}

impl Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::NoToken => {
                let told = "send the token of this server as `Authorization: Bearer TOKEN`";
                let wants = [(header::WWW_AUTHENTICATE, "Bearer")];
                (StatusCode::UNAUTHORIZED, wants, told).into_response()
            }
            Self::Host => {
                let told = "this name is not one of this server; use localhost, or start it with \
                            --external-url";
                (StatusCode::FORBIDDEN, told).into_response()
            }
            Self::Origin => {
                (StatusCode::FORBIDDEN, "web pages of other origins are not let in").into_response()
            }
        }
    }
}

/// Lets the page of `origin` read the response.
fn shared(mut response: Response, origin: HeaderValue) -> Response {
    const ALLOWED: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*, authorization"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE, OPTIONS"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "mcp-session-id, mcp-protocol-version"),
    ];
    let headers = response.headers_mut();
    for (name, value) in ALLOWED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    response
}
