//! Delivers messages to WebSocket clients.
//!
//! The worker and the queue hand messages in; which client gets which one is decided here. What the
//! messages say is their senders' business.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};

use crate::routes::features;

/// How many messages may wait for a client that does not read; then it is cut off.
const BACKLOG: usize = 65_536;

/// The largest message taken from a client; only feature flags are read.
const LARGEST_INCOMING: usize = 1 << 20;

/// Who gets a message.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Audience<'a> {
    /// Every client.
    Everyone,
    /// The client that owns the job, if any.
    Owner(Option<&'a str>),
    /// The owner, or every client when the job has none.
    OwnerOrEveryone(Option<&'a str>),
}

/// Which of the two binary forms of a picture is sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureForm {
    /// With the node's ids in front, for clients that asked for it.
    Described,
    /// Without, for all others.
    Plain,
}

/// A picture on its way to clients.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) format: PictureFormat,
    /// The ids for the described form.
    pub(crate) about: Value,
}

/// How a picture is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFormat {
    Jpeg,
    Png,
}

/// The connected clients.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    clients: HashMap<String, Client>,
    running: Option<Running>,
    /// Set when the server dies: what the worker still has to say is heard by nobody.
    silent: bool,
}

#[derive(Debug)]
struct Client {
    outbox: mpsc::Sender<Message>,
    described_pictures: bool,
}

#[derive(Debug)]
struct Running {
    owner: String,
    node: String,
}

impl Hub {
    /// Enters a client and queues its first messages; a client of the same id is displaced.
    pub(crate) fn enter(&self, id: &str, queue_remaining: usize) -> Mailbox {
        let (outbox, inbox) = mpsc::channel(BACKLOG);
        let mut status = status_message(queue_remaining);
        status["data"]["sid"] = json!(id);
        let mut state = self.lock();
        let client = Client { outbox: outbox.clone(), described_pictures: false };
        client.send(text(&status));
        // A client that comes late is told where its job is, without the job's id.
        if let Some(running) = state.running.as_ref().filter(|running| running.owner == id) {
            client.send(text(&json!({"type": "executing", "data": {"node": running.node}})));
        }
        state.clients.insert(id.to_owned(), client);
        Mailbox { inbox, own_end: outbox }
    }

    /// Removes whoever is entered under `id`, as the real server does when any of its sockets
    /// closes: a newer socket of the same id goes deaf.
    pub(crate) fn leave(&self, id: &str) {
        self.lock().clients.remove(id);
    }

    /// Sends a JSON message.
    pub(crate) fn send(&self, audience: Audience<'_>, kind: &str, data: &Value) {
        let message = text(&json!({"type": kind, "data": data}));
        self.deliver(audience, |_| Some(message.clone()));
    }

    /// Tells everyone how long the queue is.
    pub(crate) fn status(&self, queue_remaining: usize) {
        let message = text(&status_message(queue_remaining));
        self.deliver(Audience::Everyone, |_| Some(message.clone()));
    }

    /// Sends a picture to those clients that take it in this form.
    pub(crate) fn picture(&self, owner: Option<&str>, picture: &Picture, form: PictureForm) {
        let message = Message::Binary(Bytes::from(frame(picture, form)));
        self.deliver(Audience::OwnerOrEveryone(owner), |client| {
            let wanted = client.described_pictures == (form == PictureForm::Described);
            wanted.then(|| message.clone())
        });
    }

    /// Notes which node runs for whom, for clients that come late.
    pub(crate) fn note_running(&self, at: Option<(&str, &str)>) {
        let running = |(owner, node): (&str, &str)| Running {
            owner: owner.to_owned(),
            node: node.to_owned(),
        };
        self.lock().running = at.map(running);
    }

    /// Says nothing from now on, as a dead server does.
    pub(crate) fn silence(&self) {
        self.lock().silent = true;
    }

