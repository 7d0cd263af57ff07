//! Makes templates of small prompts, binds them.

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::schema::Schema;
use comfy_graph_core::template::{
    BindError, BindErrors, Bound, Fallback, Kind, Media, Seeds, Sidecar, Source, Template,
    TemplateErrors,
};
use comfy_graph_core::validate::Validator;
use comfy_graph_core::workflow::FileName;
use serde_json::{Value, json};

const CLASSES: &[u8] = br#"{
    "KSampler":{"input":{"required":{
        "model":["MODEL"],
        "seed":["INT",{"default":0,"min":0,"max":18446744073709551615,
            "control_after_generate":true}],
        "steps":["INT",{"default":20,"min":1,"max":10000}],
        "cfg":["FLOAT",{"default":8.0,"min":0.0,"max":100.0,"step":0.1}],
        "sampler_name":[["euler","dpmpp_2m"]],
        "positive":["CONDITIONING"],"negative":["CONDITIONING"],"latent_image":["LATENT"],
        "denoise":["FLOAT",{"default":1.0,"min":0.0,"max":1.0,"step":0.01}]}},"output":["LATENT"]},
    "CheckpointLoaderSimple":{"input":{"required":{
        "ckpt_name":[["a.safetensors","b.safetensors"]]}},"output":["MODEL","CLIP","VAE"]},
    "CLIPTextEncode":{"input":{"required":{
        "text":["STRING",{"multiline":true}],"clip":["CLIP"]}},"output":["CONDITIONING"]},
    "EmptyLatentImage":{"input":{"required":{
        "width":["INT",{"default":512,"min":16,"max":16384,"step":8}],
        "height":["INT",{"default":512,"min":16,"max":16384,"step":8}],
        "batch_size":["INT",{"default":1,"min":1,"max":4096}]}},"output":["LATENT"]},
    "LoadImage":{"input":{"required":{
        "image":[["x.png"],{"image_upload":true}]}},"output":["IMAGE","MASK"]},
    "Flags":{"input":{"required":{"on":["BOOLEAN",{"default":true}]}},"output":["IMAGE"]},
    "VAEDecode":{"input":{"required":{"samples":["LATENT"],"vae":["VAE"]}},"output":["IMAGE"]},
    "SaveImage":{"input":{"required":{"images":["IMAGE"],
        "filename_prefix":["STRING",{"default":"ComfyUI"}]}},"output_node":true}}"#;

fn schema() -> Schema {
    Schema::from_object_info(CLASSES).expect("BUG: the classes are read")
}

/// A prompt of `class` with `inputs` as node `1`.
fn node(class: &str, inputs: Value) -> Prompt {
    prompt(json!({"1": {"class_type": class, "inputs": inputs}}))
}

fn prompt(json: Value) -> Prompt {
    serde_json::from_value(json).expect("BUG: the prompt is read")
}

fn sidecar(json: Value) -> Sidecar {
    Sidecar::from_json(&json.to_string(), FileName::new("a.meta.json")).expect("BUG: it is read")
}

fn made(prompt: Prompt) -> Template {
    Template::new(prompt, Sidecar::default(), &schema()).expect("BUG: the template is made")
}

fn made_with(prompt: Prompt, meta: Value) -> Result<Template, TemplateErrors> {
    Template::new(prompt, sidecar(meta), &schema())
}

fn object(json: Value) -> Object {
    let Value::Object(object) = json else { panic!("no object: {json}") };
    object
}

fn bind(template: &Template, arguments: Value) -> Result<Bound, BindErrors> {
    template.bind(&object(arguments), &mut Seeds::starting_at(1))
}

/// What goes into input `name` of node `1`.
fn bound(template: &Template, name: &str, arguments: Value) -> Value {
    let bound = bind(template, arguments).expect("BUG: the template is bound");
    let node = bound.prompt.node("1").expect("BUG: there is a node 1");
    serde_json::to_value(&node.inputs[name]).expect("BUG: values are JSON")
}

fn said(template: &Template, arguments: Value) -> String {
    bind(template, arguments).expect_err("BUG: it is refused").to_string()
}

fn refused(prompt: Prompt, meta: Value) -> String {
    made_with(prompt, meta).expect_err("BUG: it is refused").to_string()
}

