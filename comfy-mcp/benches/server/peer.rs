//! Talks to a server under test over stdio, with as little of its own as possible.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;

use crate::Measured;

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
    pub(crate) async fn start(arguments: &[String]) -> Measured<Self> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"))
            .args(["serve", "--stdio"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let input = child.stdin.take().expect("BUG: it is piped");
        let output = child.stdout.take().expect("BUG: it is piped");
        let waiting = Waiting::default();
        tokio::spawn(read(output, Arc::clone(&waiting)));
        let input = tokio::sync::Mutex::new(input);
        let peer = Self { child, input, waiting, next: 1.into() };
        peer.shake_hands().await?;
        Ok(peer)
    }

    async fn shake_hands(&self) -> Measured<()> {
        let client = json!({"name": "bench", "version": "0"});
        let hello =
            json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client});
        self.ask("initialize", hello).await?;
        self.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await
    }

    pub(crate) async fn ask(&self, method: &str, params: Value) -> Measured<Value> {
        let id = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (sends, answer) = oneshot::channel();
        self.waiting.lock().expect("BUG: no panic").insert(id, sends);
        self.write(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .await?;
        answer.await.map_err(|_| "the server ends before it answers".into())
    }

    /// The structured content of a tool that succeeds.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Measured<Value> {
        let mut answer =
            self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await?;
        if answer["result"]["isError"] != false {
            return Err(format!("{tool} fails: {answer}").into());
        }
        Ok(answer["result"].take())
    }

    async fn write(&self, message: &Value) -> Measured<()> {
        let mut line = message.to_string();
        line.push('\n');
        Ok(self.input.lock().await.write_all(line.as_bytes()).await?)
    }

    /// Resident memory in MB.
    pub(crate) fn memory(&self) -> f64 {
        let id = self.child.id().unwrap_or_default();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kib.unwrap_or(f64::NAN) * 1024.0 / 1e6
    }
}

async fn read(output: tokio::process::ChildStdout, waiting: Waiting) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // What is no message of the protocol answers nobody, who then waits in vain.
        let message: Value = serde_json::from_str(&line).unwrap_or_default();
        let Some(id) = message["id"].as_u64() else { continue };
        if let Some(sends) = waiting.lock().expect("BUG: no panic").remove(&id) {
            // Nobody waits for an answer any more once a measurement is over.
            let _ = sends.send(message);
        }
    }
}
