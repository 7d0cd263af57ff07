//! Looks for what keeps the server from working, with a remedy for each finding.
//!
//! `settings` looks at what was given, `machine` at folders and ports, `server` at each ComfyUI,
//! `workflows` at what can be run there. Called by `comfy-mcp doctor`; changes nothing.

mod finding;
mod machine;
mod sample;
mod server;
mod settings;
mod workflows;

use std::sync::Arc;

use comfy_graph::client::Client;
use comfy_sandbox::Sandbox;
use serde::Serialize;

pub use finding::{Finding, FindingCode, Severity};
pub use workflows::check;

use server::Answer;

use crate::backend::{Backend, Known};
use crate::settings::{Servers, Settings};

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The findings, in the order of the examination.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong; there may be warnings.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.count(Severity::Error) == 0
    }

    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// The findings of one kind.
    pub fn of(&self, code: FindingCode) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.code == code)
    }
}

/// Examines everything that `settings` name.
///
/// Takes seconds where a server does not answer; never fails.
pub async fn examine(settings: &Settings) -> Report {
    let mut findings = settings::examine(settings);
    findings.extend(machine::examine(settings).await);
    let mut answer = Answer::Lacking;
    match &settings.comfyui.value {
        Servers::At(endpoints) => {
            for endpoint in endpoints {
                let (found, answered) = server::examine(endpoint, settings).await;
                findings.extend(found);
                answer = if answered == Answer::Given { answered } else { answer };
            }
        }
        Servers::Sandbox => {
            let (found, answered) = sandbox(settings).await;
            findings.extend(found);
            answer = answered;
        }
    }
    if answer == Answer::Lacking {
        findings.extend(workflows::examine_files(settings, &known(settings)));
    }
    Report { findings: without_repetitions(findings) }
}

/// What is known of the first server from before, else of a ComfyUI as it comes.
fn known(settings: &Settings) -> Arc<Known> {
    let client = settings.comfyui.value.endpoints().first().cloned().map(Client::new);
    match client {
        Some(Ok(client)) => Backend::new(client, Some(settings.data_dir.value.clone())).known(),
        _ => Arc::new(Known::stock()),
    }
}

/// The servers of a pool share folders, so each finds the same in them.
fn without_repetitions(findings: Vec<Finding>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    for finding in findings {
        if !all.contains(&finding) {
            all.push(finding);
        }
    }
    all
}

/// Examines the stand-in, which runs for as long.
async fn sandbox(settings: &Settings) -> (Vec<Finding>, Answer) {
    match Sandbox::start().await {
        Ok(sandbox) => {
            let endpoint = sandbox.url().parse().expect("BUG: the stand-in has an address");
            let examined = server::examine(&endpoint, settings).await;
            sandbox.shutdown().await;
            examined
        }
        Err(error) => {
            let what = format!("the stand-in does not start: {error}");
            let finding = Finding::new(FindingCode::ServerFailing, what);
            (vec![finding.remedy("take a real ComfyUI")], Answer::Lacking)
        }
    }
}
