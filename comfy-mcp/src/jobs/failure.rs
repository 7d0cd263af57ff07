//! Puts what went wrong with a job into words for its caller.

use comfy_graph::client::{ClientError, ExecutionError, Rejection};
use comfy_graph_core::ids::JobId;
use serde_json::{Value, json};

use crate::error::{Code, ToolError, with_cause};
use crate::store::JobRecord;

/// A request that ComfyUI did not answer, or answered with an error.
#[must_use]
pub fn of_client(error: &ClientError) -> ToolError {
    match error {
        ClientError::Rejected(rejection) => rejected(rejection),
        ClientError::NotQueued { source, .. } => {
            let mut failure = of_client(source);
            failure.message = error.to_string();
            failure
        }
        _ => ToolError::new(code(error), with_cause(error)).hint(hint(error)),
    }
}

const fn code(error: &ClientError) -> Code {
    match error {
        ClientError::Unreachable { .. }
        | ClientError::Timeout { .. }
        | ClientError::AnswerLost { .. } => Code::ComfyuiUnreachable,
        ClientError::Unauthorized { .. } => Code::ComfyuiUnauthorized,
        ClientError::NotComfyUi { .. } => Code::NotComfyui,
        ClientError::File { .. } => Code::FileFailed,
        _ => Code::ComfyuiError,
    }
}

const fn hint(error: &ClientError) -> &'static str {
    match error {
        ClientError::Unreachable { .. } => {
            "start ComfyUI, or name its address with COMFYUI_URL; comfy-mcp doctor tells more"
        }
        ClientError::Unauthorized { .. } => "give the credentials in COMFYUI_AUTH_HEADER",
        ClientError::AnswerLost { .. } => "ask get_job for it before you submit it again",
        _ => "comfy-mcp doctor tells more",
    }
}

/// A prompt that the server refused: every node, every input.
fn rejected(rejection: &Rejection) -> ToolError {
    let problem = |problem: &comfy_graph::client::Problem| {
        let extra = &problem.extra_info;
        json!({
            "type": problem.kind,
            "message": problem.message,
            "details": problem.details,
            "input": extra.get("input_name"),
            "received": extra.get("received_value"),
        })
    };
    let nodes: Vec<Value> = rejection
        .nodes
        .iter()
        .map(|node| {
            let errors: Vec<_> = node.errors.iter().map(problem).collect();
            json!({"node": node.node, "class": node.class, "errors": errors})
        })
        .collect();
    ToolError::new(Code::PromptRejected, rejection.to_string())
        .hint("correct the named inputs, then call again")
        .detail("type", rejection.error.kind.clone())
        .detail("nodes", nodes)
}

/// A node that failed while the job ran.
#[must_use]
pub fn execution_failed(error: &ExecutionError) -> ToolError {
    let hint = if error.is_out_of_memory() {
        "ask for a smaller picture or fewer at once, or use a smaller model"
    } else {
        "correct what the message names; get_asset_metadata and list_workflows show the graph"
    };
    let node = error.node.as_ref().map(ToString::to_string);
    let class = error.class.as_ref().map(ToString::to_string);
    ToolError::new(Code::ExecutionFailed, error.to_string())
        .hint(hint)
        .detail("prompt_id", error.job.to_string())
        .detail("node", node)
        .detail("class", class)
        .detail("exception_type", error.exception_type.clone())
        .detail("exception_message", error.message.trim())
        .detail("inputs", shortened(&error.current_inputs))
}

/// What the node was given, without pictures and other long things.
fn shortened(inputs: &Value) -> Value {
    /// How many characters of an input are told.
    const SHOWN: usize = 200;
    let Value::Object(inputs) = inputs else { return Value::Null };
    let short = inputs.iter().map(|(name, value)| {
        let text = value.to_string();
        let value = match text.char_indices().nth(SHOWN) {
            None => value.clone(),
            Some((end, _)) => Value::from(format!("{}…", &text[..end])),
        };
        (name.clone(), value)
    });
    Value::Object(short.collect())
}

pub(super) fn interrupted(job: JobId) -> ToolError {
    ToolError::new(Code::JobInterrupted, format!("job {job} was interrupted"))
        .hint("call again to run it anew")
        .detail("prompt_id", job.to_string())
}

pub(super) fn lost(job: JobId) -> ToolError {
    let message =
        format!("ComfyUI does not know job {job} any more: it was removed, or ComfyUI restarted");
    ToolError::new(Code::JobLost, message)
        .hint("call again to run it anew")
        .detail("prompt_id", job.to_string())
}

/// A job that ended well, but without a file or a text.
#[must_use]
pub fn without_outputs(record: &JobRecord) -> ToolError {
    ToolError::new(Code::NoOutputs, "the workflow ran to its end, but no node saved anything")
        .hint("add a node that saves its input, such as SaveImage")
        .detail("prompt_id", record.id.to_string())
}
