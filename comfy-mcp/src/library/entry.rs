//! Describes one workflow that can be run.

use std::path::{Path, PathBuf};

use comfy_graph_core::prompt::Object;
use comfy_graph_core::template::{Parameter, Role, Template};

use crate::settings::Namespace;

/// Where a workflow comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// It is part of this program.
    Shipped,
    /// It lies in a folder.
    File(PathBuf),
}

impl Home {
    /// The file, where there is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Shipped => None,
            Self::File(path) => Some(path),
        }
    }
}

/// One workflow that can be run.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What calls name it: lower-case letters, digits, underscores; the name of its tool too.
    pub id: String,
    /// The name of its file, without the ending.
    pub stem: String,
    /// What people call it.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Where it comes from.
    pub home: Home,
    /// The prompt with its parameters.
    pub template: Template,
    /// Which generation defaults count for it.
    pub namespace: Namespace,
    /// The node classes in it that run at a partner and cost credits.
    pub paid_classes: Vec<String>,
    /// What people should know about the file.
    pub notes: Vec<String>,
    /// When the file was changed, in seconds since 1970.
    pub updated_at: Option<i64>,
    /// The SHA-256 of workflow and sidecar, in hexadecimal.
    pub hash: String,
}

/// The settings that a workflow without placeholders offers as parameters of its tool.
const OFFERED: &[Role] = &[
    Role::Prompt,
    Role::NegativePrompt,
    Role::Lyrics,
    Role::Seed,
    Role::Width,
    Role::Height,
    Role::Frames,
    Role::Seconds,
    Role::Model,
    Role::Steps,
    Role::Cfg,
    Role::Guidance,
    Role::Sampler,
    Role::Scheduler,
    Role::Denoise,
    Role::InputImage,
    Role::InputMask,
    Role::InputVideo,
    Role::InputAudio,
];

impl Entry {
    /// What a call can set by name: the parameters, or the main settings where there are none.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        let parameters = self.template.parameters();
        let settings = self.template.settings().filter(move |setting| {
            // The first of each role has the name of the role.
            let is_first = setting.parameter.name.as_str() == setting.role.name();
            parameters.len() == 0 && is_first && OFFERED.contains(&setting.role)
        });
        self.template.parameters().chain(settings.map(|setting| &setting.parameter))
    }

    /// What the sidecar gives as defaults.
    #[must_use]
    pub fn defaults(&self) -> Object {
        let defaults = self.template.sidecar().defaults.iter();
        defaults.map(|(name, value)| (name.to_string(), value.clone())).collect()
    }
}