/// The lines of a message in order: that of JSON objects depends on how `serde_json` is built.
fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}

/// The kind of the only parameter, with its name.
fn only(prompt: Prompt) -> (String, Kind) {
    let template = made(prompt);
    let parameter = template.parameters().next().expect("BUG: there is a parameter");
    assert_eq!(template.parameters().len(), 1);
    (parameter.name.to_string(), parameter.domain.kind)
}

#[test]
fn placeholders_take_the_type_of_their_node() {
    for (class, input, text, expected) in [
        ("CLIPTextEncode", "text", "PARAM_PROMPT", ("prompt", Kind::Text)),
        ("CLIPTextEncode", "text", "PARAM_PROMPT, 4k", ("prompt__4k", Kind::Text)),
        ("CLIPTextEncode", "text", "PARAM_INT", ("int", Kind::Text)),
        ("CLIPTextEncode", "text", "PARAM_", ("param", Kind::Text)),
        ("KSampler", "seed", "PARAM_INT_SEED", ("seed", Kind::Int)),
        ("KSampler", "seed", "PARAM_int_seed", ("seed", Kind::Int)),
        ("KSampler", "cfg", "PARAM_FLOAT_CFG", ("cfg", Kind::Float)),
        ("KSampler", "cfg", "PARAM_CFG", ("cfg", Kind::Float)),
        ("KSampler", "sampler_name", "PARAM_STR_SAMPLER_NAME", ("sampler_name", Kind::Choice)),
        ("Flags", "on", "PARAM_BOOL_X", ("x", Kind::Bool)),
        ("LoadImage", "image", "PARAM_IMAGE", ("image", Kind::Upload(Media::Image))),
        ("Stranger", "x", "PARAM_X", ("x", Kind::Text)),
        ("Stranger", "x", "PARAM_INT_X", ("x", Kind::Int)),
    ] {
        let (name, kind) = only(node(class, json!({ input: text })));

        assert_eq!((&*name, kind), expected, "{text}");
    }
}

#[test]
fn names_that_python_could_not_register_work() {
    let template = made(node("KSampler", json!({"steps": "PARAM_INT_2ND"})));

    assert_eq!(bound(&template, "steps", json!({"2nd": 5})), 5);
}

#[test]
fn only_whole_values_one_level_deep_are_placeholders() {
    let inputs = json!({
        "a": ["PARAM_X", "PARAM_Y"], "b": {"c": "PARAM_Z"}, "d": "a PARAM_X", "e": ["PARAM_X", 0],
    });

    assert_eq!(made(node("Stranger", inputs)).parameters().len(), 0);
}

#[test]
fn one_name_in_several_inputs_is_one_parameter() {
    let template = made(prompt(json!({
        "1": {"class_type": "EmptyLatentImage",
              "inputs": {"width": "PARAM_INT_SIZE", "height": "PARAM_SIZE"}},
        "2": {"class_type": "SaveImage",
              "inputs": {"filename_prefix": "s{PARAM_SIZE}x{PARAM_SIZE}"}},
    })));

    let bound = bind(&template, json!({"size": "1024"})).unwrap();

    assert_eq!(template.parameters().len(), 1);
    assert_eq!(template.parameter("size").unwrap().bindings.len(), 3);
    let node = bound.prompt.node("1").unwrap();
    assert_eq!((&node.inputs["width"], &node.inputs["height"]), (&1024.into(), &1024.into()));
    assert_eq!(bound.prompt.node("2").unwrap().inputs["filename_prefix"], "s1024x1024".into());
}

#[test]
fn only_the_seeds_names_are_optional() {
    let template = made(prompt(json!({
        "1": {"class_type": "KSampler", "inputs": {
            "seed": "PARAM_INT_SEED", "steps": "PARAM_INT_STEPS", "cfg": "PARAM_FLOAT_STRENGTH"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "PARAM_PROMPT"}},
        "3": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "PARAM_MODEL"}},
    })));

    let fallback = |name: &str| template.parameter(name).unwrap().fallback.clone();

    assert_eq!(fallback("seed"), Fallback::Random);
    assert_eq!(fallback("steps"), Fallback::NodeClass(json!(20)));
    assert_eq!(fallback("strength"), Fallback::None);
    assert_eq!(fallback("prompt"), Fallback::None);
    // No model belongs to the class; a layer of defaults must name one.
    assert_eq!(fallback("model"), Fallback::None);
}

