//! Finds the settings of small prompts by their links.

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::template::{Fallback, Role, Seeds, Sidecar, Template};
use serde_json::{Value, json};

const CLASSES: &[u8] = br#"{
    "KSampler":{"input":{"required":{
        "model":["MODEL"],
        "seed":["INT",{"default":0,"min":0,"control_after_generate":true}],
        "steps":["INT",{"default":20,"min":1,"max":100}],
        "cfg":["FLOAT",{"default":8.0}],
        "sampler_name":[["euler","dpmpp_2m"]],"scheduler":[["normal","karras"]],
        "positive":["CONDITIONING"],"negative":["CONDITIONING"],"latent_image":["LATENT"],
        "denoise":["FLOAT",{"default":1.0}]}},"output":["LATENT"]},
    "SamplerCustomAdvanced":{"input":{"required":{"noise":["NOISE"],"guider":["GUIDER"],
        "sampler":["SAMPLER"],"sigmas":["SIGMAS"],"latent_image":["LATENT"]}},
        "output":["LATENT","LATENT"],"output_name":["output","denoised_output"]},
    "RandomNoise":{"input":{"required":{
        "noise_seed":["INT",{"control_after_generate":true}]}},"output":["NOISE"]},
    "BasicScheduler":{"input":{"required":{"model":["MODEL"],"scheduler":[["simple"]],
        "steps":["INT",{}],"denoise":["FLOAT",{}]}},"output":["SIGMAS"]},
    "KSamplerSelect":{"input":{"required":{"sampler_name":[["euler"]]}},"output":["SAMPLER"]},
    "BasicGuider":{"input":{"required":{"model":["MODEL"],"conditioning":["CONDITIONING"]}},
        "output":["GUIDER"]},
    "FluxGuidance":{"input":{"required":{"conditioning":["CONDITIONING"],"guidance":["FLOAT",{}]}},
        "output":["CONDITIONING"]},
    "ConditioningZeroOut":{"input":{"required":{"conditioning":["CONDITIONING"]}},
        "output":["CONDITIONING"]},
    "ControlNetLoader":{"input":{"required":{"control_net_name":[["c.safetensors"]]}},
        "output":["CONTROL_NET"]},
    "ControlNetApplyAdvanced":{"input":{"required":{
        "positive":["CONDITIONING"],"negative":["CONDITIONING"],"control_net":["CONTROL_NET"],
        "image":["IMAGE"],"strength":["FLOAT",{}]}},
        "output":["CONDITIONING","CONDITIONING"],"output_name":["positive","negative"]},
    "CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":[["a.safetensors"]]}},
        "output":["MODEL","CLIP","VAE"]},
    "LoraLoader":{"input":{"required":{"model":["MODEL"],"clip":["CLIP"],
        "lora_name":[["l.safetensors"]],"strength_model":["FLOAT",{}],
        "strength_clip":["FLOAT",{}]}},
        "output":["MODEL","CLIP"]},
    "CLIPTextEncode":{"input":{"required":{"text":["STRING",{"multiline":true}],"clip":["CLIP"]}},
        "output":["CONDITIONING"]},
    "EmptyLatentImage":{"input":{"required":{"width":["INT",{}],"height":["INT",{}],
        "batch_size":["INT",{}]}},"output":["LATENT"]},
    "LatentUpscale":{"input":{"required":{"samples":["LATENT"],"width":["INT",{}],
        "height":["INT",{}]}},"output":["LATENT"]},
    "VAEEncode":{"input":{"required":{"pixels":["IMAGE"],"vae":["VAE"]}},"output":["LATENT"]},
    "SetLatentNoiseMask":{"input":{"required":{"samples":["LATENT"],"mask":["MASK"]}},
        "output":["LATENT"]},
    "LoadImage":{"input":{"required":{"image":[["x.png"],{"image_upload":true}]}},
        "output":["IMAGE","MASK"]},
    "PrimitiveInt":{"input":{"required":{"value":["INT",{"control_after_generate":true}]}},
        "output":["INT"]},
    "PrimitiveString":{"input":{"required":{"value":["STRING",{}]}},"output":["STRING"]},
    "StringConcatenate":{"input":{"required":{"string_a":["STRING",{"multiline":true}],
        "string_b":["STRING",{"multiline":true}],"delimiter":["STRING",{}]}},"output":["STRING"]},
    "CreateVideo":{"input":{"required":{"images":["IMAGE"],"fps":["FLOAT",{}]}},"output":["VIDEO"]},
    "SaveVideo":{"input":{"required":{"video":["VIDEO"],"filename_prefix":["STRING",{}]}},
        "output_node":true},
    "PartnerFilm":{"input":{"required":{"prompt":["STRING",{"multiline":true}],
        "negative_prompt":["STRING",{}],"system_prompt":["STRING",{"multiline":true}],
        "seed":["INT",{}],"duration":["INT",{}]}},"output":["VIDEO"],"api_node":true},
    "VAEDecode":{"input":{"required":{"samples":["LATENT"],"vae":["VAE"]}},"output":["IMAGE"]},
    "SaveImage":{"input":{"required":{"images":["IMAGE"],"filename_prefix":["STRING",{}]}},
        "output_node":true}}"#;

