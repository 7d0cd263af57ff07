//! Starts servers to test against, with a client that talks MCP to them.
#![allow(dead_code, reason = "no test file uses all of it")]

pub(crate) mod ears;
pub(crate) mod fake;
pub(crate) mod graphs;
pub(crate) mod schema;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use comfy_mcp::backend::Reach;
use comfy_mcp::server::Server;
use comfy_mcp::settings::{CommonArgs, ServerArgs, Settings, Surroundings, Toolset};
use comfy_mcp::start::Started;
use comfy_sandbox::{Sandbox, SandboxBuilder};
use rmcp::ServiceExt as _;
use rmcp::model::{CallToolRequestParams, CallToolResult, Tool};
use rmcp::service::{ClientServiceExt as _, RoleClient, RunningService};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::DuplexStream;

use ears::Ears;

/// A client that remembers what it hears.
pub(crate) type Client = RunningService<RoleClient, Ears>;

/// The longest that anything here takes, on the slowest of machines.
const PATIENCE: Duration = Duration::from_secs(100);

/// A ComfyUI of some kind, a server that works with it, a client that talks to the server.
pub(crate) struct Bench {
    pub(crate) client: Client,
    pub(crate) started: Started,
    pub(crate) sandbox: Option<Sandbox>,
    pub(crate) folder: TempDir,
}

/// What a test wants to be otherwise.
#[derive(Default)]
pub(crate) struct Wishes {
    variables: Vec<(String, String)>,
    workflows: Vec<(String, String)>,
    config: Option<String>,
    toolsets: Option<BTreeSet<Toolset>>,
    ears: Ears,
}

impl Wishes {
    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file in the folder of workflows.
    pub(crate) fn workflow(mut self, file: &str, text: impl ToString) -> Self {
        self.workflows.push((file.to_owned(), text.to_string()));
        self
    }

    /// The configuration file.
    pub(crate) fn config(mut self, text: impl ToString) -> Self {
        self.config = Some(text.to_string());
        self
    }

    /// All groups of tools, unless said.
    pub(crate) fn toolsets(mut self, toolsets: impl IntoIterator<Item = Toolset>) -> Self {
        self.toolsets = Some(toolsets.into_iter().collect());
        self
    }

    /// The client that listens.
    pub(crate) fn ears(mut self, ears: Ears) -> Self {
        self.ears = ears;
        self
    }
}

/// A stand-in with a few models, fast enough for tests.
pub(crate) fn sandbox() -> SandboxBuilder {
    Sandbox::builder()
        .step_time(Duration::from_millis(1))
        .model("checkpoints", "v1-5-pruned-emaonly.ckpt")
        .model("checkpoints", "sd_xl_base_1.0.safetensors")
        .model("loras", "anime.safetensors")
}

/// The same, where a step takes so long that a job runs until it is stopped.
pub(crate) fn slow_sandbox() -> SandboxBuilder {
    sandbox().step_time(Duration::from_secs(3600))
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(sandbox(), Wishes::default()).await
    }

    pub(crate) async fn with(builder: SandboxBuilder, wishes: Wishes) -> Self {
        let sandbox = builder.start().await.unwrap();
        let url = sandbox.url();
        let bench = Self::at(&url, wishes).await;
        Self { sandbox: Some(sandbox), ..bench }
    }

    /// A server that works with the ComfyUI at `url`.
    pub(crate) async fn at(url: &str, wishes: Wishes) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (started, client) = Self::in_folder(url, folder.path(), &wishes).await;
        Self { client, started, sandbox: None, folder }
    }

    /// A server that works with nothing, since nobody answers.
    pub(crate) async fn without_comfyui(wishes: Wishes) -> Self {
        Self::asleep(NOBODY, wishes).await
    }

    /// A server that does not wait for the ComfyUI at `url`.
    pub(crate) async fn asleep(url: &str, wishes: Wishes) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let started = Started::new(&settings(url, folder.path(), &wishes)).await.unwrap();
        let client = connect(&started, &wishes).await;
        Self { client, started, sandbox: None, folder }
    }

    /// A server in a folder that may hold what an earlier one left.
    pub(crate) async fn in_folder(url: &str, folder: &Path, wishes: &Wishes) -> (Started, Client) {
        let started = Started::new(&settings(url, folder, wishes)).await.unwrap();
        known(&started).await;
        let client = connect(&started, wishes).await;
        (started, client)
    }

    /// What a tool answers, whatever it is.
    pub(crate) async fn answer(&self, tool: &str, arguments: Value) -> CallToolResult {
        answer(&self.client, tool, arguments).await
    }

    /// The JSON of a tool that succeeds.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let result = self.answer(tool, arguments).await;
        assert_ne!(result.is_error, Some(true), "{tool}: {result:?}");
        json(&result)
    }

    /// The JSON of a tool that fails.
    pub(crate) async fn refusal(&self, tool: &str, arguments: Value) -> Value {
        let result = self.answer(tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{tool}: {result:?}");
        json(&result)
    }

    /// A small picture.
    pub(crate) async fn picture(&self) -> Value {
        self.call("generate_image", small("a cat")).await
    }

    /// The id of a job that goes on, since nobody waits for it.
    pub(crate) async fn job(&self, tool: &str, mut arguments: Value) -> String {
        arguments["wait"] = false.into();
        let answer = self.call(tool, arguments).await;
        assert_eq!(answer["status"], "running", "{answer}");
        text(&answer, "prompt_id")
    }

    /// The same, once ComfyUI runs it.
    pub(crate) async fn running_job(&self, tool: &str, arguments: Value) -> String {
        let id = self.job(tool, arguments).await;
        self.until("get_job", serde_json::json!({"prompt_id": id}), |job| {
            job["status"] == "running"
        })
        .await;
        id
    }

    /// Calls a tool again and again, until its answer is as wanted.
    pub(crate) async fn until(
        &self,
        tool: &str,
        arguments: Value,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        patient(async {
            loop {
                let answer = self.call(tool, arguments.clone()).await;
                if is_wanted(&answer) {
                    return answer;
                }
            }
        })
        .await
    }

    /// The tool as clients see it.
    pub(crate) async fn tool(&self, name: &str) -> Tool {
        let tools = self.tools().await;
        let found = tools.into_iter().find(|tool| tool.name == name);
        found.unwrap_or_else(|| panic!("{name} is listed"))
    }

    pub(crate) async fn tools(&self) -> Vec<Tool> {
        self.client.list_all_tools().await.unwrap()
    }

    pub(crate) fn ears(&self) -> &Ears {
        self.client.service()
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().unwrap()
    }

    /// The folder of workflows.
    pub(crate) fn workflows(&self) -> PathBuf {
        self.folder.path().join("workflows")
    }
}

