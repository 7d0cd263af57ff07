//! Accepts connections until the sandbox is stopped.
//!
//! axum's own server cannot drop its connections, which a killed server must; hence this loop.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::faults::{Breakage, Faults, Moment};
use crate::folders::Folders;
use crate::models::Models;
use crate::queue::{Job, Queue};
use crate::schema::Schema;
use crate::socket::{Audience, Hub};

/// Tells every task of the sandbox about its end; any change closes the WebSockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Signal {
    pub(crate) stopped: bool,
    pub(crate) sockets_dropped: u64,
}

/// What all parts of one sandbox share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) schema: Schema,
    pub(crate) models: Models,
    pub(crate) folders: Folders,
    pub(crate) hub: Arc<Hub>,
    pub(crate) queue: Queue,
    pub(crate) faults: Faults,
    pub(crate) step_time: std::time::Duration,
    pub(crate) signal: watch::Sender<Signal>,
    pub(crate) address: SocketAddr,
}

impl Shared {
    /// Ends everything: worker, listener, connections.
    pub(crate) fn stop(&self) {
        self.hub.silence();
        self.queue.stop();
        self.signal.send_modify(|signal| signal.stopped = true);
    }

    /// Lets an armed fault of this moment happen; true when the server is dead now.
    pub(crate) fn reach(&self, moment: &Moment) -> bool {
        match self.faults.at(moment) {
            Some(Breakage::Kill) => self.stop(),
            Some(Breakage::DropSockets) => {
                self.signal.send_modify(|signal| signal.sockets_dropped += 1);
            }
            None => {}
        }
        self.queue.is_stopped()
    }

    /// Tells everyone how many jobs are left.
    pub(crate) fn announce_queue(&self) {
        self.announce(self.queue.remaining());
    }

    /// Enters a job and tells everyone.
    pub(crate) fn enqueue(&self, job: Job) {
        self.queue.put(job, |remaining| self.announce(remaining));
    }

    fn announce(&self, remaining: usize) {
        self.hub.status(remaining);
        if self.faults.duplicate_status() {
            self.hub.status(remaining);
        }
    }

    /// Sends a JSON message about a job.
    pub(crate) fn send(&self, audience: Audience<'_>, kind: &str, data: &serde_json::Value) {
        self.hub.send(audience, kind, data);
    }
}

/// Serves `routes` on `listener`; connections die with the returned future.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    mut signal: watch::Receiver<Signal>,
) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = signal.wait_for(|signal| signal.stopped) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, routes.clone()));
                }
                Err(error) => tracing::warn!(%error, "a connection could not be accepted"),
            },
        }
    }
}

async fn connection(stream: TcpStream, routes: Router) {
    let service = TowerToHyperService::new(routes);
    let mut http = http1::Builder::new();
    // Bounds how long a client may take over its headers.
    http.timer(TokioTimer::new());
    let served = http.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}
