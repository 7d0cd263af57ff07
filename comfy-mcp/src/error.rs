//! Says how a tool call can fail, in a form that programs can tell apart.
//!
//! Every stage has errors of its own; what reaches a client is a [`ToolError`] with a [`Code`].

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal,)+) => {
        /// What went wrong, as `error_code` names it; the list is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $code,)+
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The code as clients see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            /// The code that clients see as `name`.
            #[must_use]
            pub fn of_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }

            /// What the code stands for, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// No answer came from ComfyUI.
    ComfyuiUnreachable = "COMFYUI_UNREACHABLE",
    /// ComfyUI, or a proxy before it, refused the credentials.
    ComfyuiUnauthorized = "COMFYUI_UNAUTHORIZED",
    /// Something answers at the address, but not ComfyUI.
    NotComfyui = "NOT_COMFYUI",
    /// ComfyUI answered a request with an error.
    ComfyuiError = "COMFYUI_ERROR",
    /// An argument is missing, unknown, of the wrong type or out of range.
    InvalidArguments = "INVALID_ARGUMENTS",
    /// There is no tool of this name, or its toolset is off.
    ToolNotFound = "TOOL_NOT_FOUND",
    /// There is no workflow of this id.
    WorkflowNotFound = "WORKFLOW_NOT_FOUND",
    /// The workflow's file cannot be used as it is.
    WorkflowUnusable = "WORKFLOW_UNUSABLE",
    /// The model is not installed.
    ModelNotFound = "MODEL_NOT_FOUND",
    /// The graph would be refused, or was: a node, an input or a value is wrong.
    PromptRejected = "PROMPT_REJECTED",
    /// A node failed while the job ran.
    ExecutionFailed = "EXECUTION_FAILED",
    /// The job was interrupted.
    JobInterrupted = "JOB_INTERRUPTED",
    /// ComfyUI does not know the job any more: it was removed, or ComfyUI restarted.
    JobLost = "JOB_LOST",
    /// There is no job of this id.
    JobNotFound = "JOB_NOT_FOUND",
    /// The job is over, so it cannot be cancelled.
    JobAlreadyOver = "JOB_ALREADY_OVER",
    /// Whether the job stopped could not be confirmed in time.
    CancelUnconfirmed = "CANCEL_UNCONFIRMED",
    /// The job ended well, but no node saved a file.
    NoOutputs = "NO_OUTPUTS",
    /// There is no asset of this id, or it is past its time to live.
    AssetNotFoundOrExpired = "ASSET_NOT_FOUND_OR_EXPIRED",
    /// Nothing is stored that the asset could be made from again.
    NoWorkflowData = "NO_WORKFLOW_DATA",
    /// The file is of a type that this tool does not take.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The picture is damaged, or has more pixels than are decoded.
    ImageUnreadable = "IMAGE_UNREADABLE",
    /// The picture does not fit into the number of bytes that was asked for.
    ImageTooLarge = "IMAGE_TOO_LARGE",
    /// There is no batch of this id.
    BatchNotFound = "BATCH_NOT_FOUND",
    /// There is no such file.
    FileNotFound = "FILE_NOT_FOUND",
    /// The path lies outside the folders that may be read or written.
    PathNotAllowed = "PATH_NOT_ALLOWED",
    /// A file cannot be read or written.
    FileFailed = "FILE_FAILED",
    /// The call deletes or spends something, which has to be confirmed.
    ConfirmationRequired = "CONFIRMATION_REQUIRED",
    /// The user was asked, and declined.
    Declined = "DECLINED",
    /// The target file name does not match `^[a-z0-9][a-z0-9._-]{0,63}\.(webp|png|jpg|jpeg)$`.
    InvalidTargetFilename = "INVALID_TARGET_FILENAME",
    /// The manifest key does not match `^[a-z0-9][a-z0-9._-]{0,63}$`.
    InvalidManifestKey = "INVALID_MANIFEST_KEY",
    /// A manifest key is needed where no target file name is given.
    ManifestKeyRequired = "MANIFEST_KEY_REQUIRED",
    /// The asset's file lies outside ComfyUI's output folder.
    SourcePathOutsideRoot = "SOURCE_PATH_OUTSIDE_ROOT",
    /// The path tries to leave its folder.
    PathTraversalDetected = "PATH_TRAVERSAL_DETECTED",
    /// ComfyUI's output folder is not known, and the file cannot be had over HTTP.
    ComfyuiOutputRootNotFound = "COMFYUI_OUTPUT_ROOT_NOT_FOUND",
    /// The folder to publish into cannot be written.
    PublishRootNotWritable = "PUBLISH_ROOT_NOT_WRITABLE",
    /// Copying or compressing failed.
    PublishFailed = "PUBLISH_FAILED",
    /// The asset cannot be published as asked.
    ValidationError = "VALIDATION_ERROR",
    /// The folder given as ComfyUI's output folder does not exist.
    ComfyuiOutputRootPathNotFound = "COMFYUI_OUTPUT_ROOT_PATH_NOT_FOUND",
    /// What was given as ComfyUI's output folder is no folder.
    ComfyuiOutputRootNotDirectory = "COMFYUI_OUTPUT_ROOT_NOT_DIRECTORY",
    /// The folder does not look like ComfyUI's output folder.
    ComfyuiOutputRootInvalid = "COMFYUI_OUTPUT_ROOT_INVALID",
    /// The configuration file cannot be written.
    ConfigSaveFailed = "CONFIG_SAVE_FAILED",
    /// The path cannot be understood.
    InvalidPath = "INVALID_PATH",
    /// The data directory cannot be read or written.
    StoreFailed = "STORE_FAILED",
    /// Something failed in comfy-mcp itself.
    Internal = "INTERNAL",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A failed tool call, as the client is told of it.
