//! Gives node functions their inputs, and takes their results.

use std::path::PathBuf;
use std::sync::Arc;

use comfy_graph_core::ids::NodeId;
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::progress::Progress;
use super::value::{Data, Latent, StandIn};
use crate::pixels::{Pixels, TooLarge};
use crate::queue::{Interrupted, Job};
use crate::server::Shared;
use crate::socket::{Picture, PictureForm, PictureFormat};

/// Why a node did not finish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Somebody stopped the job.
    Interrupted,
    /// The class exists, but the sandbox cannot run it.
    Unsupported { class: String },
    /// The node raised; the kind is the name of an exception class.
    Raised { kind: &'static str, message: String },
}

impl Failure {
    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::Raised { kind: "ValueError", message: message.into() }
    }

    pub(crate) fn kind_of(message: impl Into<String>) -> Self {
        Self::Raised { kind: "TypeError", message: message.into() }
    }

    pub(crate) fn runtime(message: impl Into<String>) -> Self {
        Self::Raised { kind: "RuntimeError", message: message.into() }
    }
}

impl From<Interrupted> for Failure {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<TooLarge> for Failure {
    fn from(_: TooLarge) -> Self {
        let message =
            "the picture is too large for the sandbox; use a real ComfyUI or a smaller size";
        Self::Raised { kind: "SandboxTooLarge", message: message.to_owned() }
    }
}

/// What a node function gives back: a value a slot, and what clients are shown.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    pub(crate) slots: Vec<Data>,
    pub(crate) ui: Option<Value>,
}

impl Outputs {
    pub(crate) fn shown(ui: Value, slots: Vec<Data>) -> Self {
        Self { slots, ui: Some(ui) }
    }
}

impl<const N: usize> From<[Data; N]> for Outputs {
    fn from(slots: [Data; N]) -> Self {
        Self { slots: slots.into(), ui: None }
    }
}

impl From<Vec<Data>> for Outputs {
    fn from(slots: Vec<Data>) -> Self {
        Self { slots, ui: None }
    }
}

/// The function of a node class.
pub(crate) type Run = fn(&Inputs, &mut Call<'_>) -> Result<Outputs, Failure>;

/// The inputs of one call, by name.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub(crate) values: IndexMap<String, Data>,
}

impl Inputs {
    pub(crate) fn get(&self, name: &str) -> Option<&Data> {
        self.values.get(name)
    }

    pub(crate) fn need(&self, name: &str) -> Result<&Data, Failure> {
        let missing = || Failure::kind_of(format!("missing 1 required argument: '{name}'"));
        self.get(name).ok_or_else(missing)
    }

    /// The members of a group that grows, such as `images.image0`, by number.
    pub(crate) fn group(&self, name: &str) -> Vec<(&str, &Data)> {
        let prefix = format!("{name}.");
        let members =
            self.values.iter().filter_map(|(name, data)| Some((name.strip_prefix(&prefix)?, data)));
        let mut members: Vec<_> = members.collect();
        let number = |name: &str| {
            let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse::<u32>().unwrap_or(0)
        };
        members.sort_by_key(|(name, _)| (number(name), name.len(), *name));
        members
    }

    pub(crate) fn image(&self, name: &str) -> Result<Arc<Pixels>, Failure> {
        match self.need(name)? {
            Data::Image(pixels) => Ok(pixels.clone()),
            other => Err(unfit(name, "an image", other)),
        }
    }

    pub(crate) fn mask(&self, name: &str) -> Result<Arc<Pixels>, Failure> {
        match self.need(name)? {
            Data::Mask(pixels) => Ok(pixels.clone()),
            other => Err(unfit(name, "a mask", other)),
        }
    }

    pub(crate) fn latent(&self, name: &str) -> Result<Arc<Latent>, Failure> {
        match self.need(name)? {
            Data::Latent(latent) => Ok(latent.clone()),
            other => Err(unfit(name, "latents", other)),
        }
    }

