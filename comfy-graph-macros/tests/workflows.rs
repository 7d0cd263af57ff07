//! Makes types of workflow files, then uses them as programs do.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use comfy_graph::compiled::{WorkflowChoice, WorkflowOutput};
use comfy_graph::prompt::Prompt;
use comfy_graph::template::{Seeds, Sidecar, Source, Template};
use comfy_graph::ty;
use comfy_graph::workflow::FileName;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

/// The workflows that ship with the project.
mod shipped {
    comfy_graph::workflow!("../workflows/controlnet.json");
    comfy_graph::workflow!("../workflows/generate_image.json");
    comfy_graph::workflow!("../workflows/generate_image_flux.json");
    comfy_graph::workflow!("../workflows/generate_song.json");
    comfy_graph::workflow!("../workflows/generate_video.json");
    comfy_graph::workflow!("../workflows/img2img.json");
    comfy_graph::workflow!("../workflows/inpaint.json");
    comfy_graph::workflow!("../workflows/remove_background.json");
    comfy_graph::workflow!("../workflows/upscale_image.json");
}

use shipped::{
    Controlnet, GenerateImage, GenerateImageFlux, GenerateImageSamplerName, GenerateSong,
    GenerateVideo, Img2img, Inpaint, RemoveBackground, UpscaleImage,
};

/// The cases of the generator, which compile that way.
mod cases {
    comfy_graph::workflow!(
        pub(crate) struct Kinds = "../comfy-codegen/tests/workflow/kinds/workflow.json"
    );
    comfy_graph::workflow!(
        #[derive(Eq)]
        pub(super) struct ManyRequired =
            "../comfy-codegen/tests/workflow/many_required/workflow.json"
    );
    comfy_graph::workflow!(
        pub(crate) struct Names = "../comfy-codegen/tests/workflow/names/workflow.json"
    );
    comfy_graph::workflow!(
        pub(crate) struct NoParameters =
            "../comfy-codegen/tests/workflow/no_parameters/workflow.json"
    );
    comfy_graph::workflow!(
        pub(crate) struct Editor = "../comfy-codegen/tests/workflow/editor/workflow.json",
        snapshot = "../comfy-codegen/src/stock/comfy.snapshot.json",
    );
    comfy_graph::workflow!(
        pub(crate) struct EditorSettings = "../comfy-codegen/tests/workflow/editor/workflow.json",
        settings,
        crate = "comfy_graph",
    );
}

use cases::{
    Editor, EditorSettings, Kinds, KindsCrop, KindsMethod, ManyRequired, ManyRequiredMethod,
    ManyRequiredRequired, Names, NoParameters,
};

/// What a test needs of any such type.
struct Case {
    file: &'static str,
    template: &'static Template,
    arguments: Value,
    prompt: Prompt,
    schema: Value,
}

macro_rules! case {
    ($kind:ident, $file:literal, $value:expr) => {{
        let value: $kind = $value;
        let arguments = serde_json::to_value(&value).unwrap();
        let again: $kind = serde_json::from_value(arguments.clone()).unwrap();
        assert_eq!(again, value, "{}", $file);
        let prompt = value.bind_with(&mut Seeds::starting_at(7)).unwrap().prompt;
        let (template, schema) = ($kind::template(), schema::<$kind>());
        Case { file: $file, template, arguments, prompt, schema }
    }};
}

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

/// Every shipped workflow with the arguments it needs, some with more.
fn shipped() -> Vec<Case> {
    let painted = Img2img::new("a.png", "a cat").denoise(0.5).megapixels(1);
    let cat = GenerateImage::new("a cat")
        .seed(u64::MAX)
        .steps(8)
        .sampler_name(GenerateImageSamplerName::Dpmpp2m);
    vec![
        case!(Controlnet, "controlnet", Controlnet::new("a.png", "a cat").strength(0.5)),
        case!(GenerateImage, "generate_image", cat),
        case!(GenerateImageFlux, "generate_image_flux", GenerateImageFlux::new("a cat").steps(4)),
        case!(GenerateSong, "generate_song", GenerateSong::new("folk", "la la").seconds(30)),
        case!(GenerateVideo, "generate_video", GenerateVideo::new("a cat").duration(2.5).fps(24)),
        case!(Img2img, "img2img", painted),
        case!(Inpaint, "inpaint", Inpaint::new("a.png", "b.png", "a cat").grow_mask(4)),
        case!(RemoveBackground, "remove_background", RemoveBackground::new("a.png")),
        case!(UpscaleImage, "upscale_image", UpscaleImage::new("a.png").scale_by(2)),
    ]
}

