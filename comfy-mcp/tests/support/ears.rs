//! A client that remembers what it hears, and answers what it is asked.
#![expect(deprecated, reason = "newer revisions drop logging; older clients still ask for it")]

use std::sync::{Arc, Mutex};

use rmcp::ClientHandler;
use rmcp::ErrorData;
use rmcp::model::{
    ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction,
    Implementation, LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion,
    ResourceUpdatedNotificationParam,
};
use rmcp::service::{ClientLifecycleMode, NotificationContext, RequestContext, RoleClient};
use serde_json::json;
use tokio::sync::watch;

/// What a user does when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Says {
    Yes,
    No,
    /// Agrees, but leaves the box unticked.
    Unticked,
    Cancel,
}

/// A client that remembers what it hears, and answers what it is asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ears {
    capabilities: ClientCapabilities,
    says: Option<Says>,
    heard: Arc<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    progress: watch::Sender<Vec<ProgressNotificationParam>>,
    questions: Mutex<Vec<String>>,
    tool_changes: watch::Sender<u64>,
    updates: watch::Sender<Vec<String>>,
    logs: watch::Sender<Vec<LoggingMessageNotificationParam>>,
}

impl Ears {
    /// A client that can ask its user, who says this.
    pub(crate) fn asking(says: Says) -> Self {
        let capabilities = ClientCapabilities::builder().enable_elicitation().build();
        Self { capabilities, says: Some(says), ..Self::default() }
    }

    /// A client that knows tasks.
    pub(crate) fn with_tasks() -> Self {
        let capabilities = ClientCapabilities::builder().enable_tasks().build();
        Self { capabilities, ..Self::default() }
    }

    /// How it begins; tasks came with the revision that has no handshake.
    pub(crate) fn lifecycle(&self) -> ClientLifecycleMode {
        match self.capabilities.supports_tasks() {
            true => ClientLifecycleMode::Discover {
                preferred_versions: vec![ProtocolVersion::V_2026_07_28],
            },
            false => ClientLifecycleMode::Initialize,
        }
    }

    /// Every step that was told.
    pub(crate) fn progress(&self) -> watch::Receiver<Vec<ProgressNotificationParam>> {
        self.heard.progress.subscribe()
    }

    /// What the user was asked.
    pub(crate) fn questions(&self) -> Vec<String> {
        self.heard.questions.lock().unwrap().clone()
    }

    /// How often the list of tools was said to have changed.
    pub(crate) fn tool_changes(&self) -> watch::Receiver<u64> {
        self.heard.tool_changes.subscribe()
    }

    /// The resources that were said to have changed.
    pub(crate) fn updates(&self) -> watch::Receiver<Vec<String>> {
        self.heard.updates.subscribe()
    }

    /// The log messages.
    pub(crate) fn logs(&self) -> watch::Receiver<Vec<LoggingMessageNotificationParam>> {
        self.heard.logs.subscribe()
    }
}

impl ClientHandler for Ears {
    fn get_info(&self) -> ClientConfig {
        ClientConfig::new(self.capabilities.clone(), Implementation::new("ears", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.heard.questions.lock().unwrap().push(message);
        }
        let ticked = |ticked: bool| {
            ElicitResult::new(ElicitationAction::Accept).with_content(json!({"confirm": ticked}))
        };
        Ok(match self.says.expect("nobody said that there is a user") {
            Says::Yes => ticked(true),
            Says::Unticked => ticked(false),
            Says::No => ElicitResult::new(ElicitationAction::Decline),
            Says::Cancel => ElicitResult::new(ElicitationAction::Cancel),
        })
    }

    async fn on_progress(
        &self,
        told: ProgressNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.heard.progress.send_modify(|all| all.push(told));
    }

    async fn on_tool_list_changed(&self, _: NotificationContext<RoleClient>) {
        self.heard.tool_changes.send_modify(|count| *count += 1);
    }

    async fn on_resource_updated(
        &self,
        told: ResourceUpdatedNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.heard.updates.send_modify(|all| all.push(told.uri));
    }

    async fn on_logging_message(
        &self,
        told: LoggingMessageNotificationParam,
        _: NotificationContext<RoleClient>,
    ) {
        self.heard.logs.send_modify(|all| all.push(told));
    }
}
