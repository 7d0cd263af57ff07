//! Talks to a sandbox as a client does.
#![allow(dead_code, reason = "each test file uses a part of it")]

use comfy_sandbox::{Sandbox, SandboxBuilder};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

fn class(required: Value, output: Value, is_root: bool) -> Value {
    json!({"input": {"required": required}, "output": output, "output_node": is_root})
}

/// Facts about the few classes the tests use.
pub(crate) fn schema() -> Value {
    let int = |min: i64, max: i64| json!(["INT", {"min": min, "max": max}]);
    let sampler = json!({
        "model": ["MODEL"], "seed": ["INT"], "steps": int(1, 10000), "cfg": ["FLOAT"],
        "sampler_name": [["euler"]], "scheduler": [["normal"]], "positive": ["CONDITIONING"],
        "negative": ["CONDITIONING"], "latent_image": ["LATENT"], "denoise": ["FLOAT"],
    });
    let size = json!({"width": int(1, 16384), "height": int(1, 16384), "batch_size": int(1, 64)});
    let mut blank = size.clone();
    blank["color"] = int(0, 0xff_ffff);
    let lazy = json!(["COMFY_MATCHTYPE_V3", {"lazy": true}]);
    let blend = json!({"image": ["IMAGE"], "amount": ["INT"]});
    json!({
        "EmptyImage": class(blank, json!(["IMAGE"]), false),
        "ImageInvert": class(json!({"image": ["IMAGE"]}), json!(["IMAGE"]), false),
        "ImageBlur": class(json!({"image": ["IMAGE"], "blur_radius": ["INT"], "sigma": ["FLOAT"]}),
            json!(["IMAGE"]), false),
        "SaveImage": class(json!({"images": ["IMAGE"], "filename_prefix": ["STRING"]}),
            json!(["IMAGE"]), true),
        "PreviewImage": class(json!({"images": ["IMAGE"]}), json!(["IMAGE"]), true),
        "LoadImage": class(json!({"image": [[], {"image_upload": true}]}),
            json!(["IMAGE", "MASK"]), false),
        "ComfySwitchNode": class(json!({"switch": ["BOOLEAN"], "on_false": lazy, "on_true": lazy}),
            json!(["COMFY_MATCHTYPE_V3"]), false),
        "CheckpointLoaderSimple": class(json!({"ckpt_name": [["real.safetensors"]]}),
            json!(["MODEL", "CLIP", "VAE"]), false),
        "CLIPTextEncode": class(json!({"text": ["STRING"], "clip": ["CLIP"]}),
            json!(["CONDITIONING"]), false),
        "EmptyLatentImage": class(size, json!(["LATENT"]), false),
        "KSampler": class(sampler, json!(["LATENT"]), false),
        "VAEDecode": class(json!({"samples": ["LATENT"], "vae": ["VAE"]}), json!(["IMAGE"]), false),
        "DreamOfSheep": class(blend, json!(["IMAGE"]), false),
    })
}

pub(crate) fn builder() -> SandboxBuilder {
    Sandbox::builder().object_info(schema())
}

pub(crate) fn node(class: &str, inputs: Value) -> Value {
    json!({"class_type": class, "inputs": inputs})
}

pub(crate) fn blank(width: u32) -> Value {
    node("EmptyImage", json!({"width": width, "height": 8, "batch_size": 1, "color": 255}))
}

/// Blank, inverted, saved: nodes 1, 2, 3.
pub(crate) fn inverted() -> Value {
    json!({
        "1": blank(8),
        "2": node("ImageInvert", json!({"image": ["1", 0]})),
        "3": node("SaveImage", json!({"images": ["2", 0], "filename_prefix": "x"})),
    })
}

/// The usual text-to-image prompt; node 4 samples.
pub(crate) fn sampled(steps: u32, seed: u64) -> Value {
    let sampler = json!({
        "model": ["1", 0], "seed": seed, "steps": steps, "cfg": 1.0, "sampler_name": "euler",
        "scheduler": "normal", "positive": ["2", 0], "negative": ["2", 0],
        "latent_image": ["3", 0], "denoise": 1.0,
    });
    json!({
        "1": node("CheckpointLoaderSimple", json!({"ckpt_name": "sandbox.safetensors"})),
        "2": node("CLIPTextEncode", json!({"text": "a sheep", "clip": ["1", 1]})),
        "3": node("EmptyLatentImage", json!({"width": 64, "height": 64, "batch_size": 1})),
        "4": node("KSampler", sampler),
        "5": node("VAEDecode", json!({"samples": ["4", 0], "vae": ["1", 2]})),
        "6": node("SaveImage", json!({"images": ["5", 0], "filename_prefix": "s"})),
    })
}

