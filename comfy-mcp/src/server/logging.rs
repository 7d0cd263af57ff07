//! Tells clients that asked for it what went wrong in calls.
#![expect(deprecated, reason = "newer revisions drop logging; older clients still ask for it")]

use std::sync::{Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{LoggingLevel, LoggingMessageNotificationParam};
use rmcp::service::Peer;
use serde_json::Value;

use crate::error::{Code, ToolError};

/// From which level on one client wants to be told; not at all until it says so.
#[derive(Debug, Default)]
pub struct Logging {
    level: Mutex<Option<LoggingLevel>>,
}

impl Logging {
    /// Tells of nothing below `level` from now on.
    pub fn set(&self, level: LoggingLevel) {
        *self.level.lock().unwrap_or_else(PoisonError::into_inner) = Some(level);
    }

    /// Tells `peer`, where its client wants to hear of such; one that is gone is no failure.
    pub async fn tell(&self, peer: &Peer<RoleServer>, message: LoggingMessageNotificationParam) {
        if !self.wants(message.level) {
            return;
        }
        if let Err(error) = peer.notify_logging_message(message).await {
            tracing::debug!(%error, "a client is gone");
        }
    }

    /// Tells of a call that failed.
    pub(super) async fn tell_failure(
        &self,
        peer: &Peer<RoleServer>,
        tool: &str,
        error: &ToolError,
    ) {
        let level = match error.code {
            Code::Internal | Code::StoreFailed => LoggingLevel::Error,
            _ => LoggingLevel::Warning,
        };
        let told = LoggingMessageNotificationParam::new(level, Value::Object(error.to_json()));
        self.tell(peer, told.with_logger(tool)).await;
    }

    fn wants(&self, level: LoggingLevel) -> bool {
        let wanted = *self.level.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.is_some_and(|wanted| rank(level) >= rank(wanted))
    }
}

const fn rank(level: LoggingLevel) -> u8 {
    match level {
        LoggingLevel::Debug => 0,
        LoggingLevel::Info => 1,
        LoggingLevel::Notice => 2,
        LoggingLevel::Warning => 3,
        LoggingLevel::Error => 4,
        LoggingLevel::Critical => 5,
        LoggingLevel::Alert => 6,
        LoggingLevel::Emergency => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_until_a_client_asks() {
        assert!(!Logging::default().wants(LoggingLevel::Emergency));
    }

    #[test]
    fn what_is_below_the_level_is_not_told() {
        let logging = Logging::default();

        logging.set(LoggingLevel::Warning);

        assert!(logging.wants(LoggingLevel::Warning));
        assert!(!logging.wants(LoggingLevel::Notice));
    }
}
