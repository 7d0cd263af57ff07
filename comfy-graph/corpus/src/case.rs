//! Loads the requests of a corpus, with what the real server answered.

use std::fs;
use std::path::{Path, PathBuf};

use comfy_graph_core::json::{Json, JsonError};
use serde_json::Value;

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

/// A corpus that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file or folder is missing, or cannot be read.
    #[error("cannot read `{}` of the corpus; is `COMFY_CORPUS` its folder?", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file is no JSON.
    #[error("`{}` of the corpus is no JSON", path.display())]
    NotJson {
        /// The path.
        path: PathBuf,
        /// The reason.
        source: JsonError,
    },
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

fn member<'j>(json: &'j Json<'_>, key: &str) -> Option<&'j Json<'j>> {
    json.as_object()?.get(key)
}

/// The JSON files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, CaseError> {
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    let named = files.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, path)
    });
    Ok(named.collect())
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let unreadable = |source| CaseError::Unreadable { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(unreadable)?;
    paths.sort();
    Ok(paths)
}

fn text(path: &Path) -> Result<String, CaseError> {
    fs::read_to_string(path)
        .map_err(|source| CaseError::Unreadable { path: path.to_owned(), source })
}

fn json<'t>(path: &Path, text: &'t str) -> Result<Json<'t>, CaseError> {
    Json::parse(text).map_err(|source| CaseError::NotJson { path: path.to_owned(), source })
}
