//! Tells clients what changed: those of old revisions by their session, new ones by subscription.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::model::ResourceUpdatedNotificationParam;
use rmcp::service::{Peer, SubscriptionContext};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;

use crate::app::App;

/// How many changes wait for a slow subscriber.
const WAITING: usize = 64;

/// Something that clients may want to read anew.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// The list of tools.
    Tools,
}

/// Everybody who wants to hear of changes.
#[derive(Debug)]
pub(super) struct Changes {
    peers: Mutex<Vec<Peer<RoleServer>>>,
    subscribers: broadcast::Sender<Change>,
    watched: Mutex<HashMap<String, JoinHandle<()>>>,
}

impl Default for Changes {
    fn default() -> Self {
        let subscribers = broadcast::Sender::new(WAITING);
        Self { peers: Mutex::default(), subscribers, watched: Mutex::default() }
    }
}

impl Changes {
    /// Adds a client with a session.
    pub(super) fn add(&self, peer: Peer<RoleServer>) {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        peers.retain(|peer| !peer.is_transport_closed());
        peers.push(peer);
    }

    fn peers(&self) -> Vec<Peer<RoleServer>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells everybody that the list of tools changed.
    pub(super) async fn tell_tools(&self) {
        // Nobody subscribed is no failure.
        let _ = self.subscribers.send(Change::Tools);
        for peer in self.peers() {
            if let Err(error) = peer.notify_tool_list_changed().await {
                tracing::debug!(%error, "a client is gone");
            }
        }
    }

    /// Tells `peer` when the job at `uri` is over; other things never change.
    pub(super) fn watch(&self, app: &App, uri: String, peer: Peer<RoleServer>) {
        let job = uri.strip_prefix("comfy://job/").and_then(|id| id.parse().ok());
        let Some(followed) = job.and_then(|id| app.jobs.followed(id)) else { return };
        let told = uri.clone();
        let watching = tokio::spawn(async move {
            followed.over().await;
            let told = ResourceUpdatedNotificationParam::new(told);
            if let Err(error) = peer.notify_resource_updated(told).await {
                tracing::debug!(%error, "a client is gone");
            }
        });
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|_, watching| !watching.is_finished());
        watched.insert(uri, watching);
    }

    /// Ends what [`Changes::watch`] began.
    pub(super) fn unwatch(&self, uri: &str) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(watching) = watched.remove(uri) {
            watching.abort();
        }
    }

    /// Tells one subscriber of changes until it leaves.
    pub(super) async fn tell(&self, subscription: SubscriptionContext) {
        let mut changes = self.subscribers.subscribe();
        loop {
            tokio::select! {
                () = subscription.cancelled() => return,
                change = changes.recv() => match change {
                    Ok(Change::Tools) | Err(broadcast::error::RecvError::Lagged(_)) => {
                        let told = subscription.sink().notify_tool_list_changed().await;
                        if told.is_err() {
                            return;
                        }
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            }
        }
    }
}
