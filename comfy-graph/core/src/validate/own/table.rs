//! Lists the classes that check their inputs by code of their own.
//!
//! `/object_info` does not tell. Those of ComfyUI were read off a running server, those of packs
//! off their sources; packs that are not here may have such classes too.

use super::{Blank, FileRule, Names, OwnCheck, Rule};

const fn file(input: &'static str, function: &'static str, noun: &'static str) -> Rule {
    Rule::File(FileRule { input, function, noun, blank: Blank::Raises })
}

const fn model_file(function: &'static str) -> Rule {
    Rule::File(FileRule { input: "model_file", function, noun: "3D model", blank: Blank::Passes })
}

const fn own(class: &'static str, inputs: &'static [&'static str], rule: Rule) -> OwnCheck {
    OwnCheck { class, inputs, names: Names::These, rule }
}

const fn all(class: &'static str, inputs: &'static [&'static str], rule: Rule) -> OwnCheck {
    OwnCheck { class, inputs, names: Names::All, rule }
}

const LOAD_IMAGE: Rule = file("image", "LoadImage.VALIDATE_INPUTS", "image");

/// Those of a stock ComfyUI 0.33.0: every registered class was asked for `VALIDATE_INPUTS` (old
/// classes) or a real override of `validate_inputs` (new ones), then the function was read.
pub(super) const CORE: [OwnCheck; 16] = [
    all(
        "CustomCombo",
        &["choice", "index"],
        Rule::AcceptsGiven { input: "choice", function: "CustomComboNode.validate_inputs" },
    ),
    own(
        "FluxProUltraImageNode",
        &["aspect_ratio"],
        Rule::AspectRatio {
            input: "aspect_ratio",
            function: "FluxProUltraImageNode.validate_inputs",
        },
    ),
    all("Load3D", &["model_file"], model_file("Load3D.validate_inputs")),
    all("Load3DAdvanced", &["model_file"], model_file("Load3DAdvanced.validate_inputs")),
    own("LoadAudio", &["audio"], file("audio", "LoadAudio.validate_inputs", "audio")),
    own("LoadImage", &["image"], LOAD_IMAGE),
    own("LoadImageMask", &["image"], LOAD_IMAGE),
    own("LoadImageOutput", &["image"], LOAD_IMAGE),
    own("LoadLatent", &["latent"], file("latent", "LoadLatent.VALIDATE_INPUTS", "latent")),
    own("LoadVideo", &["file"], file("file", "LoadVideo.validate_inputs", "video")),
    own(
        "ModelAttentionBackend",
        &["attention"],
        Rule::AcceptsGiven {
            input: "attention",
            function: "ModelAttentionBackend.VALIDATE_INPUTS",
        },
    ),
    own("SelectCLIPDevice", &["device"], Rule::Accepts),
    own("SelectModelDevice", &["device"], Rule::Accepts),
    own("SelectVAEDevice", &["device"], Rule::Accepts),
    own(
        "TripoConversionNode",
        &["input_types"],
        Rule::LinkTypes {
            input: "original_model_task_id",
            types: &["MODEL_TASK_ID", "RIG_TASK_ID", "RETARGET_TASK_ID"],
        },
    ),
    own("WebcamCapture", &["image"], LOAD_IMAGE),
];

/// Those of widely used packs, as their sources had them in November 2026: VideoHelperSuite,
/// KJNodes, Impact Pack, essentials, Custom Scripts, AnimateDiff Evolved, Crystools.
pub(super) const PACKS: [OwnCheck; 19] = [
    all("ADE_LoadCameraPosesFromPath", &["file_path"], Rule::Code),
    own("DisplayAny", &["input_types"], Rule::AcceptsLinks),
    own(
        "ImageReceiver",
        &["image", "link_id", "save_to_workflow", "image_data", "trigger_always"],
        Rule::Code,
    ),
    own("LatentReceiver", &["latent", "link_id", "trigger_always"], Rule::Code),
    own(
        "Load image with metadata [Crystools]",
        &["image"],
        file("image", "CImageLoadWithMetadata.VALIDATE_INPUTS", "image"),
    ),
    own(
        "LoadAndResizeImage",
        &["image"],
        file("image", "LoadAndResizeImage.VALIDATE_INPUTS", "image"),
    ),
    all("LoadText|pysssss", &["root_dir", "file"], Rule::Code),
    all("ReroutePrimitive|pysssss", &[], Rule::Accepts),
    all("SaveText|pysssss", &["root_dir", "file"], Rule::Code),
    all("VHS_LoadAudio", &["audio_file"], Rule::Code),
    all("VHS_LoadAudioUpload", &["audio"], Rule::Code),
    own("VHS_LoadImagePath", &["image"], Rule::Code),
    all("VHS_LoadImages", &["directory"], Rule::Code),
    all("VHS_LoadImagesPath", &["directory"], Rule::Code),
    own("VHS_LoadVideo", &["video"], file("video", "LoadVideoUpload.VALIDATE_INPUTS", "video")),
    own(
        "VHS_LoadVideoFFmpeg",
        &["video"],
        file("video", "LoadVideoFFmpegUpload.VALIDATE_INPUTS", "video"),
    ),
    own("VHS_LoadVideoFFmpegPath", &["video"], Rule::Code),
    own("VHS_LoadVideoPath", &["video"], Rule::Code),
    own("VHS_Unbatch", &["input_types"], Rule::AcceptsLinks),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_class_is_in_the_table_once() {
        let classes: BTreeSet<_> = CORE.iter().chain(&PACKS).map(|check| check.class).collect();

        assert_eq!(classes.len(), CORE.len() + PACKS.len());
        assert!(OwnCheck::of("LoadImage").is_some() && OwnCheck::of("KSampler").is_none());
    }
}