#[test]
fn a_call_is_refused_with_every_mistake() {
    let template = made(node(
        "KSampler",
        json!({"steps": "PARAM_INT_STEPS", "sampler_name": "PARAM_SAMPLER_NAME",
               "denoise": "PARAM_FLOAT_DENOISE", "cfg": "PARAM_FLOAT_GUIDE", "seed": 1}),
    ));

    let said =
        said(&template, json!({"stps": 3, "steps": "12.5", "sampler_name": "eular", "denoise": 2}));

    assert_eq!(
        sorted(&said),
        [
            "argument `denoise`: `2` is above the maximum 1.0",
            "argument `sampler_name`: `eular` is no choice; did you mean `euler`?",
            "argument `steps`: `12.5` is not a whole number: invalid literal for int() with base \
             10: '12.5'",
            "argument `stps` sets nothing; did you mean `steps`?",
            "parameter `guide` is missing; give a number",
        ]
    );
}

#[test]
fn null_counts_as_absent() {
    let template = made(node("KSampler", json!({"steps": "PARAM_INT_STEPS"})));

    assert_eq!(bound(&template, "steps", json!({"steps": null})), 20);
}

#[test]
fn a_seed_left_out_is_random_yet_repeatable() {
    let template = made(node("KSampler", json!({"seed": "PARAM_INT_SEED"})));
    let mut seeds = Seeds::starting_at(3);
    let mut seed = || {
        let bound = template.bind(&Object::new(), &mut seeds).unwrap();
        assert_eq!(bound.values["seed"].1, Source::Random);
        bound.values["seed"].0.as_u64().unwrap()
    };

    let (first, second) = (seed(), seed());

    assert_ne!(first, second);
    assert!(first <= u32::MAX.into() && second <= u32::MAX.into());
    let again = template.bind(&Object::new(), &mut Seeds::starting_at(3)).unwrap();
    assert_eq!(again.values["seed"].0, first);
}

#[test]
fn values_are_never_taken_for_placeholders() {
    let template = made(node("SaveImage", json!({"filename_prefix": "{PARAM_A}/{PARAM_B}"})));

    let value = bound(&template, "filename_prefix", json!({"a": "{PARAM_B}", "b": "PARAM_A"}));

    assert_eq!(value, "{PARAM_B}/PARAM_A");
}

#[test]
fn layers_go_in_order() {
    let meta = json!({"defaults": {"steps": 30}});
    let template = made_with(node("KSampler", json!({"steps": "PARAM_INT_STEPS"})), meta).unwrap();
    let layer = |steps: i32| object(json!({"steps": steps, "elsewhere": 1}));
    let (above, beneath) = (layer(40), layer(50));
    let steps = |call: &Object, above: &Object| {
        let call = template.call(call).above("runtime", above).beneath("built-in", &beneath);
        call.bind(&mut Seeds::starting_at(1)).unwrap().values["steps"].clone()
    };

    let nothing = Object::new();
    let argument = object(json!({"steps": 1}));
    assert_eq!(steps(&argument, &above), (json!(1), Source::Argument));
    assert_eq!(steps(&nothing, &above), (json!(40), Source::Layer("runtime".into())));
    assert_eq!(steps(&nothing, &nothing), (json!(30), Source::Sidecar));
}

#[test]
fn a_layer_beneath_the_sidecar_goes_before_the_class() {
    let template = made(node("KSampler", json!({"steps": "PARAM_INT_STEPS", "seed": 1})));
    let (nothing, layer) = (Object::new(), object(json!({"steps": 50})));

    let call = template.call(&nothing).beneath("built-in", &layer);

    assert_eq!(call.bind(&mut Seeds::starting_at(1)).unwrap().values["steps"].0, 50);
}

