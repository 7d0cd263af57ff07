//! Runs the program itself, over its standard input and output.

use std::path::Path;
use std::process::{ExitStatus, Stdio};

use comfy_graph::client::Client;
use comfy_sandbox::Sandbox;
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::support::{NOBODY, graphs, patient, sandbox, small, text};

/// A program that runs.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
    /// How many requests were made.
    asked: u64,
}

impl Program {
    /// The program with these flags, in a folder that keeps its data.
    fn start(folder: &Path, flags: &[&str]) -> Self {
        let workflows = folder.join("workflows");
        std::fs::create_dir_all(&workflows).unwrap();
        let project = folder.join("project");
        std::fs::create_dir_all(&project).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_comfy-mcp"));
        command
            .args(["serve", "--stdio", "--data-dir"])
            .arg(folder.join("data"))
            .arg("--workflows")
            .arg(workflows)
            .args(flags)
            .env_clear()
            .env("HOME", folder)
            .current_dir(project)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, input, output, asked: 0 }
    }

    async fn write(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    async fn notify(&mut self, method: &str) {
        self.write(&json!({"jsonrpc": "2.0", "method": method}).to_string()).await;
    }

    /// The next message; whatever is none makes the test fail.
    async fn message(&mut self) -> Option<Value> {
        let line = patient(self.output.next_line()).await.unwrap()?;
        let message: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {line}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        Some(message)
    }

    /// What a request is answered with.
    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.write(&request.to_string()).await;
        loop {
            let message = self.message().await.expect("every request is answered");
            if message["id"] == id {
                return message;
            }
        }
    }

    async fn shake_hands(&mut self) {
        let params = json!({
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        let answer = self.ask("initialize", params).await;
        assert_eq!(answer["result"]["serverInfo"]["name"], "comfy-mcp", "{answer}");
        self.notify("notifications/initialized").await;
    }

    /// What a tool answers.
    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let answer = self.ask("tools/call", json!({"name": tool, "arguments": arguments})).await;
        answer["result"].clone()
    }

    /// The JSON of a tool that succeeds.
    async fn json(&mut self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments).await;
        assert_ne!(result["isError"], true, "{tool}: {result}");
        result["structuredContent"].clone()
    }

    /// Reads to the end, once the input is closed.
    async fn end(mut self) -> ExitStatus {
        drop(self.input.take());
        while self.message().await.is_some() {}
        patient(self.child.wait()).await.unwrap()
    }
}

/// Arguments that a tool takes, whatever they lead to.
fn good(tool: &Value) -> Value {
    let schema = &tool["inputSchema"];
    let known = ["prompt", "width", "height", "steps"];
    let mut arguments = json!({});
    for (name, value) in small("a cat").as_object().unwrap() {
        if known.contains(&&**name) && schema["properties"].get(name).is_some() {
            arguments[name] = value.clone();
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap();
        if arguments.get(name).is_none() {
            arguments[name] = sample(&schema["properties"][name]);
        }
    }
    if schema["properties"].get("wait").is_some() {
        arguments["wait"] = json!(false);
    }
    arguments
}

fn sample(schema: &Value) -> Value {
    match schema["type"].as_str().unwrap_or("string") {
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        "array" => json!([]),
        "object" => json!({}),
        _ => json!("something"),
    }
}

/// Calls every tool, with arguments of all kinds; nothing but messages may come out.
async fn calls_of_every_tool_are_answered(flags: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), flags);
    program.shake_hands().await;
    let listed = program.ask("tools/list", json!({})).await;
    let tools = listed["result"]["tools"].as_array().unwrap().clone();
    assert!(tools.len() > 17, "{listed}");

    for tool in &tools {
        let name = tool["name"].as_str().unwrap();
        let answer = program.call(name, good(tool)).await;
        assert!(answer["content"].is_array(), "{name}: {answer}");
        for bad in [json!({"no_such_argument": 1}), json!({"prompt_id": 5, "asset_id": [1]})] {
            let answer = program.call(name, bad).await;
            assert_eq!(answer["isError"], true, "{name}: {answer}");
        }
    }
    assert!(program.end().await.success());
}