fn template(nodes: &[(&str, &str, Value)]) -> Template {
    let node = |(id, class, inputs): &(&str, &str, Value)| {
        let node = json!({"class_type": class, "inputs": inputs});
        let id = NodeId::new(*id).expect("BUG: the id is not empty");
        (id, serde_json::from_value(node).expect("BUG: the node is read"))
    };
    let prompt: Prompt = nodes.iter().map(node).collect();
    let schema = Schema::from_object_info(CLASSES).expect("BUG: the classes are read");
    Template::new(prompt, Sidecar::default(), &schema).expect("BUG: the template is made")
}

/// The settings as "name address", in order of their names.
fn found(nodes: &[(&str, &str, Value)]) -> Vec<String> {
    let template = template(nodes);
    let shown = template.settings().map(|setting| {
        let [binding] = setting.parameter.bindings.as_slice() else { panic!("several inputs") };
        format!("{} {}", setting.parameter.name, binding.address)
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort();
    shown
}

fn save(from: &str) -> (&'static str, &'static str, Value) {
    ("save", "SaveImage", json!({"images": [from, 0]}))
}

fn decode(from: &str) -> (&'static str, &'static str, Value) {
    ("decode", "VAEDecode", json!({"samples": [from, 0]}))
}

fn text(id: &'static str) -> (&'static str, &'static str, Value) {
    (id, "CLIPTextEncode", json!({"text": id}))
}

#[test]
fn a_plain_workflow_has_every_role() {
    let settings = found(&[
        // Nothing but links tells these two apart: the first one written is the negative.
        text("a"),
        text("b"),
        (
            "k",
            "KSampler",
            json!({"model": ["l", 0], "seed": 1, "steps": 2, "cfg": 3, "sampler_name": "euler",
                "scheduler": "karras", "denoise": 1, "positive": ["b", 0], "negative": ["a", 0],
                "latent_image": ["e", 0]}),
        ),
        (
            "l",
            "LoraLoader",
            json!({"model": ["c", 0], "clip": ["c", 1],
            "lora_name": "l.safetensors", "strength_model": 1, "strength_clip": 1}),
        ),
        ("c", "CheckpointLoaderSimple", json!({"ckpt_name": "a.safetensors"})),
        ("e", "EmptyLatentImage", json!({"width": 8, "height": 8, "batch_size": 1})),
        decode("k"),
        ("save", "SaveImage", json!({"images": ["decode", 0], "filename_prefix": "x"})),
    ]);

    assert_eq!(
        settings,
        [
            "batch_size e.batch_size",
            "cfg k.cfg",
            "denoise k.denoise",
            "filename_prefix save.filename_prefix",
            "height e.height",
            "lora l.lora_name",
            "lora_strength l.strength_model",
            "lora_strength_2 l.strength_clip",
            "model c.ckpt_name",
            "negative_prompt a.text",
            "prompt b.text",
            "sampler_name k.sampler_name",
            "scheduler k.scheduler",
            "seed k.seed",
            "steps k.steps",
            "width e.width",
        ]
    );
}

#[test]
fn samplers_in_parts_are_put_together() {
    let settings = found(&[
        (
            "s",
            "SamplerCustomAdvanced",
            json!({"noise": ["n", 0], "guider": ["g", 0],
            "sampler": ["m", 0], "sigmas": ["b", 0]}),
        ),
        ("n", "RandomNoise", json!({"noise_seed": 1})),
        ("g", "BasicGuider", json!({"conditioning": ["f", 0]})),
        ("f", "FluxGuidance", json!({"conditioning": ["t", 0], "guidance": 3.5})),
        ("m", "KSamplerSelect", json!({"sampler_name": "euler"})),
        ("b", "BasicScheduler", json!({"scheduler": "simple", "steps": 4, "denoise": 1})),
        text("t"),
        decode("s"),
        save("decode"),
    ]);

    assert_eq!(
        settings,
        [
            "denoise b.denoise",
            "guidance f.guidance",
            "prompt t.text",
            "sampler_name m.sampler_name",
            "scheduler b.scheduler",
            "seed n.noise_seed",
            "steps b.steps",
        ]
    );
}

#[test]
fn control_nets_keep_both_conditionings_apart() {
    let settings = found(&[
        ("k", "KSampler", json!({"positive": ["c", 0], "negative": ["c", 1]})),
        (
            "c",
            "ControlNetApplyAdvanced",
            json!({"positive": ["p", 0], "negative": ["n", 0],
            "control_net": ["l", 0], "image": ["i", 0], "strength": 0.5}),
        ),
        ("l", "ControlNetLoader", json!({"control_net_name": "c.safetensors"})),
        ("i", "LoadImage", json!({"image": "x.png"})),
        text("p"),
        text("n"),
        decode("k"),
        save("decode"),
    ]);

    assert_eq!(
        settings,
        [
            "control_net l.control_net_name",
            "control_strength c.strength",
            "image i.image",
            "negative_prompt n.text",
            "prompt p.text",
        ]
    );
}

#[test]
fn one_text_for_both_sides_is_the_prompt() {
    let direct = json!({"negative": ["t", 0], "positive": ["f", 0]});
    let zeroed = json!({"negative": ["z", 0], "positive": ["t", 0]});
    for inputs in [direct, zeroed] {
        let settings = found(&[
            ("k", "KSampler", inputs),
            ("z", "ConditioningZeroOut", json!({"conditioning": ["t", 0]})),
            ("f", "FluxGuidance", json!({"conditioning": ["t", 0]})),
            text("t"),
            decode("k"),
            save("decode"),
        ]);

        assert_eq!(settings, ["prompt t.text"]);
    }
}

#[test]
fn values_are_followed_to_where_they_are_written() {
    let settings = found(&[
        ("k", "KSampler", json!({"seed": ["i", 0], "positive": ["t", 0]})),
        ("i", "PrimitiveInt", json!({"value": 7})),
        ("t", "CLIPTextEncode", json!({"text": ["j", 0]})),
        (
            "j",
            "StringConcatenate",
            json!({"string_a": ["v", 0], "string_b": "b",
            "delimiter": ", "}),
        ),
        ("v", "PrimitiveString", json!({"value": "a"})),
        decode("k"),
        save("decode"),
    ]);

    assert_eq!(settings, ["prompt j.string_b", "prompt_2 v.value", "seed i.value"]);
}

#[test]
fn only_what_is_new_has_a_size() {
    let settings = found(&[
        ("k", "KSampler", json!({"latent_image": ["u", 0]})),
        ("u", "LatentUpscale", json!({"samples": ["e", 0], "width": 9, "height": 9})),
        ("e", "EmptyLatentImage", json!({"width": 8, "height": 8})),
        decode("k"),
        save("decode"),
    ]);

    assert_eq!(settings, ["height e.height", "width e.width"]);
}

#[test]
fn pictures_are_told_from_masks() {
    let settings = found(&[
        ("k", "KSampler", json!({"latent_image": ["s", 0]})),
        ("s", "SetLatentNoiseMask", json!({"samples": ["v", 0], "mask": ["m", 1]})),
        ("v", "VAEEncode", json!({"pixels": ["i", 0]})),
        ("i", "LoadImage", json!({"image": "x.png"})),
        ("m", "LoadImage", json!({"image": "m.png"})),
        decode("k"),
        save("decode"),
    ]);

    assert_eq!(settings, ["image i.image", "mask m.image"]);
}

#[test]
fn films_of_partners_have_settings_too() {
    let film = json!({"prompt": "p", "negative_prompt": "n", "system_prompt": "s", "seed": 1,
        "duration": 5});
    let settings = found(&[
        ("f", "PartnerFilm", film),
        ("save", "SaveVideo", json!({"video": ["f", 0], "filename_prefix": "x"})),
        ("c", "CreateVideo", json!({"images": ["i", 0], "fps": 16})),
        ("i", "LoadImage", json!({"image": "x.png"})),
        ("other", "SaveVideo", json!({"video": ["c", 0]})),
    ]);

    assert_eq!(
        settings,
        [
            "filename_prefix save.filename_prefix",
            "fps c.fps",
            "image i.image",
            "negative_prompt f.negative_prompt",
            "prompt f.prompt",
            "seconds f.duration",
            "seed f.seed",
        ]
    );
}

#[test]
fn nodes_that_feed_no_saver_have_no_settings() {
    let dead = ("dead", "KSampler", json!({"seed": 1, "positive": ["t", 0]}));

    assert_eq!(found(&[dead, text("t"), save("nowhere")]), Vec::<String>::new());
}

#[test]
fn unknown_classes_are_passed_through() {
    let settings = found(&[
        ("x", "Stranger", json!({"samples": ["k", 0], "seed": 5})),
        ("k", "KSampler", json!({"seed": 1, "positive": ["y", 0]})),
        ("y", "Stranger", json!({"conditioning": ["t", 0]})),
        text("t"),
        save("x"),
    ]);

    assert_eq!(settings, ["prompt t.text", "seed k.seed"]);
}

#[test]
fn inputs_with_placeholders_are_no_settings() {
    let nodes = [
        ("k", "KSampler", json!({"seed": "PARAM_INT_SEED", "steps": 20})),
        decode("k"),
        save("decode"),
    ];

    assert_eq!(found(&nodes), ["steps k.steps"]);
}

#[test]
fn names_of_parameters_are_not_taken_twice() {
    let nodes = [
        ("k", "KSampler", json!({"seed": 1, "cfg": "PARAM_FLOAT_SEED"})),
        decode("k"),
        save("decode"),
    ];

    assert_eq!(found(&nodes), ["seed_2 k.seed"]);
}

#[test]
fn a_setting_explains_itself() {
    let nodes =
        [("k", "KSampler", json!({"negative": ["t", 0]})), text("t"), decode("k"), save("decode")];
    let template = template(&nodes);

    let setting = template.setting("negative_prompt").unwrap();

    assert_eq!(setting.role, Role::NegativePrompt);
    assert_eq!(
        setting.to_string(),
        "negative prompt: input `text` of node `t` (CLIPTextEncode) feeds `negative` of node `k` \
         (KSampler), `samples` of node `decode` (VAEDecode), `images` of node `save` (SaveImage)"
    );
}

#[test]
fn settings_are_bound_like_parameters() {
    let nodes = [("k", "KSampler", json!({"steps": 20, "seed": 3})), decode("k"), save("decode")];
    let template = template(&nodes);
    let bind = |arguments: Value| {
        template.bind(arguments.as_object().unwrap(), &mut Seeds::starting_at(1))
    };

    let steps = template.setting("steps").unwrap();
    assert_eq!(steps.parameter.fallback, Fallback::Kept(Some(json!(20))));
    let bound = bind(json!({"steps": "30"})).unwrap();
    assert_eq!(bound.prompt.node("k").unwrap().inputs["steps"], 30.into());
    assert_eq!(bind(json!({})).unwrap().prompt, *template.prompt());
    assert_eq!(
        bind(json!({"steps": 101})).unwrap_err().to_string(),
        "argument `steps`: `101` is above the maximum 100"
    );
    assert_eq!(
        template.to_json_schema_with_settings()["properties"]["steps"],
        json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 20,
            "description": "steps: `steps` of node `k` (KSampler)"})
    );
}

#[test]
fn long_chains_and_cycles_come_to_an_end() {
    let ids: Vec<String> = (0..20_000).map(|at| format!("n{at}")).collect();
    let mut nodes: Vec<_> = (0..20_000)
        .map(|at| {
            let from = &ids[(at + 1) % ids.len()];
            let inputs = json!({"model": [from, 0], "clip": [from, 1], "strength_model": 1,
                "lora_name": "l.safetensors"});
            (&*ids[at], "LoraLoader", inputs)
        })
        .collect();
    nodes.push(("k", "KSampler", json!({"model": ["n0", 0]})));
    nodes.push(decode("k"));
    nodes.push(save("decode"));

    let template = template(&nodes);

    assert_eq!(template.settings().len(), 500);
    assert!(template.settings().all(|setting| setting.path.len() <= 32));
}
