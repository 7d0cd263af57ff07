//! Pretends that every model folder holds a file.
//!
//! The model routes list these files, and the choices in `/object_info` agree with them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The file that every folder holds.
pub(crate) const STAND_IN: &str = "sandbox.safetensors";

/// Folder names in the server's order.
const FOLDERS: [&str; 27] = [
    "checkpoints",
    "configs",
    "loras",
    "vae",
    "text_encoders",
    "diffusion_models",
    "clip_vision",
    "style_models",
    "embeddings",
    "diffusers",
    "vae_approx",
    "controlnet",
    "gligen",
    "upscale_models",
    "latent_upscale_models",
    "custom_nodes",
    "datasets",
    "hypernetworks",
    "photomaker",
    "classifiers",
    "model_patches",
    "audio_encoders",
    "background_removal",
    "frame_interpolation",
    "geometry_estimation",
    "optical_flow",
    "detection",
];

/// Which files are said to lie in which folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Models {
    extra: BTreeMap<String, Vec<String>>,
}

impl Models {
    /// Says that `file` lies in `folder` too.
    pub(crate) fn add(&mut self, folder: String, file: String) {
        self.extra.entry(folder).or_default().push(file);
    }

    pub(crate) fn folders(&self) -> Vec<&str> {
        let added = self.extra.keys().map(String::as_str);
        FOLDERS.into_iter().chain(added.filter(|name| !FOLDERS.contains(name))).collect()
    }

    /// The files of `folder`; `None` when there is no such folder.
    pub(crate) fn files(&self, folder: &str) -> Option<Vec<&str>> {
        let added = self.extra.get(folder);
        if added.is_none() && !FOLDERS.contains(&folder) {
            return None;
        }
        let own =
            (!matches!(folder, "custom_nodes" | "datasets" | "embeddings")).then_some(STAND_IN);
        Some(own.into_iter().chain(added.into_iter().flatten().map(String::as_str)).collect())
    }

    /// Replaces the choices of every input of `class` that a model folder feeds.
    pub(crate) fn fill_choices(&self, class: &str, entry: &mut Value) {
        for category in ["required", "optional"] {
            let Some(inputs) = entry["input"].get_mut(category).and_then(Value::as_object_mut)
            else {
                continue;
            };
            for (name, spec) in inputs {
                let files = folder_of(class, name).and_then(|folder| self.files(folder));
                if let Some(files) = files {
                    set_choices(spec, json!(files));
                }
            }
        }
    }
}

/// Puts `choices` into a combo of either form; leaves anything else alone.
pub(crate) fn set_choices(spec: &mut Value, choices: Value) {
    if spec[0].is_array() {
        spec[0] = choices;
    } else if spec[1].get("options").is_some() {
        spec[1]["options"] = choices;
    }
}

fn folder_of(class: &str, input: &str) -> Option<&'static str> {
    Some(match input {
        "ckpt_name" => "checkpoints",
        "config_name" => "configs",
        "vae_name" => "vae",
        "lora_name" | "existing_lora" => "loras",
        "unet_name" => "diffusion_models",
        "clip_name" if class == "CLIPVisionLoader" => "clip_vision",
        "clip_name" | "clip_name1" | "clip_name2" | "clip_name3" | "clip_name4"
        | "text_encoder" => "text_encoders",
        "control_net_name" => "controlnet",
        "style_model_name" => "style_models",
        "gligen_name" => "gligen",
        "model_path" if class == "DiffusersLoader" => "diffusers",
        "hypernetwork_name" => "hypernetworks",
        "photomaker_model_name" => "photomaker",
        "audio_encoder_name" => "audio_encoders",
        "bg_removal_name" => "background_removal",
        "name" if class == "ModelPatchLoader" => "model_patches",
        "model_name" => model_folder(class)?,
        _ => return None,
    })
}

// `model_name` is used by classes of different folders, so here the class decides.
fn model_folder(class: &str) -> Option<&'static str> {
    Some(match class {
        "UpscaleModelLoader" => "upscale_models",
        "LatentUpscaleModelLoader" => "latent_upscale_models",
        "FrameInterpolationModelLoader" => "frame_interpolation",
        "OpticalFlowLoader" => "optical_flow",
        "LoadMoGeModel" | "LoadDA3Model" => "geometry_estimation",
        "LoadMediaPipeFaceLandmarker" => "detection",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_and_folders_agree() {
        let mut models = Models::default();
        models.add("checkpoints".to_owned(), "mine.safetensors".to_owned());
        let mut entry = json!({"input": {"required": {"ckpt_name": [["real.safetensors"], {}]}}});

        models.fill_choices("CheckpointLoaderSimple", &mut entry);

        let choices = &entry["input"]["required"]["ckpt_name"][0];
        assert_eq!(*choices, json!(models.files("checkpoints").unwrap()));
        assert_eq!(*choices, json!([STAND_IN, "mine.safetensors"]));
    }
}
