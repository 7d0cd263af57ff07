//! Does what has to be done by any program: submit, hear the end, read the history.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

/// The bare protocol, one connection of each kind.
pub(crate) struct Floor {
    url: String,
    http: reqwest::Client,
    client: String,
    socket: tokio_tungstenite::WebSocketStream<
        tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>,
    >,
}

impl Floor {
    pub(crate) async fn connect(url: &str) -> Self {
        let client = uuid::Uuid::new_v4().to_string();
        let address = format!("{}/ws?clientId={client}", url.replacen("http", "ws", 1));
        let (socket, _) = tokio_tungstenite::connect_async(address).await.expect("it answers");
        let http = reqwest::Client::builder().no_proxy().build().expect("BUG: no option is odd");
        Self { url: url.trim_end_matches('/').to_owned(), http, client, socket }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await;
        let bytes = answer.expect("it answers").bytes().await.expect("it answers in full");
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    pub(crate) async fn submit(&self, graph: Value) -> String {
        let body = json!({"prompt": graph, "client_id": self.client});
        let answer = self.http.post(format!("{}/prompt", self.url)).json(&body).send().await;
        let answer: Value = answer.expect("it answers").json().await.expect("it takes the graph");
        answer["prompt_id"].as_str().expect("it takes the graph").to_owned()
    }

    /// Hears until these jobs are over.
    pub(crate) async fn over(&mut self, mut ids: Vec<String>) {
        while !ids.is_empty() {
            let message = self.socket.next().await.expect("it stays").expect("it stays");
            let Message::Text(text) = message else { continue };
            let message: Value = serde_json::from_str(&text).unwrap_or_default();
            if message["type"] == "execution_success" {
                ids.retain(|id| message["data"]["prompt_id"] != id.as_str());
            }
        }
    }

    pub(crate) async fn history(&self, id: &str) -> Value {
        loop {
            let mut history = self.get(&format!("/history/{id}")).await;
            if history[id].is_object() {
                return history[id].take();
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }

    /// How long one graph takes, from the submit to its history.
    pub(crate) async fn run(&mut self, graph: Value) -> Duration {
        let began = Instant::now();
        let id = self.submit(graph).await;
        self.over(vec![id.clone()]).await;
        self.history(&id).await;
        began.elapsed()
    }
}

/// When a job began and ended, in ms since 1970.
pub(crate) fn times(history: &Value) -> (f64, f64) {
    let messages = history["status"]["messages"].as_array().cloned().unwrap_or_default();
    let at = |name: &str| {
        let found = messages.iter().find(|message| message[0] == name);
        found.and_then(|message| message[1]["timestamp"].as_f64()).unwrap_or(f64::NAN)
    };
    (at("execution_start"), at("execution_success"))
}