    fn deliver(&self, audience: Audience<'_>, message: impl Fn(&Client) -> Option<Message>) {
        let state = self.lock();
        if state.silent {
            return;
        }
        let one = |id: &str| state.clients.get(id).into_iter().collect::<Vec<_>>();
        let clients = match audience {
            Audience::Owner(Some(id)) | Audience::OwnerOrEveryone(Some(id)) => one(id),
            Audience::Owner(None) => Vec::new(),
            Audience::Everyone | Audience::OwnerOrEveryone(None) => {
                state.clients.values().collect()
            }
        };
        for client in clients {
            if let Some(message) = message(client) {
                client.send(message);
            }
        }
    }

    fn describe_pictures(&self, id: &str, wanted: bool) {
        if let Some(client) = self.lock().clients.get_mut(id) {
            client.described_pictures = wanted;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    fn send(&self, message: Message) {
        if self.outbox.try_send(message).is_err() {
            tracing::warn!("a client does not read its messages; one is lost");
        }
    }
}

/// One client's end of the hub.
#[derive(Debug)]
pub(crate) struct Mailbox {
    inbox: mpsc::Receiver<Message>,
    // Keeps the channel of a displaced client open: the real server leaves such sockets connected.
    own_end: mpsc::Sender<Message>,
}

/// Serves one WebSocket until it closes or `signal` changes.
pub(crate) async fn serve<S>(
    stream: Upgraded,
    hub: Arc<Hub>,
    id: String,
    (mut mailbox, mut signal): (Mailbox, watch::Receiver<S>),
) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_INCOMING))
        .max_frame_size(Some(LARGEST_INCOMING));
    let io = TokioIo::new(stream);
    let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, Some(config)).await;
    let mut flags_taken = false;
    loop {
        let next = tokio::select! {
            _ = signal.changed() => break,
            message = mailbox.inbox.recv() => message,
            frame = socket.next() => match frame {
                Some(Ok(Message::Text(frame))) => {
                    take_flags(&hub, &id, (&mailbox, &mut flags_taken), &frame);
                    continue;
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => continue,
            },
        };
        let Some(message) = next else { break };
        if socket.send(message).await.is_err() {
            break;
        }
    }
    hub.leave(&id);
}

// Only the first JSON object counts, whatever it is.
fn take_flags(hub: &Hub, id: &str, (mailbox, taken): (&Mailbox, &mut bool), frame: &str) {
    let Ok(message @ Value::Object(_)) = serde_json::from_str::<Value>(frame) else { return };
    if std::mem::replace(taken, true) || message["type"] != json!("feature_flags") {
        return;
    }
    let wanted = message["data"]["supports_preview_metadata"] == json!(true);
    hub.describe_pictures(id, wanted);
    let answer = text(&json!({"type": "feature_flags", "data": features()}));
    let _gone_if_full = mailbox.own_end.try_send(answer);
}

fn status_message(queue_remaining: usize) -> Value {
    let status = json!({"exec_info": {"queue_remaining": queue_remaining}});
    json!({"type": "status", "data": {"status": status}})
}

fn text(message: &Value) -> Message {
    Message::Text(message.to_string().into())
}

fn frame(picture: &Picture, form: PictureForm) -> Vec<u8> {
    let (mime, number) = match picture.format {
        PictureFormat::Jpeg => ("image/jpeg", 1_u32),
        PictureFormat::Png => ("image/png", 2),
    };
    let mut out = Vec::with_capacity(picture.bytes.len() + 256);
    match form {
        PictureForm::Plain => {
            out.extend(1_u32.to_be_bytes());
            out.extend(number.to_be_bytes());
        }
        PictureForm::Described => {
            let mut about = picture.about.clone();
            about["image_type"] = json!(mime);
            let about = about.to_string();
            out.extend(4_u32.to_be_bytes());
            out.extend((about.len() as u32).to_be_bytes());
            out.extend(about.as_bytes());
        }
    }
    out.extend(&picture.bytes);
    out
}
