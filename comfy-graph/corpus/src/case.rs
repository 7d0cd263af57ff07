//! Loads the requests of a corpus, with what the real server answered.

use std::path::Path;

use comfy_graph_core::json::Json;
use serde_json::Value;

use crate::files::{CaseError, entries, files, json, member, text};

/// One request, and the answer to it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file it comes from, without folder and ending.
    pub name: String,
    /// Which part of the corpus it is in.
    pub group: Group,
    /// The body that was posted.
    pub posted: String,
    /// The status of the answer.
    pub status: u16,
    /// The answer; text where it was no JSON.
    pub answer: Value,
}

/// A part of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Workflows that the current frontend exported.
    Exported,
    /// Prompts that older frontends embedded in pictures.
    Embedded,
    /// Valid prompts with one change.
    Mutants,
    /// Requests of a folder that holds nothing else.
    Requests,
}

/// Every request of the corpus in `folder`, by group, then by name.
///
/// # Errors
///
/// [`CaseError`] where a part is missing or no JSON.
pub fn load(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let mut cases = Vec::new();
    for (group, prompts, verdicts) in
        [(Group::Exported, "api", "verdict"), (Group::Embedded, "api_embedded", "verdict_embedded")]
    {
        for (name, path) in files(&folder.join(verdicts))? {
            let verdict = text(&path)?;
            let verdict = json(&path, &verdict)?;
            let prompt = text(&folder.join(prompts).join(format!("{name}.json")))?;
            cases.push(case(name, group, format!("{{\"prompt\":{prompt}}}"), &verdict));
        }
    }
    for (name, path) in files(&folder.join("mutants"))? {
        let mutant = text(&path)?;
        let mutant = json(&path, &mutant)?;
        cases.push(case(name, Group::Mutants, posted(&mutant), &mutant));
    }
    Ok(cases)
}

/// The requests of a folder, each file a body; nothing is known of the answers.
///
/// # Errors
///
/// [`CaseError::Unreadable`].
pub fn requests(folder: &Path) -> Result<Vec<Case>, CaseError> {
    files(folder)?.into_iter().map(|(name, path)| request(name, &path)).collect()
}

/// The goldens of a folder: a folder each, with `request.json` and the `answer.json` to it.
///
/// Where the answer is not recorded yet, its status is 0.
///
/// # Errors
///
/// [`CaseError`] where a request is missing, or an answer is no JSON.
pub fn goldens(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let mut cases = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut golden = request(name, &path.join("request.json"))?;
        let answer = path.join("answer.json");
        if answer.exists() {
            let text = text(&answer)?;
            let verdict = json(&answer, &text)?;
            golden = case(golden.name, golden.group, golden.posted, &verdict);
        }
        cases.push(golden);
    }
    Ok(cases)
}

fn request(name: String, path: &Path) -> Result<Case, CaseError> {
    let (group, posted) = (Group::Requests, text(path)?);
    Ok(Case { name, group, posted, status: 0, answer: Value::Null })
}

fn posted(mutant: &Json<'_>) -> String {
    match (member(mutant, "raw_post_body"), member(mutant, "post_body")) {
        (Some(Json::Text(raw)), _) => raw.to_string(),
        (_, Some(body)) if *body != Json::Null => body.to_string(),
        _ => {
            let prompt = member(mutant, "prompt").unwrap_or(&Json::Null);
            format!("{{\"prompt\":{prompt}}}")
        }
    }
}

fn case(name: String, group: Group, posted: String, verdict: &Json<'_>) -> Case {
    let status = match member(verdict, "status") {
        Some(Json::Int(status)) => u16::try_from(*status).unwrap_or_default(),
        _ => 0,
    };
    // Numbers past 64 bits become floats, in what we say as well.
    let answer = member(verdict, "body").map(Json::to_value).unwrap_or_default();
    Case { name, group, posted, status, answer }
}