#[test]
fn a_bad_default_names_its_layer() {
    let template = made(node("KSampler", json!({"steps": "PARAM_INT_STEPS"})));
    let (nothing, layer) = (Object::new(), object(json!({"steps": "many"})));

    let error = template.call(&nothing).above("config", &layer).bind(&mut Seeds::starting_at(1));

    assert_eq!(
        error.unwrap_err().to_string(),
        "default (config) `steps`: `many` is not a whole number: invalid literal for int() with \
         base 10: 'many'"
    );
}

#[test]
fn sidecar_limits_hold_for_every_value() {
    let meta = json!({"constraints": {"width": {"min": 64, "max": 2048, "step": 64}}});
    let template =
        made_with(node("EmptyLatentImage", json!({"width": "PARAM_INT_WIDTH"})), meta).unwrap();

    assert_eq!(
        said(&template, json!({"width": 100})),
        "argument `width`: `100` is no multiple of 64 counted from 64; use 64 or 128"
    );
    assert_eq!(
        said(&template, json!({"1.height": 8})),
        "argument `1.height`: `8` is below the minimum 16"
    );
    let layer = object(json!({"width": 4096}));
    let nothing = Object::new();
    let error = template.call(&nothing).above("runtime", &layer).bind(&mut Seeds::starting_at(1));
    assert_eq!(
        error.unwrap_err().to_string(),
        "default (runtime) `width`: `4096` is above the maximum 2048"
    );
}

#[test]
fn a_sidecar_makes_parameters_required_or_optional() {
    let steps = || node("KSampler", json!({"steps": "PARAM_INT_STEPS"}));
    let prompt = || node("CLIPTextEncode", json!({"text": "PARAM_PROMPT"}));

    let template = made_with(steps(), json!({"constraints": {"steps": {"required": true}}}));
    assert!(template.unwrap().parameter("steps").unwrap().is_required());
    let template = made_with(prompt(), json!({"defaults": {"prompt": "a cat"}})).unwrap();
    assert_eq!(bound(&template, "text", json!({})), "a cat");
    assert_eq!(
        refused(prompt(), json!({"constraints": {"prompt": {"required": false}}})),
        "`constraints.prompt.required` of `a.meta.json`, line 1 makes `prompt` optional, which has \
         no default; add one under `defaults`"
    );
}

#[test]
fn mappings_set_inputs_without_placeholder() {
    let prompt = || {
        prompt(json!({
            "1": {"class_type": "KSampler", "inputs": {"denoise": 0.5, "cfg": 8},
                  "_meta": {"title": "Sampler"}},
            "2": {"class_type": "SaveImage", "inputs": {}},
        }))
    };
    let meta = json!({"override_mappings": {"strength": [[1, "denoise"]], "g": [["Sampler", "cfg"]],
        "prefix": [["2", "filename_prefix"]]}});
    let template = made_with(prompt(), meta).unwrap();

    assert_eq!(bound(&template, "denoise", json!({"strength": "0.25"})), 0.25);
    assert_eq!(bind(&template, json!({})).unwrap().prompt, prompt());
    assert_eq!(template.parameter("g").unwrap().fallback, Fallback::Kept(Some(json!(8))));
    assert_eq!(template.parameter("prefix").unwrap().fallback, Fallback::Kept(None));
    assert_eq!(
        said(&template, json!({"strength": 2})),
        "argument `strength`: `2` is above the maximum 1.0"
    );
}