/// The template as a program makes it that reads the files itself, by the whole schema.
fn read(file: &str) -> Result<Template, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../workflows");
    let prompt = fs::read(folder.join(format!("{file}.json")))?;
    let sidecar = fs::read_to_string(folder.join(format!("{file}.meta.json")))?;
    let sidecar = Sidecar::from_json(&sidecar, FileName::default())?;
    let prompt = serde_json::from_slice(&prompt)?;
    Ok(Template::new(prompt, sidecar, comfy_codegen::stock::schema())?)
}

#[test]
fn typed_calls_are_those_of_the_file() {
    for case in shipped() {
        let template = read(case.file).unwrap();
        let arguments = case.arguments.as_object().unwrap();

        let bound = template.bind(arguments, &mut Seeds::starting_at(7)).unwrap();

        assert_eq!(*case.template, template, "{}", case.file);
        assert_eq!(case.prompt, bound.prompt, "{}", case.file);
        let text = serde_json::to_string(&case.prompt).unwrap();
        assert!(!text.contains("PARAM_"), "{text}");
    }
}

#[test]
fn json_schemas_are_what_is_kept() {
    let mut differences = String::new();
    for case in shipped() {
        let name = format!("tests/schemas/{}.json", case.file);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let text = serde_json::to_string_pretty(&case.schema).unwrap() + "\n";
        if env::var_os("BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        // Whether keys are sorted depends on what else is built.
        if serde_json::from_str::<Value>(&kept).ok() != Some(case.schema) {
            differences.push_str(&format!("{name} should be:\n{text}"));
        }
    }
    assert!(differences.is_empty(), "{differences}if that is meant, run `just bless`");
}

#[test]
fn the_values_say_where_they_come_from() {
    let bound = GenerateImage::new("a cat").bind_with(&mut Seeds::starting_at(7)).unwrap();

    assert_eq!(bound.values["prompt"], (json!("a cat"), Source::Argument));
    assert_eq!(bound.values["steps"], (json!(20), Source::Sidecar));
    assert_eq!(bound.values["seed"].1, Source::Random);
}

#[test]
fn seeds_that_are_not_set_differ_from_call_to_call() {
    let seed =
        || GenerateImage::new("a cat").bind().unwrap().node("5").unwrap().inputs["seed"].clone();

    assert_ne!(seed(), seed());
}

#[test]
fn numbers_are_checked_when_they_are_bound() {
    let error = GenerateImage::new("a cat").width(7).steps(0).cfg(f64::NAN).bind().unwrap_err();

    let message = error.to_string();
    assert_eq!(message, "argument `cfg`: `NaN or infinity` is not a number");
    let error = GenerateImage::new("a cat").width(7).steps(0).bind().unwrap_err();
    assert_eq!(error.0.len(), 2, "{error}");
}

#[test]
fn unknown_arguments_and_choices_are_refused_when_read() {
    let read = |json| serde_json::from_value::<GenerateImage>(json).unwrap_err().to_string();

    let unknown = read(json!({"prompt": "a", "step": 3}));
    assert!(unknown.starts_with("unknown field `step`, expected one of"), "{unknown}");
    let choice = read(json!({"prompt": "a", "sampler_name": "Euler"}));
    assert_eq!(choice, "field `sampler_name`: `Euler` is no choice; did you mean `euler`?");
    let number = read(json!({"prompt": "a", "steps": "many"}));
    assert_eq!(number, "field `steps`: invalid type: string \"many\", expected i64");
    assert_eq!(read(json!({})), "missing field `prompt`");
}

#[test]
fn choices_are_texts_in_the_order_of_the_server() {
    let first: Vec<_> =
        GenerateImageSamplerName::ALL.iter().take(3).map(ToString::to_string).collect();

    assert_eq!(first, ["euler", "euler_cfg_pp", "euler_ancestral"]);
    assert_eq!("euler_cfg_pp".parse(), Ok(GenerateImageSamplerName::EulerCfgPp));
    assert_eq!(
        schema::<KindsCrop>(),
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "KindsCrop",
            "type": "string",
            "enum": ["disabled", "center"],
        })
    );
}