#[tokio::test]
async fn nothing_but_messages_comes_out() {
    calls_of_every_tool_are_answered(&["--sandbox", "--toolsets", "all"]).await;
}

#[tokio::test]
async fn nothing_but_messages_comes_out_where_everything_is_logged() {
    calls_of_every_tool_are_answered(&["--sandbox", "--log", "trace"]).await;
}

#[tokio::test]
async fn nothing_but_messages_comes_out_where_comfyui_is_down() {
    calls_of_every_tool_are_answered(&["--comfyui", NOBODY]).await;
}

#[tokio::test]
async fn garbage_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["--sandbox"]);
    program.shake_hands().await;

    for garbage in ["no JSON", "", "{", "[]", "17", "null", "{\"jsonrpc\": \"2.0\"}", "\u{0}é€"]
    {
        program.write(garbage).await;
    }

    let answer = program.ask("ping", json!({})).await;
    assert_eq!(answer["result"], json!({}));
    assert!(program.end().await.success());
}

#[tokio::test]
async fn garbage_before_the_handshake_gives_no_garbage_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), &["--sandbox"]);

    program.write("no JSON").await;

    // Whether it goes on or ends: all that comes out are messages.
    program.end().await;
}

#[tokio::test]
async fn an_input_that_is_closed_at_once_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), &["--sandbox"]);

    assert!(program.end().await.success());
}

#[tokio::test]
async fn an_input_that_is_closed_during_a_call_ends_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let server = sandbox().step_time(Duration::from_secs(3600)).start().await.unwrap();
    let mut program = Program::start(folder.path(), &["--comfyui", &server.url()]);
    program.shake_hands().await;
    let params = json!({"name": "generate_image", "arguments": small("a cat")});
    let request = json!({"jsonrpc": "2.0", "id": 99, "method": "tools/call", "params": params});
    program.write(&request.to_string()).await;
    running(&server).await;

    assert!(program.end().await.success());
}

/// Waits until a job runs there.
async fn running(server: &Sandbox) {
    let client = Client::new(server.url().parse().unwrap()).unwrap();
    patient(async { while client.queue().await.unwrap().running.is_empty() {} }).await;
}

/// Asks for the assets until there are so many.
async fn assets(program: &mut Program, count: usize) -> Vec<Value> {
    patient(async {
        loop {
            let listed = program.json("list_assets", json!({})).await;
            let assets = listed["assets"].as_array().unwrap();
            if assets.len() == count {
                return assets.clone();
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_program_that_is_killed_loses_nothing() {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let server = sandbox().step_time(Duration::from_millis(300)).start().await.unwrap();
    let url = server.url();
    let plain = folder.path().join("workflows");
    std::fs::create_dir_all(&plain).unwrap();
    std::fs::write(plain.join("plain.json"), graphs::plain(1).to_string()).unwrap();
    let mut program = Program::start(folder.path(), &["--comfyui", &url]);
    program.shake_hands().await;
    let first = program.json("plain", json!({})).await;
    let mut arguments = small("a cat");
    arguments["steps"] = json!(10);
    arguments["wait"] = json!(false);
    let job = text(&program.json("generate_image", arguments).await, "prompt_id");
    running(&server).await;

    program.child.kill().await.unwrap();

    running(&server).await;
    let mut program = Program::start(folder.path(), &["--comfyui", &url]);
    program.shake_hands().await;
    let assets = assets(&mut program, 2).await;
    assert_eq!(assets[0]["prompt_id"], *job);
    assert_eq!(assets[1]["asset_id"], first["asset_id"], "ids survive");
    for asset in assets {
        program.json("view_image", json!({"asset_id": asset["asset_id"]})).await;
    }
    assert!(program.end().await.success());
}