#[test]
fn a_sidecar_that_does_not_fit_is_refused_with_every_mistake() {
    let meta = json!({
        "defaults": {"step": 3, "sampler_name": "Euler", "steps": 200},
        "constraints": {"steps": {"max": 100}, "sampler_name": {"min": 1}, "hight": {}},
        "override_mappings": {"a": [["9", "x"]], "b": [["1", "denois"]], "c": [["1", "model"]]},
    });
    let inputs = json!({"steps": "PARAM_INT_STEPS", "sampler_name": "PARAM_SAMPLER_NAME",
        "cfg": "PARAM_FLOAT_HEIGHT"});

    let errors = refused(node("KSampler", inputs), meta);

    assert_eq!(
        sorted(&errors),
        [
            "`constraints.hight` of `a.meta.json`, line 1 is about parameter `hight`, which the \
             workflow lacks; did you mean `height`?",
            "`constraints.sampler_name.min` of `a.meta.json`, line 1 limits `sampler_name`, which \
             takes a choice; leave it out or use `enum`",
            "`defaults.sampler_name` of `a.meta.json`, line 1 is no value of `sampler_name`: \
             `Euler` is no choice; did you mean `euler`?",
            "`defaults.step` of `a.meta.json`, line 1 is about parameter `step`, which the \
             workflow lacks; did you mean `steps`?",
            "`defaults.steps` of `a.meta.json`, line 1 is no value of `steps`: `200` is above the \
             maximum 100",
            "`override_mappings.a` of `a.meta.json`, line 1 maps to node `9`, which the workflow \
             lacks; there is `1`",
            "`override_mappings.b` of `a.meta.json`, line 1 maps to input `denois`, which node `1` \
             (KSampler) lacks; did you mean `denoise`?",
            "`override_mappings.c` of `a.meta.json`, line 1 maps to input `model` of node `1` \
             (KSampler), which takes a link, no value; map to an input of the node that feeds it",
        ]
    );
}

#[test]
fn choices_of_a_sidecar_must_be_of_the_parameters_type() {
    let inputs = json!({"steps": "PARAM_INT_STEPS", "sampler_name": "PARAM_SAMPLER_NAME"});
    let meta = json!({"constraints": {
        "steps": {"enum": [4, "8"]}, "sampler_name": {"enum": ["euler", "heun"]}}});

    let errors = refused(node("KSampler", inputs.clone()), meta);

    assert_eq!(
        sorted(&errors),
        [
            "`constraints.sampler_name.enum` of `a.meta.json`, line 1 offers what `sampler_name` \
             does not take: `heun` is no choice; use one of `euler`, `dpmpp_2m`",
            "`constraints.steps.enum` of `a.meta.json`, line 1 offers what `steps` does not take: \
             `8` is not a whole number",
        ]
    );
    let meta = json!({"constraints": {"steps": {"enum": [4, 8]}}, "defaults": {"steps": 8}});
    let template = made_with(node("KSampler", inputs), meta).unwrap();
    let sampler = json!("euler");
    assert_eq!(bound(&template, "steps", json!({"steps": "4", "sampler_name": sampler})), 4);
    assert!(said(&template, json!({"steps": 5, "sampler_name": sampler})).contains("no choice"));
}

#[test]
fn a_placeholder_of_another_type_than_its_node_is_refused() {
    for (class, input, text, expected) in [
        (
            "KSampler",
            "steps",
            "PARAM_FLOAT_STEPS",
            "placeholder of `steps` asks for FLOAT, yet input `steps` of node `1` (KSampler) takes \
             a whole number; write `PARAM_INT_STEPS`",
        ),
        (
            "KSampler",
            "model",
            "PARAM_MODEL",
            "placeholder of `model` stands in input `model` of node `1` (KSampler), which takes a \
             link; put it into an input of the node that feeds it",
        ),
        (
            "KSampler",
            "steps",
            "1{PARAM_X}",
            "placeholder of `x` stands within a longer text in input `steps` of node `1` \
             (KSampler), which takes a whole number; make it the whole value",
        ),
    ] {
        assert_eq!(refused(node(class, json!({ input: text })), json!({})), expected);
    }
    let clash =
        r#"{"1":{"class_type":"KSampler","inputs":{"sampler_name":"PARAM_X","steps":"PARAM_X"}}}"#;
    assert_eq!(
        refused(serde_json::from_str(clash).unwrap(), json!({})),
        "placeholder of `x` stands in input `steps` of node `1` (KSampler), which takes a whole \
         number, and in others that take a choice, with no value in common; give one of them \
         another name"
    );
}

