//! Looks at one ComfyUI.

use std::net::IpAddr;
use std::time::Duration;

use comfy_graph::client::{Client, ClientError, Endpoint, SystemStats};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::finding::{Finding, FindingCode, Severity};
use super::workflows;
use crate::backend::{Backend, Known};
use crate::error::with_cause;
use crate::settings::{Origin, Settings};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);

/// How long a server may say nothing.
const IDLE: Duration = Duration::from_secs(20);

/// Where ComfyUI listens: by itself, as a desktop program.
const USUAL_PORTS: [u16; 2] = [8188, 8000];

/// How long a port of this machine may take to answer.
const NEAR: Duration = Duration::from_millis(300);

/// Whether a server said what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Given,
    Lacking,
}

/// What was found, and whether the workflows were looked at: that takes a server that answers.
pub(super) async fn examine(endpoint: &Endpoint, settings: &Settings) -> (Vec<Finding>, Answer) {
    let client = Client::builder(endpoint.clone()).connect_timeout(CONNECT).idle_timeout(IDLE);
    let asked = match client.build() {
        Ok(client) => ask(client).await,
        Err(error) => Err(error),
    };
    let (backend, stats) = match asked {
        Ok(asked) => asked,
        Err(error) => return (vec![failed(endpoint, settings, &error).await], Answer::Lacking),
    };
    let known = backend.known();
    let mut findings = vec![fine(endpoint, &known, &stats)];
    findings.extend(checkpoints(endpoint, backend.client()).await);
    findings.extend(workflows::examine(settings, &known));
    (findings, Answer::Given)
}

/// Asks what there is to know, with the schema.
async fn ask(client: Client) -> Result<(Backend, SystemStats), ClientError> {
    let stats = client.system_stats().await?;
    let backend = Backend::new(client, None);
    match backend.refresh().await {
        Ok(()) => Ok((backend, stats)),
        Err(error) => Err(std::sync::Arc::into_inner(error).unwrap_or(ClientError::NotComfyUi {
            url: Box::new(backend.client().endpoint().url().clone()),
            received: "something else than a schema".to_owned(),
        })),
    }
}

fn fine(endpoint: &Endpoint, known: &Known, stats: &SystemStats) -> Finding {
    let version = match stats.system.comfyui_version.as_str() {
        "" => "of unknown version",
        version => version,
    };
    let classes = known.schema.classes().len();
    let device = stats.devices.first().map(|device| format!(", computes on {}", device.name));
    let device = device.unwrap_or_default();
    let what = format!("`{endpoint}` is ComfyUI {version} with {classes} node classes{device}");
    Finding::new(FindingCode::ServerFine, what)
}

async fn failed(endpoint: &Endpoint, settings: &Settings, error: &ClientError) -> Finding {
    let not_comfyui = |what: String| {
        let finding = Finding::new(FindingCode::NotComfyui, what);
        finding.remedy(format!("{}; check port and base path", elsewhere(settings)))
    };
    match error {
        ClientError::Unreachable { .. } if takes_connections(endpoint).await => {
            let scheme = endpoint.url().scheme();
            not_comfyui(format!(
                "something listens at `{endpoint}`, but it does not speak {scheme}"
            ))
        }
        ClientError::Unreachable { .. } => down(endpoint, settings, error).await,
        ClientError::Timeout { .. } => {
            let what = format!("`{endpoint}` takes connections, but says nothing");
            let finding = Finding::new(FindingCode::ServerSilent, what);
            finding.remedy("wait until ComfyUI has started, or restart it")
        }
        ClientError::Unauthorized { status, .. } => unauthorized(endpoint, settings, *status),
        ClientError::NotComfyUi { received, .. } => {
            not_comfyui(format!("`{endpoint}` is no ComfyUI, it sends {received}"))
        }
        ClientError::Malformed { .. } | ClientError::Status { status: 404 | 405, .. } => {
            not_comfyui(format!("`{endpoint}` is no ComfyUI: {error}"))
        }
        error => {
            let what = format!("`{endpoint}` fails: {}", with_cause(error));
            let finding = Finding::new(FindingCode::ServerFailing, what);
            finding.remedy("look into the log of ComfyUI, then restart it")
        }
    }
}

