//! Generates the node types that the cases use.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use comfy_codegen::{Generator, SchemaSource, Settings, used};

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
    include_transpiled();
    comfy_codegen::BuildScript::new().only(CLASSES.iter().copied()).write("nodes.rs")
}

/// Makes every golden of `comfy-codegen` a module, so that the compiler sees them all.
fn include_goldens() {
    let (folder, names) = cases("golden");
    let mut code = String::new();
    for name in names {
        let path = folder.join(&name).join("expected.rs");
        writeln!(code, "/// The golden `{name}`.\n#[path = {path:?}]\npub mod {name};")
            .expect("BUG: a string refused text");
    }
    write("goldens.rs", &code);
}

/// Makes every transpiled golden a module beside the nodes that it is written over, then a table of
/// them all.
fn include_transpiled() {
    let (folder, names) = cases("transpile");
    let (mut code, mut table) = (String::new(), String::new());
    for name in names {
        let case = folder.join(&name);
        let (program, input) = (case.join("expected.rs"), case.join("input.json"));
        let nodes = write(&format!("{name}.rs"), &nodes(&case));
        writeln!(
            code,
            "mod {name} {{\n    pub mod comfy {{\n        include!({nodes:?});\n    }}\n\
             \n    #[path = {program:?}]\n    pub mod program;\n}}"
        )
        .expect("BUG: a string refused text");
        writeln!(table, "    ({name:?}, {name}::program::build, include_str!({input:?})),")
            .expect("BUG: a string refused text");
    }
    let table = format!("const CASES: &[Case] = &[\n{table}];\n");
    write("transpiled.rs", &(code + &table));
}

/// The node types that the program of `case` names.
fn nodes(case: &Path) -> String {
    let own = case.join("object_info.json");
    let source = if own.exists() { SchemaSource::File(own) } else { SchemaSource::Stock };
    let schema = source.load().expect("BUG: a golden has no schema").schema;
    let select = used::select(&[case.to_owned()]).expect("BUG: a golden has no program");
    let settings = Settings { select, ..Settings::default() };
    let file = Generator::new(&schema, settings).single_file();
    file.expect("BUG: no class is asked for by name").0.text
}

/// The folder of goldens with the names of its cases.
fn cases(folder: &str) -> (PathBuf, Vec<String>) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../comfy-codegen/tests");
    let folder = tests.join(folder);
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("BUG: the goldens of comfy-codegen are gone");
    let names = entries.map(|entry| entry.expect("BUG: a golden cannot be read").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    (folder, names)
}

fn write(name: &str, code: &str) -> PathBuf {
    let out = env::var_os("OUT_DIR").expect("BUG: cargo did not set OUT_DIR");
    let path = Path::new(&out).join(name);
    fs::write(&path, code).expect("BUG: OUT_DIR cannot be written");
    path
}