#[test]
fn what_looks_odd_is_warned_of() {
    let inputs = json!({"text": "PARAM_PROMPT", "stepz": "PARAM_INT_STEPS"});
    let prompt = prompt(json!({
        "1": {"class_type": "CLIPTextEncode", "inputs": inputs},
        "2": {"class_type": "Stranger", "inputs": {"a": "PARAM_A B", "b": "PARAM_A-B"}},
    }));
    let template = made_with(prompt, json!({"default": {}, "updated_at": "now"})).unwrap();

    let said: Vec<_> = template.warnings().iter().map(ToString::to_string).collect();

    assert_eq!(
        sorted(&said.join("\n")),
        [
            "`PARAM_A B` and `PARAM_A-B` are both parameter `a_b`",
            "`default` of `a.meta.json`, line 1 means nothing; did you mean `defaults`?",
            "node `1` (CLIPTextEncode) has no input `stepz`, so servers ignore `steps` there; \
             there is `text`, `clip`",
            "node `2` (Stranger) is of a class that the schema lacks, so nothing is known of `a_b`",
        ]
    );
}

#[test]
fn every_input_can_be_set_by_its_address() {
    let template = made(prompt(json!({
        "1": {"class_type": "KSampler", "inputs": {"steps": 20, "cfg": 8},
              "_meta": {"title": "A.B"}},
        "57:3": {"class_type": "CLIPTextEncode", "inputs": {"text": "PARAM_PROMPT"}},
        "5": {"class_type": "Flags", "inputs": {}, "_meta": {"title": "Twin"}},
        "6": {"class_type": "Flags", "inputs": {}, "_meta": {"title": "Twin"}},
    })));

    let arguments = json!({"1.steps": "30", "A.B.cfg": 7, "57:3.text": "a cat"});
    let bound = bind(&template, arguments).unwrap();

    let sampler = bound.prompt.node("1").unwrap();
    assert_eq!((&sampler.inputs["steps"], &sampler.inputs["cfg"]), (&30.into(), &7.0.into()));
    assert_eq!(bound.prompt.node("57:3").unwrap().inputs["text"], "a cat".into());
    let error = said(
        &template,
        json!({"prompt": "", "1.stpes": 1, "1.model": "m", "Twin.on": 1, "8.x": 1, "1.": 1}),
    );
    assert_eq!(
        sorted(&error),
        [
            "argument `1.` sets nothing; there is `prompt`",
            "argument `1.model` gives a value to input `model` of node `1` (KSampler, \"A.B\"), \
             which takes a link; set an input of the node that feeds it",
            "argument `1.stpes` sets nothing, since node `1` (KSampler, \"A.B\") has no input \
             `stpes`; did you mean `steps`?",
            "argument `8.x` sets nothing; there is `prompt`",
            "argument `Twin.on` may mean nodes `5` or `6`; use the id",
        ]
    );
}

#[test]
fn a_call_can_be_checked_as_a_server_would() {
    let schema = schema();
    let validator = Validator::new(&schema);
    let template = made(node("KSampler", json!({"steps": "PARAM_INT_STEPS"})));

    let nothing = Object::new();
    let error = template.call(&nothing).checked_by(&validator).bind(&mut Seeds::starting_at(1));

    assert_eq!(
        error.unwrap_err().to_string(),
        "a server would refuse the prompt: Prompt has no outputs"
    );
}

#[test]
fn the_json_schema_says_what_node_and_sidecar_know() {
    let meta = json!({"constraints": {"cfg": {"max": 20, "step": 0.5, "description": "Guidance"}},
        "defaults": {"cfg": 7.5}});
    let template = made_with(
        prompt(json!({
            "1": {"class_type": "KSampler", "inputs": {"cfg": "PARAM_FLOAT_CFG",
                  "sampler_name": "PARAM_SAMPLER_NAME", "seed": "PARAM_INT_SEED"}},
            "2": {"class_type": "EmptyLatentImage", "inputs": {"width": "PARAM_INT_WIDTH"}},
            "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "PARAM_PROMPT"}},
        })),
        meta,
    );

    assert_eq!(
        template.unwrap().to_json_schema(),
        json!({
            "type": "object",
            "properties": {
                "cfg": {"type": "number", "minimum": 0.0, "maximum": 20, "multipleOf": 0.5,
                    "description": "Guidance", "default": 7.5},
                "sampler_name": {"type": "string", "enum": ["euler", "dpmpp_2m"],
                    "description": "Sampling method", "default": "euler"},
                "seed": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615_u64,
                    "description": "Number that the noise is made from; random if left out"},
                "width": {"type": "integer", "minimum": 16, "maximum": 16384, "multipleOf": 8,
                    "description": "Width in pixels", "default": 512},
                "prompt": {"type": "string", "description": "What to make, in words"},
            },
            "required": ["prompt"],
            "additionalProperties": false,
        })
    );
}