/// One client with its socket.
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) id: String,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What a socket gives.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Text(Value),
    Binary(Vec<u8>),
    Closed,
}

impl Client {
    /// Connects and leaves every message unread.
    pub(crate) async fn connect(sandbox: &Sandbox, id: &str) -> Self {
        let address = format!("ws://{}/ws?clientId={id}", sandbox.address());
        let (socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        Self { http: http(), url: sandbox.url(), id: id.to_owned(), socket }
    }

    /// Connects and reads the first status.
    pub(crate) async fn ready(sandbox: &Sandbox, id: &str) -> Self {
        let mut client = Self::connect(sandbox, id).await;
        let first = client.text().await;
        assert_eq!(first["data"]["sid"], id);
        client
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    pub(crate) async fn event(&mut self) -> Event {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => Event::Text(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Binary(bytes))) => Event::Binary(bytes.to_vec()),
            _ => Event::Closed,
        }
    }

    pub(crate) async fn text(&mut self) -> Value {
        loop {
            match self.event().await {
                Event::Text(message) => return message,
                Event::Binary(_) => {}
                Event::Closed => panic!("the socket closed"),
            }
        }
    }

    /// The next message of one kind.
    pub(crate) async fn wait_for(&mut self, kind: &str) -> Value {
        loop {
            let message = self.text().await;
            if message["type"] == kind {
                return message["data"].clone();
            }
        }
    }

    /// Every event up to the end of a job.
    pub(crate) async fn events_of_job(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.event().await;
            let last = match &event {
                Event::Text(message) => {
                    message["type"] == "executing" && message["data"]["node"].is_null()
                }
                Event::Binary(_) => false,
                Event::Closed => panic!("the socket closed"),
            };
            events.push(event);
            if last {
                return events;
            }
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.url);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// Submits and gives the job's id.
    pub(crate) async fn submit(&self, prompt: Value) -> String {
        let body = json!({"prompt": prompt, "client_id": self.id});
        let (status, answer) = self.post("/api/prompt", body).await;
        assert_eq!(status, 200, "{answer}");
        answer["prompt_id"].as_str().unwrap().to_owned()
    }

    /// Submits, waits for the end, gives the history entry.
    pub(crate) async fn run(&mut self, prompt: Value) -> Value {
        let id = self.submit(prompt).await;
        self.events_of_job().await;
        self.get(&format!("/history/{id}")).await[&id].clone()
    }
}

/// Messages in short: `progress_state 1r 2f`, `executing 3`, `executed 3`.
pub(crate) fn brief(events: &[Event]) -> Vec<String> {
    let state = |nodes: &Value| {
        let nodes = nodes.as_object().unwrap().iter();
        let row = |(id, node): (&String, &Value)| {
            format!(" {id}{}", &node["state"].as_str().unwrap()[..1])
        };
        nodes.map(row).collect::<String>()
    };
    let text = |message: &Value| {
        let (kind, data) = (message["type"].as_str().unwrap(), &message["data"]);
        match kind {
            "status" => {
                format!("status {}", data["status"]["exec_info"]["queue_remaining"])
            }
            "progress_state" => format!("{kind}{}", state(&data["nodes"])),
            "executing" | "executed" => format!("{kind} {}", data["node"].as_str().unwrap_or("-")),
            "progress" => format!("{kind} {}/{}", data["value"], data["max"]),
            "execution_cached" => {
                let mut nodes: Vec<_> = data["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|id| id.as_str().unwrap())
                    .collect();
                nodes.sort_unstable();
                format!("{kind} {}", nodes.join(" ")).trim_end().to_owned()
            }
            _ => kind.to_owned(),
        }
    };
    let line = |event: &Event| match event {
        Event::Text(message) => text(message),
        Event::Binary(bytes) => format!("binary {}", bytes[3]),
        Event::Closed => "closed".to_owned(),
    };
    events.iter().map(line).collect()
}

/// An http client that also works where another crate of the build turns TLS on without a provider.
pub(crate) fn http() -> reqwest::Client {
    // Only the first call installs it; that is all that is needed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
