//! Tells which combos list files.
//!
//! Such lists differ from machine to machine, so fingerprints, snapshots and generated types leave
//! their entries out. Which files there are is the server's answer, not known here.

use super::choices::{Choice, ChoiceList};

/// Where the choices of a combo come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceSource {
    /// The node class itself.
    Fixed,
    /// The files of a model folder, where it is known which.
    Models(Option<ModelFolder>),
    /// The files or folders of users: mostly the input folder, which uploads add to.
    Uploads,
    /// A route that editors ask.
    Remote,
    /// Filled in by the user; empty for the server.
    Open,
}

impl ChoiceSource {
    /// Whether the choices belong to the node class and not to the machine.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        *self == Self::Fixed
    }
}

/// The name of a model folder as `GET /models` lists it, such as `checkpoints`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelFolder(&'static str);

impl ModelFolder {
    /// The name of the folder.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// The folder that feeds `input` of `class`: first by both names, else by the input's alone.
    ///
    /// Measured on ComfyUI 0.33.0 by adding files and looking which lists grew.
    #[must_use]
    pub fn of(class: &str, input: &str) -> Option<Self> {
        let by_class = BY_CLASS.iter().find(|(owner, name, _)| (*owner, *name) == (class, input));
        let stem = input.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
        let by_name = || BY_INPUT.iter().find(|(name, _)| *name == stem).map(|(_, folder)| *folder);
        by_class.map(|(_, _, folder)| *folder).or_else(by_name).map(Self)
    }
}

/// Inputs whose name alone does not tell the folder.
const BY_CLASS: &[(&str, &str, &str)] = &[
    ("CLIPVisionLoader", "clip_name", "clip_vision"),
    ("DiffusersLoader", "model_path", "diffusers"),
    ("FrameInterpolationModelLoader", "model_name", "frame_interpolation"),
    ("LTXAVTextEncoderLoader", "text_encoder", "text_encoders"),
    ("LatentUpscaleModelLoader", "model_name", "latent_upscale_models"),
    ("LoadDA3Model", "model_name", "geometry_estimation"),
    ("LoadMediaPipeFaceLandmarker", "model_name", "detection"),
    ("LoadMoGeModel", "model_name", "geometry_estimation"),
    ("ModelPatchLoader", "name", "model_patches"),
    ("OpticalFlowLoader", "model_name", "optical_flow"),
    ("TrainLoraNode", "existing_lora", "loras"),
    ("UpscaleModelLoader", "model_name", "upscale_models"),
];

/// Inputs whose name, less trailing digits, tells the folder in every class seen.
const BY_INPUT: &[(&str, &str)] = &[
    ("audio_encoder_name", "audio_encoders"),
    ("bg_removal_name", "background_removal"),
    ("ckpt_name", "checkpoints"),
    ("clip_name", "text_encoders"),
    ("config_name", "configs"),
    ("control_net_name", "controlnet"),
    ("gligen_name", "gligen"),
    ("hypernetwork_name", "hypernetworks"),
    ("lora_name", "loras"),
    ("photomaker_model_name", "photomaker"),
    ("style_model_name", "style_models"),
    ("unet_name", "diffusion_models"),
    ("vae_name", "vae"),
];

/// Inputs that list files or folders of users without the mark of an upload.
const USER_FILES: &[(&str, &str)] = &[
    ("GeminiInputFiles", "file"),
    ("LoadImageDataSetFromFolder", "folder"),
    ("LoadImageTextDataSetFromFolder", "folder"),
    ("LoadLatent", "latent"),
    ("LoadTrainingDataset", "folder_name"),
    ("LoadVideoDataSetFromFolder", "folder"),
    ("LoadVideoTextDataSetFromFolder", "folder"),
    ("OpenAIInputFiles", "file"),
];

/// Whether the choices of `input` of `class` are known to be files or folders of users.
pub(super) fn lists_uploads(class: &str, input: &str) -> bool {
    USER_FILES.contains(&(class, input))
}

/// Endings of model files.
const MODEL_ENDINGS: &[&str] =
    &["safetensors", "sft", "ckpt", "pt", "pt2", "pth", "bin", "gguf", "onnx", "pkl", "engine"];

/// Whether `choices` look like model files: one with such an ending is enough, since packs add
/// entries such as `None` to the list.
pub(super) fn lists_models(choices: &ChoiceList) -> bool {
    choices.as_slice().iter().filter_map(Choice::as_text).any(|text| {
        let (_, ending) = text.rsplit_once('.').unwrap_or_default();
        MODEL_ENDINGS.iter().any(|model| model.eq_ignore_ascii_case(ending))
    })
}

/// Words that stand for no file at all, which packs put first in lists of files.
const NOTHING: &[&str] = &["none", "disabled", "disable", "off", "auto", "default"];

/// What stands for no file: the declared default, else the first choice, if it is such a word.
///
/// It belongs to the class, unlike the files beside it, which differ from machine to machine.
pub(super) fn stand_in(declared: Option<Choice>, choices: &ChoiceList) -> Option<Choice> {
    let is_nothing = |choice: &Choice| {
        let text = choice.as_text().unwrap_or_default();
        let word = text.trim_matches(|letter: char| !letter.is_alphanumeric());
        NOTHING.iter().any(|nothing| nothing.eq_ignore_ascii_case(word))
    };
    declared.or_else(|| choices.as_slice().first().cloned()).filter(is_nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_can_overrule_what_the_input_name_says() {
        let folder = |class, input| ModelFolder::of(class, input).map(ModelFolder::as_str);

        assert_eq!(folder("CLIPLoader", "clip_name"), Some("text_encoders"));
        assert_eq!(folder("CLIPVisionLoader", "clip_name"), Some("clip_vision"));
        assert_eq!(folder("QuadrupleCLIPLoader", "clip_name4"), Some("text_encoders"));
        assert_eq!(folder("LoRA Stacker", "lora_name_12"), Some("loras"));
        assert_eq!(folder("KSampler", "sampler_name"), None);
    }

    #[test]
    fn one_model_file_makes_a_list_of_models() {
        assert!(lists_models(&ChoiceList::from_iter(["None", "a/b.SafeTensors"])));
        assert!(!lists_models(&ChoiceList::from_iter(["euler", "dpmpp_2m"])));
    }

    #[test]
    fn only_a_word_for_nothing_stands_in_for_files() {
        let stand_in = |choices: &[&str]| {
            let choices = ChoiceList::from_iter(choices.iter().copied());
            stand_in(None, &choices).map(|choice| choice.to_string())
        };

        assert_eq!(stand_in(&["None", "a.safetensors"]).as_deref(), Some("None"));
        assert_eq!(stand_in(&["[None]"]).as_deref(), Some("[None]"));
        assert_eq!(stand_in(&["a.safetensors", "None"]), None);
    }
}