#[test]
fn thousands_of_placeholders_are_bound() {
    let inputs: Object =
        (0..5_000).map(|n| (format!("i{n}"), json!(format!("PARAM_P{n}")))).collect();
    let text = "{PARAM_P1} é ".repeat(5_000);
    let template = made(prompt(json!({
        "1": {"class_type": "Stranger", "inputs": inputs},
        "2": {"class_type": "SaveImage", "inputs": {"filename_prefix": text}},
    })));
    let arguments: Object = (0..5_000).map(|n| (format!("p{n}"), json!("v"))).collect();

    let bound = template.bind(&arguments, &mut Seeds::starting_at(1)).unwrap();

    assert_eq!(bound.values.len(), 5_000);
    assert_eq!(
        bound.prompt.node("2").unwrap().inputs["filename_prefix"],
        "v é ".repeat(5_000).into()
    );
}

#[test]
fn endless_mistakes_are_cut_short() {
    let names = |count: i32| (0..count).map(|n| (format!("x{n}"), json!(1)));
    let template = made(node("Stranger", json!({"a": "PARAM_A"})));
    let arguments: Object = names(5_000).collect();
    let meta = json!({"defaults": Value::Object(names(5_000).collect())});
    let wrong = json!({"constraints": Value::Object(names(5_000).collect())}).to_string();

    let call = template.bind(&arguments, &mut Seeds::starting_at(1)).unwrap_err();
    let made = made_with(node("Stranger", json!({})), meta).unwrap_err();
    let read = Sidecar::from_json(&wrong, FileName::default()).unwrap_err();

    assert_eq!((call.0.len(), made.0.len(), read.0.len()), (100, 100, 100));
}

#[test]
fn the_example_of_the_seeds_docs_is_a_template() {
    let inputs = json!({"text": "PARAM_PROMPT", "steps": "PARAM_INT_STEPS"});
    let template = made(node("CLIPTextEncode", inputs));

    assert!(template.parameter("prompt").unwrap().is_required());
    assert_eq!(bound(&template, "steps", json!({"prompt": "a cat", "steps": "30"})), 30);
}

#[test]
fn only_seeds_are_random() {
    let classes = br#"{"PrimitiveInt":{"input":{"required":{
        "value":["INT",{"default":4,"control_after_generate":true}]}},"output":["INT"]}}"#;
    let schema = Schema::from_object_info(classes).unwrap();
    let prompt = node("PrimitiveInt", json!({"value": "PARAM_INT_STEPS"}));

    let template = Template::new(prompt, Sidecar::default(), &schema).unwrap();

    assert_eq!(template.parameter("steps").unwrap().fallback, Fallback::NodeClass(json!(4)));
}

#[test]
fn what_a_layer_gives_is_not_required() {
    let template = made(node("CheckpointLoaderSimple", json!({"ckpt_name": "PARAM_MODEL"})));
    let (nothing, layer) = (Object::new(), object(json!({"model": "b.safetensors"})));

    let schema = template.call(&nothing).beneath("built-in", &layer).to_json_schema();

    assert_eq!(template.to_json_schema()["required"], json!(["model"]));
    assert_eq!(schema["required"], json!([]));
    assert_eq!(schema["properties"]["model"]["default"], "b.safetensors");
}

#[test]
fn a_default_model_that_is_not_installed_is_no_mistake_of_the_workflow() {
    let prompt = node("CheckpointLoaderSimple", json!({"ckpt_name": "PARAM_MODEL"}));

    let template = made_with(prompt, json!({"defaults": {"model": "c.safetensors"}})).unwrap();

    assert_eq!(
        template.warnings()[0].to_string(),
        "`defaults.model` of `a.meta.json`, line 1 is not installed, so calls have to give \
         `model`; did you mean `a.safetensors`?"
    );
    let errors = bind(&template, json!({})).unwrap_err();
    assert!(matches!(&errors.0[..], [BindError::Invalid { origin: Source::Sidecar, .. }]));
}
