//! Generates the node types that the cases use.

use std::process::ExitCode;

/// One class for each thing that types decide.
const CLASSES: &[&str] = &[
    "BatchImagesNode",
    "BasicScheduler",
    "CLIPTextEncode",
    "CheckpointLoaderSimple",
    "ComfyMathExpression",
    "ComfySwitchNode",
    "ConditioningCombine",
    "CreateVideo",
    "EmptyLatentImage",
    "FluxProUltraImageNode",
    "ImageScale",
    "KSampler",
    "KSamplerAdvanced",
    "KSamplerSelect",
    "LoadImage",
    "LoraLoader",
    "PreviewAny",
    "PreviewImage",
    "PrimitiveInt",
    "RebatchImages",
    "ResizeImageMaskNode",
    "SCAIL2ColoredMask",
    "SaveImage",
    "SaveVideo",
    "StringConcatenate",
    "StringFormat",
    "VAEDecode",
    "VAEEncode",
    "VAELoader",
];

fn main() -> ExitCode {
    comfy_codegen::BuildScript::new().only(CLASSES.iter().copied()).write("nodes.rs")
}
