//! Stands for one ComfyUI, of which the schema is always at hand.
//!
//! Tools ask it what can be run. A schema is there from the start: the stock one, or the last one
//! of this server; a fresh one is fetched behind the scenes. Jobs are the business of `jobs`.

mod cache;
mod disk;
mod known;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use comfy_graph::client::{Client, ClientError, Event, FileRef, Head};
use tokio::sync::{Mutex, watch};
use tokio::time::sleep;

use cache::{Answers, Cache};
use disk::Disk;
pub use known::{Known, Provenance};

/// How long to wait before a server that is down is asked again: at first, at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// One ComfyUI with what is known of it; cheap to clone.
#[derive(Debug, Clone)]
pub struct Backend {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    client: Client,
    cache: Option<Cache>,
    known: ArcSwap<Known>,
    disk: Disk,
    reach: watch::Sender<Reach>,
    changes: watch::Sender<u64>,
    fetches: AtomicU64,
    fetching: Mutex<()>,
}

/// Whether a server answers.
#[derive(Debug, Clone, Default)]
pub enum Reach {
    /// It was not asked yet.
    #[default]
    Unknown,
    /// It answered when it was asked last.
    Up,
    /// It did not answer when it was asked last.
    Down(Arc<ClientError>),
}

impl Backend {
    /// The server behind `client`; `data_dir` keeps its schema from one start to the next.
    ///
    /// Asks nothing yet: see [`Backend::follow`].
    #[must_use]
    pub fn new(client: Client, data_dir: Option<PathBuf>) -> Self {
        let cache = data_dir.map(|folder| Cache::new(&folder, &client.endpoint().to_string()));
        let cached = cache.as_ref().and_then(Cache::read);
        let known = cached.unwrap_or_else(Known::stock);
        let shared = Shared {
            client,
            cache,
            known: ArcSwap::from_pointee(known),
            disk: Disk::default(),
            reach: watch::Sender::default(),
            changes: watch::Sender::default(),
            fetches: AtomicU64::default(),
            fetching: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// What talks to the server.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.shared.client
    }

    /// The address of the server, without credentials.
    #[must_use]
    pub fn address(&self) -> String {
        self.client().endpoint().to_string()
    }

    /// What is known of the server now.
    #[must_use]
    pub fn known(&self) -> Arc<Known> {
        self.shared.known.load_full()
    }

    /// Whether the server answers.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.shared.reach.borrow().clone()
    }

    /// Tells of each change of what [`Backend::known`] says of the server's classes.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// Tells of each change of [`Backend::reach`].
    #[must_use]
    pub fn reaches(&self) -> watch::Receiver<Reach> {
        self.shared.reach.subscribe()
    }

    /// Asks the server for its schema until it is known, then again after each reconnect; forever.
    pub async fn follow(self) {
        let mut pause = PAUSES.0;
        loop {
            match self.refresh().await {
                Ok(()) => {
                    pause = PAUSES.0;
                    self.reconnected().await;
                }
                Err(error) => {
                    tracing::debug!(server = %self.address(), %error, "does not answer");
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSES.1);
                }
            }
        }
    }

    /// Waits until the WebSocket stands again after it broke.
    async fn reconnected(&self) {
        let mut events = self.client().events().await;
        loop {
            match events.next().await {
                Event::Disconnected => {
                    let Err(error) = self.client().features().await else { continue };
                    self.shared.reach.send_replace(Reach::Down(Arc::new(error)));
                }
                Event::Reconnected => return self.shared.disk.forget(),
                _ => {}
            }
        }
    }

    /// The first `count` bytes of a file that a job wrote which began at `since`.
    ///
    /// Read from the disk where the server's is this one, which costs the server nothing.
    ///
    /// # Errors
    ///
    /// [`ClientError`] where the server does not have the file.
    pub async fn head(
        &self,
        file: &FileRef,
        count: u64,
        since: Option<SystemTime>,
    ) -> Result<Head, ClientError> {
        let Shared { client, disk, .. } = &*self.shared;
        let since = since.filter(|_| client.endpoint().is_loopback());
        if let Some(since) = since
            && let Some(head) = disk.head(file, count, since).await
        {
            return Ok(head);
        }
        let head = client.head(file, count).await?;
        if since.is_some() && disk.is_unknown(file.kind()) {
            let (shared, file, head) = (Arc::clone(&self.shared), file.clone(), head.clone());
            tokio::spawn(async move { shared.disk.find(&shared.client, &file, &head).await });
        }
        Ok(head)
    }

    /// Asks the server for its schema once; the answer counts from then on.
    ///
    /// The server stands still for about a tenth of a second while it answers, so nobody should
    /// call this without a reason. Calls at the same time become one.
    ///
    /// # Errors
    ///
    /// [`ClientError`] where it does not answer; what was known before still counts.
    pub async fn refresh(&self) -> Result<(), Arc<ClientError>> {
        let before = self.shared.fetches.load(Ordering::Acquire);
        let _fetching = self.shared.fetching.lock().await;
        if self.shared.fetches.load(Ordering::Acquire) != before {
            return Ok(());
        }
        let news = self.fetch().await.map_err(|error| {
            let error = Arc::new(error);
            self.shared.reach.send_replace(Reach::Down(Arc::clone(&error)));
            error
        })?;
        match news {
            News::None => {}
            News::Confirmed(known) => self.shared.known.store(Arc::new(known)),
            News::Changed(known) => {
                self.shared.known.store(Arc::new(known));
                self.shared.changes.send_modify(|count| *count += 1);
            }
        }
        self.shared.fetches.fetch_add(1, Ordering::Release);
        self.shared.reach.send_replace(Reach::Up);
        Ok(())
    }

    /// Asks the server what it has.
    async fn fetch(&self) -> Result<News, ClientError> {
        let client = self.client();
        let object_info = client.object_info().await?;
        let replacements = client.node_replacements().await?;
        let replacements = replacements.map(|table| serde_json::Value::Object(table).to_string());
        let answers = Answers { object_info: object_info.into(), replacements };
        let shared = Arc::clone(&self.shared);
        let read = tokio::task::spawn_blocking(move || shared.news(&answers)).await;
        read.expect("BUG: reading a schema does not panic").ok_or_else(|| {
            let url = Box::new(client.endpoint().url().clone());
            let received = "JSON without node classes".to_owned();
            ClientError::NotComfyUi { url, received }
        })
    }
}

/// What the answers of a server change.
enum News {
    /// Nothing.
    None,
    /// What was kept from an earlier process is what the server has.
    Confirmed(Known),
    /// The server has something else.
    Changed(Known),
}

impl Shared {
    /// What `answers` change; `None` where they describe no classes.
    fn news(&self, answers: &Answers) -> Option<News> {
        let known = self.known.load();
        let cache = self.cache.as_ref();
        match known.provenance {
            Provenance::Server if known.fingerprint == Some(answers.fingerprint()) => {
                return Some(News::None);
            }
            Provenance::Kept if cache.is_some_and(|cache| cache.holds(answers)) => {
                return Some(News::Confirmed(known.confirmed(answers)));
            }
            _ => {}
        }
        let read = Known::from_server(answers)?;
        if let Some(cache) = cache
            && let Err(error) = cache.write(answers)
        {
            tracing::warn!(%error, "cannot keep the schema for the next start");
        }
        Some(News::Changed(read))
    }
}