/// An address where nobody answers.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// The arguments of a small picture.
pub(crate) fn small(prompt: &str) -> Value {
    serde_json::json!({"prompt": prompt, "width": 64, "height": 64, "steps": 2})
}

/// A client for plain requests.
///
/// Somewhere in the tree reqwest is told to bring no cryptography of its own.
pub(crate) fn http() -> reqwest::Client {
    // Another test of this process may have done so.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// Waits, but not for ever.
pub(crate) async fn patient<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("this takes too long")
}

/// The text under `key`.
pub(crate) fn text(json: &Value, key: &str) -> String {
    let text = json[key].as_str();
    text.unwrap_or_else(|| panic!("`{key}` is a text in {json}")).to_owned()
}

pub(crate) async fn answer(client: &Client, tool: &str, arguments: Value) -> CallToolResult {
    let arguments = arguments.as_object().unwrap().clone();
    let request = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
    patient(client.call_tool(request)).await.unwrap()
}

/// The structured content, which the first text repeats.
pub(crate) fn json(result: &CallToolResult) -> Value {
    let structured = result.structured_content.clone().expect("every answer has JSON");
    let mut texts = result.content.iter().filter_map(|content| content.as_text());
    let first = &texts.next().expect("every answer has a text").text;
    let text: Value = serde_json::from_str(first).expect("the first text is JSON");
    assert_eq!(text, structured, "the first text repeats the structured content");
    structured
}

async fn connect(started: &Started, wishes: &Wishes) -> Client {
    let toolsets = wishes.toolsets.clone().unwrap_or_else(|| Toolset::ALL.into());
    let (ears, theirs) = (wishes.ears.clone(), serve_with(started, toolsets));
    let lifecycle = ears.lifecycle();
    ears.serve_with_lifecycle(theirs, lifecycle).await.unwrap()
}

/// The client's end of a connection to a server with all tools.
pub(crate) fn serve(started: &Started) -> DuplexStream {
    serve_with(started, Toolset::ALL.into())
}

fn serve_with(started: &Started, toolsets: BTreeSet<Toolset>) -> DuplexStream {
    let server = Server::new(started.app.clone(), toolsets);
    tokio::spawn(server.clone().follow());
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    tokio::spawn(async move {
        let serving = server.serve(ours).await.expect("the client shakes hands");
        serving.waiting().await
    });
    theirs
}

/// The configuration file of a server in this folder.
pub(crate) fn config(folder: &Path) -> PathBuf {
    folder.join(".comfy-mcp/config.json")
}

fn settings(url: &str, folder: &Path, wishes: &Wishes) -> Settings {
    let workflows = folder.join("workflows");
    std::fs::create_dir_all(&workflows).unwrap();
    for (file, text) in &wishes.workflows {
        std::fs::write(workflows.join(file), text).unwrap();
    }
    if let Some(text) = &wishes.config {
        std::fs::create_dir_all(folder.join(".comfy-mcp")).unwrap();
        std::fs::write(config(folder), text).unwrap();
    }
    let mut surroundings = Surroundings::at(folder);
    for (name, value) in &wishes.variables {
        surroundings = surroundings.variable(name, value.clone());
    }
    let common = CommonArgs {
        comfyui: vec![comfy_mcp::settings::Secret::new(url)],
        workflows: Some(workflows),
        data_dir: Some(folder.join("data")),
        ..CommonArgs::default()
    };
    Settings::resolve(&common, &ServerArgs::default(), &surroundings).unwrap()
}

/// Waits until the server's schema is known, and the workflows are read by it.
pub(crate) async fn known(started: &Started) {
    let mut reaches = started.app.backend.reaches();
    let up = reaches.wait_for(|reach| matches!(reach, Reach::Up));
    patient(up).await.unwrap();
    started.app.library.reload().await;
}
