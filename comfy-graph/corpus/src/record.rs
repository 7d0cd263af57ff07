//! Keeps what a real server answered beside the request, without prose or paths of that server.

use std::path::Path;
use std::{fs, io};

use serde_json::{Value, json};

use crate::case::Case;

/// Writes the answer to a golden of `folder`.
///
/// # Errors
///
/// What the file system says.
pub fn record(folder: &Path, case: &Case) -> io::Result<()> {
    let answer = json!({"status": case.status, "body": facts(case.answer.clone())});
    let text = serde_json::to_string_pretty(&answer)?;
    fs::write(folder.join(&case.name).join("answer.json"), text + "\n")
}

/// An answer without what differs from machine to machine, and without the server's prose.
#[must_use]
pub fn facts(mut answer: Value) -> Value {
    let drop = |value: &mut Value, key: &str| value.as_object_mut().and_then(|o| o.remove(key));
    drop(&mut answer, "prompt_id");
    drop(&mut answer, "number");
    let nodes = answer.get_mut("node_errors").and_then(Value::as_object_mut);
    let nodes = nodes.into_iter().flatten();
    for (_, node) in nodes {
        for error in node["errors"].as_array_mut().into_iter().flatten() {
            let info = &mut error["extra_info"];
            drop(info, "input_config");
            if !info["traceback"].is_null() {
                info["traceback"] = json!([]);
                drop(info, "exception_message");
                drop(error, "details");
            }
        }
    }
    answer
}
