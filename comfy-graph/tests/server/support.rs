//! Stands in for a server where a test needs one that misbehaves to order.
//!
//! Knows one job at a time, whose phase the test sets. What a real server does is the sandbox's
//! job.

use std::net::SocketAddr;
use std::sync::Arc;

use comfy_graph_core::prompt::Prompt;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_tungstenite::tungstenite::Message;

/// What stands in messages for the id of the job.
pub(crate) const JOB: &str = "JOB";

/// Where the server has the job.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Phase {
    /// Nowhere.
    #[default]
    Nowhere,
    /// In the queue.
    Queued,
    /// Running.
    Running,
    /// In the history, as this text; not JSON, since it may hold `NaN`.
    Over(String),
}

/// What the server does with a prompt.
#[derive(Debug, Clone, Default)]
pub(crate) enum OnPrompt {
    /// Queues it.
    #[default]
    Accept,
    /// Queues it, sends these messages, answers only then.
    TellFirst(Vec<String>),
    /// Queues it, breaks off without an answer.
    Swallow,
    /// Breaks off without queueing it.
    Lose,
    /// Answers with this status, media type, body.
    Answer(u16, &'static str, String),
}

/// What the test sets, what the server saw.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// Where the job is.
    pub(crate) phase: Phase,
    /// What happens to a prompt.
    pub(crate) on_prompt: OnPrompt,
    /// Whether the jobs API exists.
    pub(crate) jobs_api: bool,
    /// Whether WebSockets are refused.
    pub(crate) deaf: bool,
    /// What cancelling moves the job to.
    pub(crate) cancelled: Phase,
    /// Answers to reading requests by path, before everything else; each is used once.
    pub(crate) scripted: Vec<(&'static str, Scripted)>,
    /// The id of the job.
    pub(crate) job: String,
    /// Each request: its first line, its headers, its body.
    pub(crate) seen: Vec<String>,
    /// How many WebSockets are open.
    pub(crate) sockets: usize,
}

/// An answer that a test prescribes.
#[derive(Debug, Clone)]
pub(crate) enum Scripted {
    /// Status, extra headers, body.
    Reply(u16, String, String),
    /// Never an answer.
    Silence,
}

/// The server.
pub(crate) struct Fake {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What the test sets, what the server saw.
    pub(crate) state: Arc<watch::Sender<State>>,
    messages: broadcast::Sender<Option<String>>,
    task: Option<JoinHandle<()>>,
}

impl Fake {
    /// A server on a free port.
    pub(crate) async fn start() -> Self {
        Self::start_at("127.0.0.1:0".parse().unwrap()).await
    }

    /// A server that remembers nothing, on a port that was used before.
    pub(crate) async fn start_at(address: SocketAddr) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(address).unwrap();
        let listener = socket.listen(64).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(watch::Sender::new(State::default()));
        let messages = broadcast::channel(64).0;
        let task = tokio::spawn(serve(listener, Arc::clone(&state), messages.clone()));
        Self { address, state, messages, task: Some(task) }
    }

    /// Changes what the server does from now on.
    pub(crate) fn set(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(change);
    }

    /// Sends a text to every WebSocket, with the id of the job filled in.
    pub(crate) fn tell(&self, message: &str) {
        let job = self.state.borrow().job.clone();
        let _ = self.messages.send(Some(message.replace(JOB, &job)));
    }

    /// Cuts every WebSocket off.
    pub(crate) fn cut(&self) {
        let _ = self.messages.send(None);
    }

    /// Waits until the server saw what the test needs.
    pub(crate) async fn until(&self, seen: impl FnMut(&State) -> bool) {
        self.state.subscribe().wait_for(seen).await.unwrap();
    }

    /// Stops at once, connections included.
    pub(crate) async fn kill(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The smallest prompt there is.
pub(crate) fn prompt() -> Prompt {
    serde_json::from_str(r#"{"1":{"class_type":"EmptyImage","inputs":{}}}"#).unwrap()
}

/// What the history has of a job that went well.
pub(crate) fn success() -> Phase {
    Phase::Over(
        r#"{"outputs":{"9":{"images":[{"filename":"a.png","subfolder":"","type":"output"}]}},
        "status":{"status_str":"success","completed":true,"messages":[]}}"#
            .to_owned(),
    )
}

/// What the history has of a job that was interrupted.
pub(crate) fn interrupted() -> Phase {
    Phase::Over(
        r#"{"outputs":{},"status":{"status_str":"error","completed":false,
        "messages":[["execution_interrupted",{"prompt_id":"JOB"}]]}}"#
            .to_owned(),
    )
}

type Shared = Arc<watch::Sender<State>>;

async fn serve(listener: TcpListener, state: Shared, messages: broadcast::Sender<Option<String>>) {
    // Ends with the server, and every connection with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(connection(stream, Arc::clone(&state), messages.clone()));
    }
}

async fn connection(
    stream: TcpStream,
    state: Shared,
    messages: broadcast::Sender<Option<String>>,
) -> Option<()> {
    let mut head = vec![0; 16 << 10];
    let length = loop {
        stream.readable().await.ok()?;
        let length = stream.peek(&mut head).await.ok()?;
        if length == 0 {
            return None;
        }
        if head[..length].windows(4).any(|end| end == b"\r\n\r\n") {
            break length;
        }
    };
    let head = String::from_utf8_lossy(&head[..length]).to_ascii_lowercase();
    let deaf = state.borrow().deaf;
    if head.contains("upgrade: websocket") && !deaf {
        return socket(stream, state, messages).await;
    }
    http(stream, state, messages).await
}

/// Counts a WebSocket for as long as it is open.
struct Open(Shared);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|state| state.sockets -= 1);
    }
}

