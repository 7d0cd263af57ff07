//! Generates the node types that the cases use.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

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
    include_goldens();
    comfy_codegen::BuildScript::new().only(CLASSES.iter().copied()).write("nodes.rs")
}

/// Makes every golden of `comfy-codegen` a module, so that the compiler sees them all.
fn include_goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../comfy-codegen/tests/golden");
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("BUG: the goldens of comfy-codegen are gone");
    let names = entries.map(|entry| entry.expect("BUG: a golden cannot be read").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    let mut code = String::new();
    for name in names {
        let path = folder.join(&name).join("expected.rs");
        writeln!(code, "/// The golden `{name}`.\n#[path = {path:?}]\npub mod {name};")
            .expect("BUG: a string refused text");
    }
    let out = env::var_os("OUT_DIR").expect("BUG: cargo did not set OUT_DIR");
    fs::write(Path::new(&out).join("goldens.rs"), code).expect("BUG: OUT_DIR cannot be written");
}
