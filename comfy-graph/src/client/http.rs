//! Sends requests.
//!
//! Tells apart the ways in which they fail. The routes build a [`Call`]; nothing else touches the
//! HTTP library. What the answers mean is the business of the routes.

use std::future::Future;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION, RANGE};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::endpoint::Endpoint;
use super::error::{ClientError, Route};
use super::json;
use super::pool::Pool;

/// How often a reading request is sent before its failure is reported.
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How many hops of a file that lives elsewhere are followed.
const HOPS: usize = 5;
/// How much of an error's body is kept, in characters.
const EXCERPT: usize = 400;

/// How long the client waits for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) idle: Duration,
    pub(crate) upload: Duration,
}

/// The connection pool of one endpoint.
#[derive(Debug)]
pub(crate) struct Http {
    pool: Pool,
    pub(crate) endpoint: Endpoint,
    headers: HeaderMap,
    pub(crate) timeouts: Timeouts,
}

impl Http {
    pub(crate) fn new(
        pool: Pool,
        endpoint: Endpoint,
        timeouts: Timeouts,
    ) -> Result<Self, ClientError> {
        let headers = endpoint.header_map()?;
        Ok(Self { pool, endpoint, headers, timeouts })
    }

    /// The headers that every request carries, secrets included.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn get(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::GET, self.endpoint.route(segments))
    }

    pub(crate) fn post(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::POST, self.endpoint.route(segments))
    }

    pub(crate) fn delete(&self, segments: &[&str]) -> Call<'_> {
        self.call(Method::DELETE, self.endpoint.route(segments))
    }

    /// A request to a route outside `/api/`.
    pub(crate) fn internal(&self, method: Method, segments: &[&str]) -> Call<'_> {
        self.call(method, self.endpoint.internal(segments))
    }

    fn call(&self, method: Method, url: Url) -> Call<'_> {
        let request =
            self.pool.to(&url).request(method.clone(), url.clone()).headers(self.headers.clone());
        let route = Route::new(method.clone(), &url);
        Call { http: self, method, url, route, request, range: None, patience: self.timeouts.idle }
    }

    /// Waits for `work`, but no longer than `after`; errors of the network are told apart.
    async fn within<T>(
        &self,
        route: &Route,
        after: Duration,
        work: impl Future<Output = reqwest::Result<T>>,
    ) -> Result<T, ClientError> {
        match tokio::time::timeout(after, work).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if error.is_builder() => {
                Err(ClientError::Request { route: route.clone(), source: error.into() })
            }
            Ok(Err(error)) => Err(ClientError::Unreachable {
                url: Box::new(self.endpoint.url().clone()),
                // The URL is named already, and may be a signed one of another host.
                source: error.without_url().into(),
            }),
            Err(_) => Err(ClientError::Timeout { route: route.clone(), after }),
        }
    }
}

/// A request that is ready to be sent.
pub(crate) struct Call<'a> {
    http: &'a Http,
    method: Method,
    url: Url,
    route: Route,
    request: RequestBuilder,
    range: Option<String>,
    patience: Duration,
}

impl<'a> Call<'a> {
    pub(crate) fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.request = self.request.query(pairs);
        self
    }

    /// Asks for the first `count` bytes of the body; servers may send all of it.
    pub(crate) fn first_bytes(mut self, count: u64) -> Self {
        let range = format!("bytes=0-{}", count.saturating_sub(1));
        self.request = self.request.header(RANGE, &range);
        self.range = Some(range);
        self
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        self.request = self.request.json(body);
        self
    }

    pub(crate) fn bytes(mut self, body: Bytes) -> Self {
        self.request = self.request.body(body);
        self.patience = self.http.timeouts.upload;
        self
    }

    pub(crate) fn form(mut self, form: reqwest::multipart::Form) -> Self {
        self.request = self.request.multipart(form);
        self.patience = self.http.timeouts.upload;
        self
    }

    /// Sends the request and reads the answer as JSON.
    pub(crate) async fn read<T: DeserializeOwned>(self) -> Result<T, ClientError> {
        let answer = self.send().await?;
        answer.refuse_page()?;
        let route = answer.route.clone();
        let body = answer.body().await?;
        json::read(&body).map_err(|source| ClientError::Malformed { route, source })
    }

    /// The same, with `None` where the server has no such thing.
    pub(crate) async fn find<T: DeserializeOwned>(self) -> Result<Option<T>, ClientError> {
        match self.read().await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sends the request; of the answer only the status counts.
    pub(crate) async fn done(self) -> Result<(), ClientError> {
        self.send().await?.refuse_page()
    }

    /// Sends the request, more than once where that is harmless, until the answer is a success.
    pub(crate) async fn send(self) -> Result<Answer<'a>, ClientError> {
        let mut pause = FIRST_PAUSE;
        let attempts = if self.method == Method::GET { ATTEMPTS } else { 1 };
        for _ in 1..attempts {
            match self.attempt().await {
                Err(error) if may_repeat(&error) => {
                    tracing::debug!(route = %self.route, %error, "asks again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
                answer => return answer,
            }
        }
        self.attempt_last().await
    }

    async fn attempt(&self) -> Result<Answer<'a>, ClientError> {
        match self.request.try_clone() {
            Some(request) => self.exchange(request).await,
            None => unreachable!("BUG: a request that is repeated has no streaming body"),
        }
    }

    async fn attempt_last(mut self) -> Result<Answer<'a>, ClientError> {
        let spare = self.http.pool.to(&self.url).get(self.url.clone());
        let request = std::mem::replace(&mut self.request, spare);
        self.exchange(request).await
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Answer<'a>, ClientError> {
        let http = self.http;
        let mut response = http.within(&self.route, self.patience, request.send()).await?;
        for _ in 0..HOPS {
            let Some(next) = self.elsewhere(&response) else { break };
            let mut hop = http.pool.to(&next).get(next.clone());
            // A cloud keeps its files with another host, which must not see our credentials.
            if next.origin() == self.url.origin() {
                hop = hop.headers(http.headers.clone());
            }
            if let Some(range) = &self.range {
                hop = hop.header(RANGE, range);
            }
            response = http.within(&self.route, self.patience, hop.send()).await?;
        }
        Answer { http, route: self.route.clone(), response }.judge().await
    }

    /// Where a reading request is sent on to, if it is.
    fn elsewhere(&self, response: &Response) -> Option<Url> {
        if self.method != Method::GET || !response.status().is_redirection() {
            return None;
        }
        let location = response.headers().get(LOCATION)?.to_str().ok()?;
        response.url().join(location).ok()
    }
}