    pub(crate) fn stand_in(&self, name: &str) -> Result<Arc<StandIn>, Failure> {
        match self.need(name)? {
            Data::Model(stand_in) => Ok(stand_in.clone()),
            other => Err(unfit(name, "a model", other)),
        }
    }

    pub(crate) fn int(&self, name: &str) -> Result<i128, Failure> {
        match self.need(name)? {
            Data::Int(int) => Ok(*int),
            Data::Flag(flag) => Ok(i128::from(*flag)),
            Data::Float(float) if float.is_finite() => Ok(*float as i128),
            other => Err(unfit(name, "a whole number", other)),
        }
    }

    /// A number that counts or measures; negative ones become 0.
    pub(crate) fn count(&self, name: &str) -> Result<usize, Failure> {
        let int = self.int(name)?;
        Ok(usize::try_from(int.max(0)).unwrap_or(usize::MAX))
    }

    pub(crate) fn float(&self, name: &str) -> Result<f64, Failure> {
        match self.need(name)? {
            Data::Float(float) => Ok(*float),
            Data::Int(int) => Ok(*int as f64),
            Data::Flag(flag) => Ok(f64::from(u8::from(*flag))),
            other => Err(unfit(name, "a number", other)),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Failure> {
        let data = self.need(name)?;
        data.is_truthy().ok_or_else(ambiguous)
    }

    pub(crate) fn flag_or(&self, name: &str, absent: bool) -> Result<bool, Failure> {
        if self.get(name).is_some() { self.flag(name) } else { Ok(absent) }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Arc<str>, Failure> {
        match self.need(name)? {
            Data::Text(text) => Ok(text.clone()),
            other => Err(unfit(name, "a text", other)),
        }
    }
}

pub(crate) fn ambiguous() -> Failure {
    Failure::runtime("Boolean value of Tensor with more than one value is ambiguous")
}

fn unfit(name: &str, wanted: &str, got: &Data) -> Failure {
    Failure::kind_of(format!("`{name}` must be {wanted}, got {}", got.describe()))
}

/// Where a node runs.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) job: &'a Job,
    pub(crate) node: &'a NodeId,
    pub(crate) class: &'a str,
    /// The texts that saved pictures carry.
    pub(crate) texts: &'a [(String, String)],
    /// The prefix of the node's previews, the same for every call.
    pub(crate) temporary: String,
    pub(crate) progress: &'a mut Progress,
}

impl Call<'_> {
    /// Tells clients how far the node is, with a picture if there is one.
    pub(crate) fn report(
        &mut self,
        (value, max): (u64, u64),
        picture: Option<(Vec<u8>, PictureFormat)>,
    ) -> Result<(), Failure> {
        self.shared.queue.check()?;
        self.progress.advance(self.node, value, max);
        let owner = self.job.owner();
        let owner = owner.as_deref();
        let about = json!({
            "node_id": self.node, "prompt_id": self.job.id, "display_node_id": self.node,
            "parent_node_id": null, "real_node_id": self.node,
        });
        let picture = picture.map(|(bytes, format)| Picture { bytes, format, about });
        self.progress.send_state(self.shared, self.job);
        // Seen on the real server: the described form comes before the number, the plain one after.
        if let Some(picture) = &picture {
            self.shared.hub.picture(owner, picture, PictureForm::Described);
        }
        self.progress.send_number(self.shared, self.job, self.node);
        if let Some(picture) = &picture {
            self.shared.hub.picture(owner, picture, PictureForm::Plain);
        }
        Ok(())
    }

    /// Whether the job asks for pictures while it samples.
    pub(crate) fn wants_previews(&self) -> bool {
        let method = self.job.extra("preview_method");
        let method = method.as_ref().and_then(Value::as_str);
        matches!(method, Some("auto" | "latent2rgb" | "taesd"))
    }

    /// The file that a loader's widget names.
    pub(crate) fn input_file(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.shared.folders.annotated(name).filter(|path| path.is_file());
        let missing =
            || Failure::Raised { kind: "FileNotFoundError", message: format!("no file '{name}'") };
        path.ok_or_else(missing)
    }
}
