//! Keeps the one WebSocket of a client open.
//!
//! Opened with the first submit or listener, reopened whenever it breaks, and closed with the
//! client. Nothing here decides what became of a job: `job` asks the server where messages may be
//! lost.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use comfy_graph_core::ids::JobId;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use super::Client;
use super::events::Event;
use super::feed::{EventStream, Feed, Listeners, lock};
use super::http::Http;

/// Nodes send whole images in one frame; the library stops at 16 MiB by default.
const FRAME_LIMIT: usize = 256 << 20;
/// How long the server may take for its first message; it computes schemas on the same thread.
const FIRST_MESSAGE: Duration = Duration::from_secs(10);
/// The server sends no heartbeat of its own, so we ask for one.
const PING: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(90);
const CLOSING: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The WebSocket of one client; dropping it closes the connection.
#[derive(Debug)]
pub(crate) struct Hub {
    shared: Arc<Shared>,
    connector: ConnectorBox,
    task: Mutex<Option<Task>>,
}

/// The library's connector, which cannot be printed.
struct ConnectorBox(Connector);

impl std::fmt::Debug for ConnectorBox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

/// The background task, which ends with its owner.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the task shares with the client; holds nothing that keeps the client alive.
#[derive(Debug)]
struct Shared {
    http: Arc<Http>,
    client_id: Mutex<String>,
    link: watch::Sender<Link>,
    wanted: Notify,
    feeds: Mutex<HashMap<JobId, Weak<Feed>>>,
    listeners: Listeners,
}

/// How the connection is.
#[derive(Debug, Clone, Copy, Default)]
struct Link {
    open: bool,
    /// How many attempts have come to an end, good or bad.
    attempts: u64,
}

impl Hub {
    pub(crate) fn new(http: Arc<Http>, connector: Connector) -> Self {
        let shared = Shared {
            http,
            client_id: Mutex::new(new_client_id()),
            link: watch::Sender::default(),
            wanted: Notify::new(),
            feeds: Mutex::default(),
            listeners: Listeners::default(),
        };
        let connector = ConnectorBox(connector);
        Self { shared: Arc::new(shared), connector, task: Mutex::default() }
    }

    pub(crate) fn client_id(&self) -> String {
        lock(&self.shared.client_id).clone()
    }

    /// Whether messages arrive at present.
    pub(crate) fn is_open(&self) -> bool {
        self.shared.link.borrow().open
    }

    /// Sees to it that the connection is open; `false` where one attempt failed.
    pub(crate) async fn connected(&self) -> bool {
        let mut link = self.shared.link.subscribe();
        self.start();
        let before = link.borrow().attempts;
        if link.borrow().open {
            return true;
        }
        self.shared.wanted.notify_one();
        let limit = self.shared.http.timeouts.connect + FIRST_MESSAGE;
        let settled = link.wait_for(|link| link.open || link.attempts > before);
        matches!(timeout(limit, settled).await, Ok(Ok(link)) if link.open)
    }

    /// Hears what belongs to `job` from now on, for as long as the feed lives.
    pub(crate) fn register(&self, job: JobId) -> Arc<Feed> {
        let mut feeds = lock(&self.shared.feeds);
        feeds.retain(|_, feed| feed.strong_count() > 0);
        if let Some(feed) = feeds.get(&job).and_then(Weak::upgrade) {
            return feed;
        }
        let feed = Arc::new(Feed::new(job));
        feeds.insert(job, Arc::downgrade(&feed));
        feed
    }

    pub(crate) fn listen(&self) -> EventStream {
        self.shared.listeners.listen()
    }

    /// Starts the task, anew too where its runtime is gone.
    fn start(&self) {
        let mut task = lock(&self.task);
        if task.as_ref().is_some_and(|task| !task.0.is_finished()) {
            return;
        }
        self.shared.link.send_modify(|link| link.open = false);
        let connector = self.connector.0.clone();
        *task = Some(Task(tokio::spawn(keep_open(Arc::clone(&self.shared), connector))));
    }
}

impl Client {
    /// Everything the server tells this client from now on, about any job.
    ///
    /// Opens the WebSocket. Where that fails the stream is silent until it can be opened.
    ///
    /// ```no_run
    /// # use comfy_graph::client::{Client, Event};
    /// # async fn run(client: Client) {
    /// let mut events = client.events().await;
    /// loop {
    ///     if let Event::Status { queue_remaining } = events.next().await {
    ///         println!("{queue_remaining} to do");
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn events(&self) -> EventStream {
        let stream = self.hub().listen();
        self.hub().connected().await;
        stream
    }
}

impl Shared {
    /// Hands an event to the feed of its job and to all who listen.
    fn dispatch(&self, event: &Event, running: &mut Option<JobId>) {
        // Old previews and texts name no job: they belong to the one of ours that runs.
        let job = event.job().or(match event {
            Event::Preview(_) | Event::Text { .. } => *running,
            Event::Executing { job: None, .. } => *running,
            _ => None,
        });
        let feed = job.and_then(|job| lock(&self.feeds).get(&job).and_then(Weak::upgrade));
        if let Some(feed) = &feed {
            feed.deliver(event);
        }
        match event {
            event if event.is_last() => *running = None,
            Event::ExecutionStart { job, .. } => *running = Some(*job),
            Event::Executing { job: Some(job), .. } => *running = Some(*job),
            _ => {}
        }
        self.listeners.deliver(event);
    }

    /// Tells every feed and every listener about the connection.
    fn announce(&self, event: &Event) {
        let feeds: Vec<_> = lock(&self.feeds).values().filter_map(Weak::upgrade).collect();
        feeds.iter().for_each(|feed| feed.deliver(event));
        self.listeners.deliver(event);
    }