#[test]
fn outputs_say_what_they_hold() {
    let image: WorkflowOutput<ty::Image> = GenerateImage::SAVE_IMAGE;
    let audio: WorkflowOutput<ty::Audio> = GenerateSong::SAVE_SONG;
    let video: WorkflowOutput<ty::Video> = GenerateVideo::SAVE_VIDEO;

    assert_eq!(image.to_string(), "node `7` (SaveImage)");
    assert_eq!((audio.node(), audio.class()), ("10", "SaveAudioAdvanced"));
    assert_eq!(video.class(), "SaveVideo");
}

#[test]
fn every_kind_of_parameter_reaches_its_input() {
    let kinds = Kinds::new(64, "in.png", "cat")
        .color(9)
        .method(KindsMethod::Lanczos)
        .crop(KindsCrop::Disabled)
        .sigma(2)
        .use_file(true)
        .radius(5);

    let prompt = kinds.bind().unwrap();

    let given = |node: &str, input: &str| prompt.node(node).unwrap().inputs[input].clone();
    assert_eq!((given("1", "width"), given("1", "height")), (64.into(), 64.into()));
    assert_eq!((given("1", "color"), given("3", "blur_radius")), (9.into(), 5.into()));
    assert_eq!(
        (given("2", "upscale_method"), given("2", "crop")),
        ("lanczos".into(), "disabled".into())
    );
    assert_eq!((given("3", "sigma"), given("5", "switch")), (2.0.into(), true.into()));
    assert_eq!(given("4", "image"), "in.png".into());
    assert_eq!(given("6", "filename_prefix"), "a cat, 64 pixels".into());
    assert_eq!((Kinds::SAVE_IMAGE.node(), Kinds::BEFORE.node()), ("6", "7"));
}

#[test]
fn many_required_arguments_are_a_struct() {
    let required = ManyRequiredRequired {
        breadth: 64,
        tallness: 32,
        count: 1,
        shade: 0,
        method: ManyRequiredMethod::Area,
        file: "x".to_owned(),
    };

    let prompt = ManyRequired::new(required).bind().unwrap();

    assert_eq!(prompt.node("1").unwrap().inputs["height"], 32.into());
}

#[test]
fn names_that_rust_does_not_take_are_spelled_otherwise() {
    let arguments = json!({"new": 64, "type": 32, "2nd": 1, "bind": 0, "grösse": "a", "名": "b"});
    let names: Names = serde_json::from_value(arguments.clone()).unwrap();

    assert_eq!((names.new_, names.type_, names.n2nd, names.bind_), (64, 32, 1, 0));
    assert_eq!((&*names.grosse, &*names.名), ("a", "b"));
    assert_eq!(serde_json::to_value(&names).unwrap(), arguments);
    assert_eq!((Names::SAVE_2.node(), Names::SAVE_3.node()), ("2", "3"));
}

#[test]
fn a_workflow_without_parameters_is_bound_as_it_is() {
    let prompt = NoParameters::new().bind().unwrap();

    assert_eq!(prompt, *NoParameters::template().prompt());
    assert_eq!(serde_json::from_value::<NoParameters>(json!({})).unwrap(), NoParameters::default());
}

#[test]
fn editor_workflows_are_converted_once_and_for_all() {
    let prompt = Editor::new("red").bind().unwrap();

    assert_eq!(prompt.node("2").unwrap().inputs["filename_prefix"], "a red picture".into());
    assert_eq!(prompt.len(), 2);
    assert_eq!(Editor::RESULT.class(), "SaveImage");
}

#[test]
fn settings_keep_what_the_file_holds_unless_set() {
    let width = |settings: EditorSettings| {
        settings.bind().unwrap().node("1").unwrap().inputs["width"].clone()
    };

    assert_eq!(width(EditorSettings::new("red")), 96.into());
    assert_eq!(width(EditorSettings::new("red").width(32)), 32.into());
}