/// How to name another server.
fn elsewhere(settings: &Settings) -> String {
    match &settings.comfyui.origin {
        Origin::Default => "name the right address: `--comfyui URL`, or `COMFYUI_URL`".to_owned(),
        origin => format!("correct {origin}, which names it"),
    }
}

async fn down(endpoint: &Endpoint, settings: &Settings, error: &ClientError) -> Finding {
    let cause =
        std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    let cause = cause.last().map_or_else(String::new, ToString::to_string);
    let finding =
        Finding::new(FindingCode::ServerDown, format!("nothing answers at `{endpoint}`: {cause}"));
    if !is_loopback(endpoint) {
        return finding.remedy(format!(
            "start ComfyUI there with `--listen`, or {}; is a firewall in between?",
            elsewhere(settings)
        ));
    }
    match neighbour(endpoint).await {
        Some(url) => finding.remedy(format!("one answers at {url}: `--comfyui {url}`")),
        None => finding
            .remedy(format!("start ComfyUI, or {}; `--sandbox` does without", elsewhere(settings))),
    }
}

fn unauthorized(endpoint: &Endpoint, settings: &Settings, status: u16) -> Finding {
    let finding = |what: String| Finding::new(FindingCode::ServerUnauthorized, what);
    match settings.credentials.first() {
        Some(origin) => {
            finding(format!("`{endpoint}` refuses the credentials of {origin} with {status}"))
                .remedy("correct them: `Bearer TOKEN`, `Basic …`, or `Name: value`")
        }
        None => finding(format!("`{endpoint}` wants credentials, it answers with {status}"))
            .remedy("give them in `COMFYUI_AUTH_HEADER` or `COMFYUI_API_KEY`"),
    }
}

fn is_loopback(endpoint: &Endpoint) -> bool {
    let host = endpoint.url().host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse();
    host == "localhost" || address.is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Whether anything listens there, whatever it speaks.
async fn takes_connections(endpoint: &Endpoint) -> bool {
    let host = endpoint.url().host_str().unwrap_or_default().trim_matches(['[', ']']);
    let port = endpoint.url().port_or_known_default().unwrap_or_default();
    timeout(CONNECT, TcpStream::connect((host, port))).await.is_ok_and(|stream| stream.is_ok())
}

/// Another ComfyUI of this machine, by its address.
async fn neighbour(endpoint: &Endpoint) -> Option<String> {
    let own = endpoint.url().port_or_known_default();
    for port in USUAL_PORTS.into_iter().filter(|port| Some(*port) != own) {
        let connected = timeout(NEAR, TcpStream::connect(("127.0.0.1", port))).await;
        if !connected.is_ok_and(|stream| stream.is_ok()) {
            continue;
        }
        let url = format!("http://127.0.0.1:{port}");
        let client = Client::builder(url.parse().ok()?).idle_timeout(NEAR).build().ok()?;
        if client.system_stats().await.is_ok_and(|stats| !stats.devices.is_empty()) {
            return Some(url);
        }
    }
    None
}

/// Whether there is a model to draw with.
async fn checkpoints(endpoint: &Endpoint, client: &Client) -> Option<Finding> {
    let is_empty = |files: Option<Vec<String>>| files.is_some_and(|files| files.is_empty());
    // Servers that do not tell are not to blame.
    if !is_empty(client.models("checkpoints").await.ok()?) {
        return None;
    }
    let others = client.models("diffusion_models").await.ok().flatten().unwrap_or_default();
    let finding = Finding::new(
        FindingCode::NoCheckpoint,
        format!("no checkpoint is installed on `{endpoint}`"),
    )
    .remedy(
        "put one into its folder `models/checkpoints`, such as v1-5-pruned-emaonly.ckpt from \
         `stable-diffusion-v1-5/stable-diffusion-v1-5` on Hugging Face",
    );
    Some(if others.is_empty() { finding } else { finding.weighing(Severity::Warning) })
}