    fn is_idle(&self) -> bool {
        lock(&self.feeds).values().all(|feed| feed.strong_count() == 0) && self.listeners.is_empty()
    }

    fn attempted(&self, open: bool) {
        self.link.send_modify(|link| {
            link.open = open;
            link.attempts += 1;
        });
    }
}

/// Opens the connection again and again until the task is dropped.
async fn keep_open(shared: Arc<Shared>, connector: Connector) {
    let mut pause = FIRST_PAUSE;
    let mut first = true;
    loop {
        match open(&shared, &connector).await {
            Ok((socket, greeting)) => {
                pause = FIRST_PAUSE;
                if !std::mem::take(&mut first) {
                    shared.announce(&Event::Reconnected);
                }
                greeting.iter().for_each(|event| shared.dispatch(event, &mut None));
                shared.attempted(true);
                session(&shared, socket).await;
                shared.link.send_modify(|link| link.open = false);
                shared.announce(&Event::Disconnected);
            }
            Err(error) => {
                tracing::debug!(%error, "cannot open the WebSocket");
                shared.attempted(false);
            }
        }
        wait_to_reopen(&shared, &mut pause).await;
    }
}

/// Waits a little; where nobody listens, until somebody does.
async fn wait_to_reopen(shared: &Shared, pause: &mut Duration) {
    if shared.is_idle() {
        // The server may not have noticed that the old socket is gone. When it does, it cuts off
        // whoever has the same id then, so a new id is safer as long as no job depends on it.
        *lock(&shared.client_id) = new_client_id();
        shared.wanted.notified().await;
        return;
    }
    tokio::select! {
        () = shared.wanted.notified() => {}
        () = tokio::time::sleep(*pause) => *pause = (*pause * 2).min(LONGEST_PAUSE),
    }
}

fn new_client_id() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Connects, says what we understand, and waits until the server has registered us.
async fn open(shared: &Shared, connector: &Connector) -> Result<(Socket, Vec<Event>), Error> {
    let timed_out = |_| Error::Io(std::io::ErrorKind::TimedOut.into());
    let mut socket = timeout(shared.http.timeouts.connect, connect(shared, connector))
        .await
        .map_err(timed_out)??;
    let flags = json!({"type": "feature_flags", "data": {"supports_preview_metadata": true}});
    socket.send(Message::text(flags.to_string())).await?;
    let greeting = timeout(FIRST_MESSAGE, greeting(&mut socket)).await.map_err(timed_out)??;
    Ok((socket, greeting))
}

async fn connect(shared: &Shared, connector: &Connector) -> Result<Socket, Error> {
    let id = lock(&shared.client_id).clone();
    let url = shared.http.endpoint.socket(&id);
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or_default();
    let mut request = url.as_str().into_client_request()?;
    request.headers_mut().extend(shared.http.headers().clone());
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default()
        .max_frame_size(Some(FRAME_LIMIT))
        .max_message_size(Some(FRAME_LIMIT));
    handshake(request, stream, config, connector).await
}

#[cfg(feature = "rustls")]
async fn handshake(
    request: Request,
    stream: TcpStream,
    config: WebSocketConfig,
    connector: &Connector,
) -> Result<Socket, Error> {
    use tokio_tungstenite::client_async_tls_with_config;
    let connector = Some(connector.clone());
    Ok(client_async_tls_with_config(request, stream, Some(config), connector).await?.0)
}

/// Endpoints that need TLS never get here: no client is built for them.
#[cfg(not(feature = "rustls"))]
async fn handshake(
    request: Request,
    stream: TcpStream,
    config: WebSocketConfig,
    _: &Connector,
) -> Result<Socket, Error> {
    use tokio_tungstenite::client_async_with_config;
    Ok(client_async_with_config(request, MaybeTlsStream::Plain(stream), Some(config)).await?.0)
}

/// Everything up to the first status, which the server sends once it has registered us.
async fn greeting(socket: &mut Socket) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    loop {
        let message = socket.next().await.ok_or(Error::ConnectionClosed)??;
        let Some(event) = read(message) else { continue };
        let registered = matches!(event, Event::Status { .. });
        events.push(event);
        if registered {
            return Ok(events);
        }
    }
}

/// Hands on messages until the connection is over, and closes it for good.
async fn session(shared: &Shared, mut socket: Socket) {
    let mut ping = tokio::time::interval(PING);
    let mut heard = Instant::now();
    let mut running = None;
    loop {
        tokio::select! {
            message = socket.next() => {
                let Some(Ok(message)) = message else { break };
                heard = Instant::now();
                if let Some(event) = read(message) {
                    shared.dispatch(&event, &mut running);
                }
            }
            _ = ping.tick() => {
                let sent = timeout(PING, socket.send(Message::Ping(bytes::Bytes::new()))).await;
                if heard.elapsed() > SILENCE || !matches!(sent, Ok(Ok(()))) {
                    break;
                }
            }
        }
    }
    close(socket).await;
}

/// Waits until the old socket is gone: its end at the server unregisters whoever has our id then.
async fn close(mut socket: Socket) {
    let drained = async {
        let _ = socket.close(None).await;
        while let Some(Ok(_)) = socket.next().await {}
    };
    let _ = timeout(CLOSING, drained).await;
}

fn read(message: Message) -> Option<Event> {
    match message {
        Message::Text(text) => Event::from_text(&text),
        Message::Binary(frame) => Event::from_binary(frame),
        _ => None,
    }
}
