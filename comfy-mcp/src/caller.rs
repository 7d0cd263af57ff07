//! Stands for whoever called a tool: an MCP client, or the command line.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::request::Parts;
use rmcp::RoleServer;
use rmcp::model::{InputResponses, ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};

/// Who called a tool, with the ways to talk back while it works.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    context: Option<Arc<RequestContext<RoleServer>>>,
    answers: Option<Arc<InputResponses>>,
    session: Option<Arc<str>>,
    listener: Option<Listener>,
    last: Arc<Mutex<Option<f64>>>,
}

/// Hears how far a job is.
#[derive(Clone)]
struct Listener(Arc<dyn Fn(&Step) + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// How far a call is.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The part that is done, from 0 to 1.
    pub fraction: f64,
    /// What goes on.
    pub message: String,
}

impl Caller {
    /// The client behind a request.
    #[must_use]
    pub fn of_request(context: RequestContext<RoleServer>) -> Self {
        Self { context: Some(Arc::new(context)), ..Self::default() }
    }

    /// The same, with what the user answered to questions of an earlier round.
    #[must_use]
    pub fn answering(mut self, answers: Option<InputResponses>) -> Self {
        self.answers = answers.map(Arc::new);
        self
    }

    /// What the user answered to questions of an earlier round.
    #[must_use]
    pub fn answers(&self) -> Option<&InputResponses> {
        self.answers.as_deref()
    }

    /// Somebody in this process, who hears each step.
    #[must_use]
    pub fn listening(hear: impl Fn(&Step) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Listener(Arc::new(hear))), ..Self::default() }
    }

    /// The request, where it is one.
    #[must_use]
    pub fn context(&self) -> Option<&RequestContext<RoleServer>> {
        self.context.as_deref()
    }

    /// The same, in this session where the transport names no other.
    #[must_use]
    pub fn in_session(mut self, session: Option<Arc<str>>) -> Self {
        self.session = session;
        self
    }

    /// The MCP session, where there is any.
    #[must_use]
    pub fn session(&self) -> Option<String> {
        let parts = self.context().and_then(|context| context.extensions.get::<Parts>());
        let header = parts.and_then(|parts| parts.headers.get("mcp-session-id"));
        let named = header.and_then(|id| id.to_str().ok());
        named.or(self.session.as_deref()).map(ToOwned::to_owned)
    }

    /// Waits until the client takes its call back; forever where nobody can.
    pub async fn cancelled(&self) {
        match self.context() {
            Some(context) => context.ct.cancelled().await,
            None => std::future::pending().await,
        }
    }

    /// Whether anybody wants to hear of steps.
    #[must_use]
    pub fn wants_steps(&self) -> bool {
        self.listener.is_some() || self.token().is_some()
    }

    /// Tells of a step; never goes backwards, and a client that is gone is no failure.
    pub async fn step(&self, step: &Step) {
        if let Some(Listener(hear)) = &self.listener {
            hear(step);
        }
        let Some((peer, token)) = self.token() else { return };
        if !self.goes_forward(step.fraction) {
            return;
        }
        let told = ProgressNotificationParam::new(token, step.fraction)
            .with_total(1.0)
            .with_message(step.message.clone());
        if let Err(error) = peer.notify_progress(told).await {
            tracing::debug!(%error, "a step could not be told");
        }
    }

    fn token(&self) -> Option<(&Peer<RoleServer>, ProgressToken)> {
        let context = self.context()?;
        Some((&context.peer, context.meta.get_progress_token()?))
    }

    fn goes_forward(&self, fraction: f64) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // The first step counts even at nothing, since it tells that the job is queued.
        let forward = last.is_none_or(|last| fraction > last);
        if forward {
            *last = Some(fraction);
        }
        forward
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_step_counts_even_at_nothing() {
        assert!(Caller::default().goes_forward(0.0));
    }

    #[test]
    fn steps_back_do_not_count() {
        let caller = Caller::default();
        caller.goes_forward(0.5);

        assert!(!caller.goes_forward(0.5));
        assert!(!caller.goes_forward(0.25));
        assert!(caller.goes_forward(0.75));
    }
}