///
/// ```
/// use comfy_mcp::error::{Code, ToolError};
///
/// let error = ToolError::new(Code::WorkflowNotFound, "Workflow 'cat' not found")
///     .hint("list_workflows names those there are");
///
/// assert_eq!(error.to_json()["error_code"], "WORKFLOW_NOT_FOUND");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ToolError {
    /// What went wrong.
    pub code: Code,
    /// What went wrong, in words.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// Facts for programs; keys differ by code.
    pub details: Box<Map<String, Value>>,
    /// What a tool's own documentation has beside the members that every failure has.
    pub beside: Box<Map<String, Value>>,
}

impl ToolError {
    /// A failure without hint or details.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            details: Box::default(),
            beside: Box::default(),
        }
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a member beside those that every failure has.
    #[must_use]
    pub fn beside(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.beside.insert(key.to_owned(), value.into());
        self
    }

    /// The failure as JSON: `error`, `error_code`, then `hint` and `details` where there are any.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let mut json = Map::new();
        json.insert("error".to_owned(), Value::from(&*self.message));
        json.insert("error_code".to_owned(), Value::from(self.code.as_str()));
        if let Some(hint) = &self.hint {
            json.insert("hint".to_owned(), Value::from(&**hint));
        }
        if !self.details.is_empty() {
            json.insert("details".to_owned(), Value::Object((*self.details).clone()));
        }
        json.extend((*self.beside).clone());
        json
    }
}

impl ToolError {
    /// The failure that [`ToolError::to_json`] gave.
    #[must_use]
    pub fn from_json(json: &Value) -> Self {
        let text = |key: &str| json.get(key).and_then(Value::as_str);
        let code = text("error_code").and_then(Code::of_name).unwrap_or(Code::Internal);
        let mut error = Self::new(code, text("error").unwrap_or("something failed"));
        error.hint = text("hint").map(ToOwned::to_owned);
        let details = json.get("details").and_then(Value::as_object);
        error.details = Box::new(details.cloned().unwrap_or_default());
        error
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl std::error::Error for ToolError {}

/// The message of `error` with that of its first cause, on one line.
///
/// What lies between them, such as the layers of an HTTP client, only says that something failed.
#[must_use]
pub fn with_cause(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    match causes.last() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| code.as_str()).collect();

        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        let json = ToolError::new(Code::Internal, "oh").to_json();

        assert_eq!(Value::from(json).to_string(), r#"{"error":"oh","error_code":"INTERNAL"}"#);
    }
}