async fn socket(
    stream: TcpStream,
    state: Shared,
    messages: broadcast::Sender<Option<String>>,
) -> Option<()> {
    let mut messages = messages.subscribe();
    let mut socket = tokio_tungstenite::accept_async(stream).await.ok()?;
    let status = json!({"type":"status","data":{"status":{"exec_info":{"queue_remaining":0}}}});
    state.send_modify(|state| state.sockets += 1);
    let _open = Open(state);
    socket.send(Message::text(status.to_string())).await.ok()?;
    loop {
        tokio::select! {
            message = messages.recv() => match message.ok()? {
                Some(text) => socket.send(Message::text(text)).await.ok()?,
                None => return None,
            },
            frame = socket.next() => { frame?.ok()?; }
        }
    }
}

async fn http(
    mut stream: TcpStream,
    state: Shared,
    messages: broadcast::Sender<Option<String>>,
) -> Option<()> {
    let mut request = Vec::new();
    let (head, length) = loop {
        stream.read_buf(&mut request).await.ok().filter(|read| *read > 0)?;
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let lower = head.to_ascii_lowercase();
        let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        break (head.to_owned(), length.map_or(0, |length| length.trim().parse().unwrap()));
    };
    while request.len() < head.len() + 4 + length {
        stream.read_buf(&mut request).await.ok().filter(|read| *read > 0)?;
    }
    let body = request[head.len() + 4..].to_vec();
    let whole = format!("{head}\r\n\r\n{}", String::from_utf8_lossy(&body));
    state.send_modify(|state| state.seen.push(whole));
    let line = head.lines().next().unwrap_or_default().to_owned();
    let reply = answer(&line, &body, &state, &messages).await?;
    stream.write_all(reply.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

fn reply(status: u16, headers: &str, body: &str) -> Option<String> {
    let length = body.len();
    Some(format!(
        "HTTP/1.1 {status} x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n\
         \r\n{body}"
    ))
}

fn json_reply(status: u16, body: &str) -> Option<String> {
    reply(status, "content-type: application/json", body)
}

/// `None` breaks off without an answer.
async fn answer(
    line: &str,
    body: &[u8],
    state: &Shared,
    messages: &broadcast::Sender<Option<String>>,
) -> Option<String> {
    let path = line.split(' ').nth(1)?.split('?').next()?.to_owned();
    let mut scripted = None;
    state.send_modify(|state| {
        let index = state.scripted.iter().position(|(wanted, _)| *wanted == path);
        scripted = index.map(|index| state.scripted.remove(index).1);
    });
    match scripted {
        Some(Scripted::Reply(status, headers, body)) => return reply(status, &headers, &body),
        Some(Scripted::Silence) => std::future::pending::<()>().await,
        None => {}
    }
    let now = state.borrow().clone();
    match path.as_str() {
        "/api/prompt" => take_prompt(body, state, messages).await,
        "/api/queue" if line.starts_with("POST") => cancel(state, Phase::Queued, "{}"),
        "/api/interrupt" => cancel(state, Phase::Running, "{}"),
        "/api/jobs/cancel" if now.jobs_api => {
            state.send_modify(|state| state.phase = state.cancelled.clone());
            json_reply(200, r#"{"cancelled":true}"#)
        }
        "/api/queue" => json_reply(200, &queue(&now)),
        path if path.starts_with("/api/history/") => json_reply(200, &history(&now)),
        path if path.starts_with("/api/jobs/") && now.jobs_api => detail(&now),
        _ => reply(404, "content-type: text/plain", "404: Not Found"),
    }
}

async fn take_prompt(
    body: &[u8],
    state: &Shared,
    messages: &broadcast::Sender<Option<String>>,
) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let job = body["prompt_id"].as_str()?.to_owned();
    let mut action = OnPrompt::Accept;
    state.send_modify(|state| {
        action = state.on_prompt.clone();
        state.job = job.clone();
        if !matches!(action, OnPrompt::Lose | OnPrompt::Answer(..)) && state.phase == Phase::Nowhere
        {
            state.phase = Phase::Queued;
        }
    });
    match action {
        OnPrompt::Swallow | OnPrompt::Lose => return None,
        OnPrompt::Answer(status, media, body) => {
            return reply(status, &format!("content-type: {media}"), &body.replace(JOB, &job));
        }
        OnPrompt::TellFirst(texts) => {
            for text in texts {
                let _ = messages.send(Some(text.replace(JOB, &job)));
            }
        }
        OnPrompt::Accept => {}
    }
    json_reply(200, &json!({"prompt_id": job, "number": 0, "node_errors": {}}).to_string())
}

/// Old servers cancel a job by the route of the place where it is.
fn cancel(state: &Shared, place: Phase, body: &str) -> Option<String> {
    state.send_modify(|state| {
        if state.phase == place {
            state.phase = state.cancelled.clone();
        }
    });
    json_reply(200, body)
}

fn queue(state: &State) -> String {
    let row = json!([[0, state.job, {}, {}, []]]);
    let none = json!([]);
    let (running, pending) = match state.phase {
        Phase::Running => (row, none),
        Phase::Queued => (none, row),
        _ => (none.clone(), none),
    };
    json!({"queue_running": running, "queue_pending": pending}).to_string()
}

fn history(state: &State) -> String {
    match &state.phase {
        Phase::Over(entry) => format!(r#"{{"{}":{}}}"#, state.job, entry.replace(JOB, &state.job)),
        _ => "{}".to_owned(),
    }
}

fn detail(state: &State) -> Option<String> {
    let status = match state.phase {
        Phase::Nowhere => return json_reply(404, r#"{"error":"Job not found"}"#),
        Phase::Queued => "pending",
        Phase::Running => "in_progress",
        Phase::Over(_) => "completed",
    };
    json_reply(200, &json!({"id": state.job, "status": status}).to_string())
}
