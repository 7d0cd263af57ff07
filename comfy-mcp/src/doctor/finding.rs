//! Describes one thing that was found.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It is as it should be.
    Fine,
    /// It may be meant.
    Warning,
    /// Something does not work.
    Error,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $code:ident = $name:literal, $severity:ident;)+) => {
        /// What kind of thing was found; the list is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingCode {
            $($(#[doc = $doc])+ $code,)+
        }

        impl FindingCode {
            /// Every code, in the order of the examination.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The code as reports show it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $name,)+
                }
            }

            /// How much it weighs, unless a finding says otherwise.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$code => Severity::$severity,)+
                }
            }
        }
    };
}

codes! {
    /// The settings can be used.
    SettingsFine = "SETTINGS_FINE", Fine;
    /// A setting, or the configuration file, cannot be used.
    SettingUnusable = "SETTING_UNUSABLE", Error;
    /// A setting does nothing.
    SettingIneffective = "SETTING_INEFFECTIVE", Warning;
    /// Others on the machine can read secrets.
    SecretsReadable = "SECRETS_READABLE", Warning;
    /// The data folder can be written.
    DataDirFine = "DATA_DIR_FINE", Fine;
    /// The data folder cannot be written.
    DataDirUnwritable = "DATA_DIR_UNWRITABLE", Error;
    /// The disk of the data folder is full, or nearly.
    DiskFull = "DISK_FULL", Error;
    /// The folder said to hold ComfyUI's outputs is not there.
    OutputRootMissing = "OUTPUT_ROOT_MISSING", Error;
    /// The address to listen on is free.
    ListenFine = "LISTEN_FINE", Fine;
    /// Something listens on the address already.
    PortTaken = "PORT_TAKEN", Warning;
    /// The address cannot be listened on.
    ListenRefused = "LISTEN_REFUSED", Error;
    /// ComfyUI answers.
    ServerFine = "SERVER_FINE", Fine;
    /// Nothing answers at the address.
    ServerDown = "SERVER_DOWN", Error;
    /// Something takes connections at the address, but says nothing.
    ServerSilent = "SERVER_SILENT", Error;
    /// ComfyUI, or a proxy before it, wants other credentials.
    ServerUnauthorized = "SERVER_UNAUTHORIZED", Error;
    /// Something answers at the address, but not ComfyUI.
    NotComfyui = "NOT_COMFYUI", Error;
    /// ComfyUI answers with errors.
    ServerFailing = "SERVER_FAILING", Error;
    /// No checkpoint is installed.
    NoCheckpoint = "NO_CHECKPOINT", Error;
    /// There are workflows, and they can be run.
    WorkflowsFine = "WORKFLOWS_FINE", Fine;
    /// The folder of workflows is not there.
    NoWorkflowDir = "NO_WORKFLOW_DIR", Warning;
    /// The file of a workflow cannot be used.
    WorkflowUnusable = "WORKFLOW_UNUSABLE", Error;
    /// A workflow needs a node class that ComfyUI lacks.
    NodeMissing = "NODE_MISSING", Error;
    /// A workflow needs a model that ComfyUI lacks.
    ModelMissing = "MODEL_MISSING", Warning;
    /// ComfyUI would refuse a workflow for another reason.
    WorkflowRefused = "WORKFLOW_REFUSED", Error;
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for FindingCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// What was found, in a sentence without a final stop.
    pub what: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding that weighs as much as its kind.
    pub(super) fn new(code: FindingCode, what: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), what: what.into(), remedy: None }
    }

    /// Says what to do about it.
    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Makes it weigh something else.
    pub(super) const fn weighing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match &self.remedy {
            Some(remedy) => write!(f, "; {remedy}"),
            None => Ok(()),
        }
    }
}
