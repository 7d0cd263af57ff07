//! Tells clients what changed: those of old revisions by their session, new ones by subscription.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
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
        let Some(end) = end_of(app, &uri) else { return };
        let told = uri.clone();
        let watching = tokio::spawn(async move {
            end.await;
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

    /// Tells one subscriber of what it wants to hear of, until it leaves.
    pub(super) async fn tell(&self, app: &App, subscription: SubscriptionContext) {
        let mut changes = self.subscribers.subscribe();
        let (wanted, sink) = (subscription.accepted(), subscription.sink());
        let wants_tools = wanted.tools_list_changed == Some(true);
        let uris = wanted.resource_subscriptions.iter().flatten();
        let ends = uris.filter_map(|uri| Some((uri.clone(), end_of(app, uri)?)));
        let mut ends: FuturesUnordered<_> =
            ends.map(async |(uri, end)| (end.await, uri).1).collect();
        loop {
            let told = tokio::select! {
                () = subscription.cancelled() => return,
                Some(uri) = ends.next() => sink.notify_resource_updated(uri).await,
                change = changes.recv(), if wants_tools => match change {
                    Ok(Change::Tools) | Err(broadcast::error::RecvError::Lagged(_)) => {
                        sink.notify_tool_list_changed().await
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
            };
            if told.is_err() {
                return;
            }
        }
    }
}

/// The end of the job at `uri`, at once where it is over already; `None` where `uri` is no job's.
fn end_of(app: &App, uri: &str) -> Option<impl Future<Output = ()> + Send + 'static> {
    let job = uri.strip_prefix("comfy://job/")?.parse().ok()?;
    let followed = app.jobs.followed(job);
    Some(async move {
        if let Some(followed) = followed {
            followed.over().await;
        }
    })
}
