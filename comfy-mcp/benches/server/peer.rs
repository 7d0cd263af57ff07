//! Talks to a server under test over stdio, with as little of its own as possible.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// A server process with a client.
pub(crate) struct Peer {
    child: Child,
    input: tokio::sync::Mutex<ChildStdin>,
    waiting: Waiting,
    next: std::sync::atomic::AtomicU64,
}

impl Peer {
    /// Starts `serve --stdio`, shakes hands.
    pub(crate) async fn start(arguments: &[String]) -> Self {
        let peer = Self::spawn(arguments);
        peer.shake_hands().await;
        peer
    }

    pub(crate) fn spawn(arguments: &[String]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"))
            .args(["serve", "--stdio"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take().expect("BUG: it is piped");
        let output = child.stdout.take().expect("BUG: it is piped");
        let waiting = Waiting::default();
        tokio::spawn(read(output, Arc::clone(&waiting)));
        let input = tokio::sync::Mutex::new(input);
        Self { child, input, waiting, next: 1.into() }
    }

    pub(crate) async fn shake_hands(&self) {
        let client = json!({"name": "bench", "version": "0"});
        let hello =
            json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        self.ask("initialize", hello).await;
        self.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
    }

    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let id = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (sends, answer) = oneshot::channel();
        self.waiting.lock().expect("BUG: no panic").insert(id, sends);
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})).await;
        answer.await.expect("the server answers")
    }

    /// The structured content of a tool that succeeds.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let mut answer =
            self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await;
        assert_eq!(answer["result"]["isError"], false, "{tool}: {answer}");
        answer["result"].take()
    }

    async fn write(&self, message: &Value) {
        let mut line = message.to_string();
        line.push('\n');
        self.input.lock().await.write_all(line.as_bytes()).await.expect("the server reads");
    }

    /// Resident memory in MiB.
    pub(crate) fn memory(&self) -> f64 {
        let id = self.child.id().expect("the server runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) / 1024.0
    }
}

async fn read(output: tokio::process::ChildStdout, waiting: Waiting) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let message: Value = serde_json::from_str(&line).expect("every line is JSON");
        let Some(id) = message["id"].as_u64() else { continue };
        if let Some(sends) = waiting.lock().expect("BUG: no panic").remove(&id) {
            // Nobody waits for an answer any more once a measurement is over.
            let _ = sends.send(message);
        }
    }
}
