//! Does what has to be done by any program: submit, hear the end, read the history.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::future::try_join_all;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::Measured;

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
    pub(crate) async fn connect(url: &str) -> Measured<Self> {
        let client = uuid::Uuid::new_v4().to_string();
        let address = format!("{}/ws?clientId={client}", url.replacen("http", "ws", 1));
        let (socket, _) = tokio_tungstenite::connect_async(address).await?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), http, client, socket })
    }

    pub(crate) async fn get(&self, path: &str) -> Measured<Value> {
        read(&self.http, &format!("{}{path}", self.url)).await
    }

    pub(crate) async fn submit(&self, graph: Value) -> Measured<String> {
        let body = json!({"prompt": graph, "client_id": self.client});
        let answer = self.http.post(format!("{}/prompt", self.url)).json(&body).send().await?;
        let answer: Value = answer.json().await?;
        let id = answer["prompt_id"].as_str();
        Ok(id.ok_or_else(|| format!("ComfyUI refuses the graph: {answer}"))?.to_owned())
    }

    pub(crate) async fn history(&self, id: &str) -> Measured<Value> {
        loop {
            let mut history = self.get(&format!("/history/{id}")).await?;
            if history[id].is_object() {
                return Ok(history[id].take());
            }
            tokio::time::sleep(Duration::from_micros(200)).await;
        }
    }

    /// How long one graph takes, from the submit to its history.
    pub(crate) async fn run(&mut self, graph: Value) -> Measured<Duration> {
        self.run_all(vec![graph]).await
    }

    /// How long these graphs take, submitted at once, until the history of each is read.
    pub(crate) async fn run_all(&mut self, graphs: Vec<Value>) -> Measured<Duration> {
        let began = Instant::now();
        let mut ids = try_join_all(graphs.into_iter().map(|graph| self.submit(graph))).await?;
        let mut histories = Vec::new();
        while !ids.is_empty() {
            let message = self.socket.next().await.ok_or("ComfyUI closes the WebSocket")??;
            let Message::Text(text) = message else { continue };
            let message: Value = serde_json::from_str(&text)?;
            let is_last = message["type"] == "executing" && message["data"]["node"].is_null();
            let id = message["data"]["prompt_id"].as_str().filter(|_| is_last);
            if let Some(at) = ids.iter().position(|known| Some(known.as_str()) == id) {
                let (http, id) = (self.http.clone(), ids.swap_remove(at));
                let address = format!("{}/history/{id}", self.url);
                histories.push(tokio::spawn(async move { read(&http, &address).await }));
            }
        }
        for history in try_join_all(histories).await? {
            history?;
        }
        Ok(began.elapsed())
    }
}

async fn read(http: &reqwest::Client, address: &str) -> Measured<Value> {
    Ok(http.get(address).send().await?.json().await?)
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
