//! Tells what an input does by its kind, its name, what flows from its node to the saver.

use super::role::Role;
use super::stream::Stream;
use crate::schema::ModelFolder;
use crate::template::domain::{Kind, Media};
use crate::template::inputs::Facts;

/// The input in question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) name: &'a str,
    pub(super) facts: &'a Facts,
    /// What flows out of the node on the way to the saver.
    pub(super) stream: Stream,
    /// The type of the socket by which it flows.
    pub(super) socket: &'a str,
    /// Whether it ends up in the negative prompt.
    pub(super) is_negative: bool,
    /// What the node is, as far as roles depend on it.
    pub(super) node: Traits,
}

/// What roles depend on besides the input itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    /// It gets what it gives, so that sizes in it are those of a change.
    pub(super) changes: bool,
    /// It loads a LoRA.
    pub(super) has_lora: bool,
    /// It applies a control net.
    pub(super) has_control_net: bool,
    /// It gives parts of a model, but no model.
    pub(super) gives_parts: bool,
}

/// What numbers and choices of these names do, in nodes that these flow from.
const BY_NAME: &[(&[&str], &[Stream], Role)] = &[
    (&["seed", "noise_seed"], &[Stream::Media, Stream::Sampling, Stream::Saved], Role::Seed),
    (&["steps"], &[Stream::Media, Stream::Sampling], Role::Steps),
    (&["cfg", "cfg_scale"], &[Stream::Media, Stream::Sampling], Role::Cfg),
    (&["guidance"], &[Stream::Conditioning, Stream::Media, Stream::Sampling], Role::Guidance),
    (&["sampler_name"], &[Stream::Media, Stream::Sampling], Role::Sampler),
    (&["scheduler"], &[Stream::Media, Stream::Sampling], Role::Scheduler),
    (&["denoise"], &[Stream::Media, Stream::Sampling], Role::Denoise),
    (&["batch_size"], &[Stream::Media], Role::BatchSize),
    // Choices of partners; models in files are told by their folder.
    (&["model", "model_name"], &[Stream::Media], Role::Model),
    (
        &["fps", "frame_rate"],
        &[Stream::Media, Stream::Saved, Stream::Conditioning],
        Role::FrameRate,
    ),
    (&["seconds", "duration"], &[Stream::Media, Stream::Conditioning], Role::Seconds),
];

/// What numbers of these names say about something new.
const SIZES: &[(&[&str], Role)] = &[
    (&["width"], Role::Width),
    (&["height"], Role::Height),
    (&["length", "frames", "num_frames", "video_frames", "frames_number"], Role::Frames),
];

/// What the files of a model folder are for.
const BY_FOLDER: &[(&str, Role)] = &[
    ("checkpoints", Role::Model),
    ("controlnet", Role::ControlNet),
    ("diffusion_models", Role::Model),
    ("loras", Role::Lora),
    ("model_patches", Role::ControlNet),
    ("text_encoders", Role::TextEncoder),
    ("upscale_models", Role::UpscaleModel),
    ("vae", Role::Vae),
];

impl Question<'_> {
    /// What the input does; `None` where nothing worth telling.
    pub(super) fn role(&self) -> Option<Role> {
        match self.facts.domain.as_ref()?.kind {
            Kind::Text => self.text(),
            Kind::Int | Kind::Float => self.number(),
            Kind::Choice => self.by_name(),
            Kind::Model(folder) => Some(self.model(folder.map(ModelFolder::as_str))),
            Kind::Upload(media) => Some(self.upload(media)),
            Kind::Bool | Kind::Any => None,
        }
    }

    fn model(&self, folder: Option<&str>) -> Role {
        match (self.node.gives_parts, self.socket) {
            (true, "VAE") => return Role::Vae,
            (true, "CLIP") => return Role::TextEncoder,
            _ => {}
        }
        let known = BY_FOLDER.iter().find(|(name, _)| Some(*name) == folder);
        known.map_or(Role::OtherModel, |(_, role)| *role)
    }

    fn text(&self) -> Option<Role> {
        let is_negative = self.is_negative || self.name.starts_with("negative");
        let prompt = if is_negative { Role::NegativePrompt } else { Role::Prompt };
        if MACHINERY.contains(&self.name) {
            return None;
        }
        match (self.stream, self.name) {
            (Stream::Saved, "filename_prefix" | "filename") => Some(Role::FilenamePrefix),
            (Stream::Conditioning | Stream::Media, "lyrics") => Some(Role::Lyrics),
            (Stream::Conditioning, _) => Some(prompt),
            (Stream::Media, "prompt" | "negative_prompt" | "tags") => Some(prompt),
            // Nodes of partners call it what they like.
            (Stream::Media, _) if self.facts.is_area => Some(prompt),
            _ => None,
        }
    }

    fn number(&self) -> Option<Role> {
        let is_makers =
            matches!(self.stream, Stream::Media | Stream::Sampling | Stream::Conditioning);
        if is_makers && self.facts.is_seed {
            return Some(Role::Seed);
        }
        if self.node.has_lora && self.name.starts_with("strength") {
            return Some(Role::LoraStrength);
        }
        if self.node.has_control_net && self.name == "strength" {
            return Some(Role::ControlStrength);
        }
        if self.stream == Stream::Media && !self.node.changes {
            let size = SIZES.iter().find(|(names, _)| names.contains(&self.name));
            if let Some((_, role)) = size {
                return Some(*role);
            }
        }
        self.by_name()
    }

    fn by_name(&self) -> Option<Role> {
        let rule = BY_NAME.iter().find(|(names, streams, _)| {
            names.contains(&self.name) && streams.contains(&self.stream)
        });
        rule.map(|(_, _, role)| *role)
    }

    fn upload(&self, media: Media) -> Role {
        match (media, self.socket) {
            (Media::Mask, _) | (Media::Image, "MASK") => Role::InputMask,
            (Media::Image, _) => Role::InputImage,
            (Media::Video, _) => Role::InputVideo,
            (Media::Audio, _) => Role::InputAudio,
            (Media::File, _) => Role::InputFile,
        }
    }
}

/// Whether the value for a role is text.
pub(super) const fn is_text(role: Role) -> bool {
    matches!(role, Role::Prompt | Role::NegativePrompt | Role::Lyrics | Role::FilenamePrefix)
}

/// Whether an input that passes a value on may hold the one for `role`: a text for a text.
pub(super) fn may_hold(role: Role, kind: Kind) -> bool {
    match role {
        role if is_text(role) => kind == Kind::Text,
        Role::Sampler | Role::Scheduler => matches!(kind, Kind::Choice | Kind::Text),
        _ => kind.is_number(),
    }
}

/// Texts that say how something is done, not what is made.
pub(super) const MACHINERY: &[&str] = &[
    "delimiter",
    "expression",
    "find",
    "fragment_shader",
    "instructions",
    "json_string",
    "key",
    "regex_pattern",
    "replace",
    "system_prompt",
];