/// Whether a reading request is worth sending once more at once.
fn may_repeat(error: &ClientError) -> bool {
    matches!(error, ClientError::Unreachable { .. } | ClientError::Status { status: 503, .. })
}

/// A response whose status is a success.
pub(crate) struct Answer<'a> {
    http: &'a Http,
    pub(crate) route: Route,
    pub(crate) response: Response,
}

impl Answer<'_> {
    /// Turns a status that is an error into one.
    async fn judge(self) -> Result<Self, ClientError> {
        let status = self.response.status();
        if status.is_success() {
            return Ok(self);
        }
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                Err(ClientError::Unauthorized { route: self.route, status: status.as_u16() })
            }
            StatusCode::NOT_FOUND if self.is_page() => Err(self.page()),
            _ => Err(self.into_status().await),
        }
    }

    /// The error of a failed status, with what the server says about it.
    async fn into_status(mut self) -> ClientError {
        let status = self.response.status();
        let route = self.route.clone();
        let to = self.response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        if let Some(to) = to.filter(|_| status.is_redirection()) {
            let body = format!("sent on to `{to}`; use that address for the endpoint");
            return ClientError::Status { route, status: status.as_u16(), body };
        }
        let mut body = BytesMut::new();
        while let Ok(Some(chunk)) = self.chunk().await {
            body.extend_from_slice(&chunk);
            // A rejection is read from the body, so it must not be cut short.
            if body.len() > 16 << 20 {
                break;
            }
        }
        failure(route, status, &body)
    }

    /// Whether the body is a web page.
    fn is_page(&self) -> bool {
        let kind = self.response.headers().get(CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    }

    fn page(&self) -> ClientError {
        let url = Box::new(self.http.endpoint.url().clone());
        ClientError::NotComfyUi { url, received: "a web page".to_owned() }
    }

    /// Refuses web pages, which no route that is read answers with.
    pub(crate) fn refuse_page(&self) -> Result<(), ClientError> {
        if self.is_page() { Err(self.page()) } else { Ok(()) }
    }

    /// The next piece of the body; a server that falls silent is an error.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, ClientError> {
        let after = self.http.timeouts.idle;
        self.http.within(&self.route, after, self.response.chunk()).await
    }

    /// The whole body.
    pub(crate) async fn body(mut self) -> Result<Bytes, ClientError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

/// The error for a failed status with this body.
fn failure(route: Route, status: StatusCode, body: &[u8]) -> ClientError {
    if status == StatusCode::BAD_REQUEST
        && let Some(rejection) = rejection(body)
    {
        return ClientError::Rejected(Box::new(rejection));
    }
    let text = String::from_utf8_lossy(body);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut body: String = text.chars().take(EXCERPT).collect();
    if body.is_empty() {
        body = status.canonical_reason().unwrap_or("no reason given").to_lowercase();
    }
    ClientError::Status { route, status: status.as_u16(), body }
}

/// A verdict on a prompt, which is told by its node errors.
fn rejection(body: &[u8]) -> Option<super::Rejection> {
    let fields: serde_json::Map<_, _> = json::read(body).ok()?;
    fields.contains_key("node_errors").then(|| json::read(body).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(status: u16, body: &str) -> ClientError {
        let route = Route::new(Method::POST, &"http://host/api/prompt".parse().unwrap());
        failure(route, StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    #[test]
    fn an_error_in_text_is_quoted() {
        let error = failed(500, "500 Internal Server Error\n\nServer got itself in trouble");

        assert_eq!(
            error.to_string(),
            "`POST /api/prompt` failed with 500: \
             500 Internal Server Error Server got itself in trouble"
        );
    }

    #[test]
    fn an_empty_body_is_put_into_words() {
        assert!(failed(404, "").to_string().ends_with("404: not found"));
    }

    #[test]
    fn a_verdict_is_told_from_other_bad_requests() {
        let verdict = r#"{"error":{"type":"no_prompt"},"node_errors":{}}"#;

        assert!(matches!(failed(400, verdict), ClientError::Rejected(_)));
        assert!(matches!(failed(400, r#"{"error":"bad id"}"#), ClientError::Status { .. }));
    }
}
