//! Checks the advice on each rule and refusal with the smallest prompt that earns it.

use crate::json::Json;
use crate::schema::Schema;
use crate::validate::{Advice, NodeName, Outcome, Undecided, UndecidedReason, Validator};

const SCHEMA: &str = r#"{
    "Load":{"input":{"required":{"file":["STRING",{}]}},"output":["IMAGE","MASK"],
        "python_module":"nodes"},
    "Decode":{"input":{"required":{"samples":["LATENT"]}},"output":["IMAGE"]},
    "Empty":{"output":["LATENT"]},
    "Numbers":{"input":{"required":{"steps":["INT",{"default":20,"min":1,"max":100}]},
        "optional":{"cfg":["FLOAT",{"min":0.5}],"limited":["THING",{"min":1}]}},"output_node":true},
    "Choose":{"input":{"optional":{"sampler":[["euler","heun"],{}],
        "count":["COMBO",{"options":[1,2]}],
        "names":["COMBO",{"options":["a","b"],"multiselect":true}]}},"output_node":true},
    "CheckpointLoaderSimple":{"input":{"required":{"ckpt_name":[["sdxl/base.safetensors"],{}]}},
        "output":["MODEL"],"output_node":true,"python_module":"nodes"},
    "SaveImage":{"input":{"required":{"images":["IMAGE"]}},"output_node":true},
    "Invert":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"]},
    "FluxProUltraImageNode":{"input":{"required":{"aspect_ratio":["STRING",{}]}},
        "output_node":true},
    "LoadImage":{"input":{"required":{"image":[["a.png"],{"image_upload":true}]}},
        "output_node":true},
    "TripoConversionNode":{"input":{"required":{"original_model_task_id":["MODEL_TASK_ID"]}},
        "output_node":true}
}"#;

fn schema() -> Schema {
    Schema::from_object_info(SCHEMA.as_bytes()).expect("a schema")
}

/// The advice on the first violation.
fn advice(prompt: &str) -> Advice {
    let schema = schema();
    let report = Validator::new(&schema).file(prompt);
    let (node, violation) = report.violations().next().expect("a violation");
    violation.advice(&node.node, &schema)
}

/// The advice on an output node of this class.
fn on(class: &str, inputs: &str) -> Advice {
    advice(&format!(
        r#"{{"9":{{"class_type":"{class}","inputs":{{{inputs}}}}},
            "1":{{"class_type":"Empty","inputs":{{}}}},
            "2":{{"class_type":"Load","inputs":{{"file":"x"}}}}}}"#
    ))
}

fn told(allowed: &str, next_step: &str) -> Advice {
    let allowed = Some(allowed.to_owned()).filter(|allowed| !allowed.is_empty());
    Advice { allowed, closest: vec![], next_step: next_step.to_owned() }
}

#[test]
fn a_missing_value_is_told_with_its_default() {
    let expected = told("1 to 100", "give `steps` a value, such as `20`");
    assert_eq!(on("Numbers", ""), expected);
}

#[test]
fn a_missing_link_is_told_with_what_gives_it() {
    let next =
        "link `images` to an output of type `IMAGE`, such as of `Load`, `Decode` or `Invert`";
    assert_eq!(on("SaveImage", ""), told("type `IMAGE`", next));
}

#[test]
fn a_bad_link_is_told_how_links_look() {
    let link = r#"a link such as ["4", 0]"#;

    let next = format!("give `steps` one value, such as `20`, or {link}");
    assert_eq!(on("Numbers", r#""steps":[1]"#), told(link, &next));
    let next = format!("give `images` {link}: the id of a node as text, then its output");
    assert_eq!(on("SaveImage", r#""images":["2"]"#), told(link, &next));
    let next =
        format!(r#"write the list `["a"]` as `{{"__value__": […]}}`, or give `names` {link}"#);
    assert_eq!(on("Choose", r#""names":["a"]"#), told(link, &next));
}

#[test]
fn a_link_of_another_type_is_told_what_converts_it() {
    let next =
        "link `images` to an output of type `IMAGE`, such as of `Decode`, `Load` or `Invert`";
    assert_eq!(on("SaveImage", r#""images":["1",0]"#), told("type `IMAGE`", next));

    let next = "link `steps` to an output of type `INT`, or give a value like `20`";
    assert_eq!(on("Numbers", r#""steps":["1",0]"#), told("1 to 100", next));
    let next = "choose a value for `sampler`: no output fits but one with the same list";
    assert_eq!(on("Choose", r#""sampler":["1",0]"#), told("one of: `euler`, `heun`", next));
}

#[test]
fn a_link_to_the_wrong_output_is_told_the_right_one() {
    let next = "link `images` to output 0 of node `2` (Load), which gives `IMAGE`";
    assert_eq!(on("SaveImage", r#""images":["2",1]"#), told("type `IMAGE`", next));
}

#[test]
fn what_is_no_number_is_told_the_kind() {
    let next = "give `steps` a whole number instead of `\"many\"`";
    assert_eq!(on("Numbers", r#""steps":"many""#), told("1 to 100", next));
    let next = "give `cfg` a number instead of `null`";
    assert_eq!(on("Numbers", r#""steps":1,"cfg":null"#), told("0.5 or more", next));
}

#[test]
fn numbers_are_told_the_limit_they_break() {
    assert_eq!(on("Numbers", r#""steps":0"#).next_step, "raise `steps` to 1 or more");
    assert_eq!(on("Numbers", r#""steps":101"#).next_step, "lower `steps` to 100 or less");
}

#[test]
fn a_misspelt_choice_is_told_the_closest() {
    let expected = Advice {
        allowed: Some("one of: `euler`, `heun`".into()),
        closest: vec!["euler".into()],
        next_step: "choose `euler` for `sampler`".into(),
    };
    assert_eq!(on("Choose", r#""sampler":"eulr""#), expected);
}

#[test]
fn a_file_is_found_in_another_folder_and_with_another_ending() {
    let advice = on("CheckpointLoaderSimple", r#""ckpt_name":"base.ckpt""#);

    assert_eq!(advice.closest, ["sdxl/base.safetensors"]);
}

#[test]
fn a_choice_like_no_other_is_told_what_to_do_about_its_source() {
    let next = "choose a listed value for `sampler` instead of `zzzzz`";
    assert_eq!(on("Choose", r#""sampler":"zzzzz""#).next_step, next);
    let next = "put the file `zz` into the model folder `checkpoints`, or choose a listed one";
    assert_eq!(on("CheckpointLoaderSimple", r#""ckpt_name":"zz""#).next_step, next);
}

#[test]
fn a_choice_of_another_kind_is_told_how_to_write_it() {
    let next = "write `count` as `1`: numbers and flags differ from texts";
    assert_eq!(on("Choose", r#""count":"1""#).next_step, next);
}

#[test]
fn a_missing_file_is_to_be_uploaded() {
    struct None;
    impl crate::validate::Files for None {
        fn exists(&self, _: &str) -> bool {
            false
        }
    }
    let schema = schema();
    let prompt = r#"{"1":{"class_type":"LoadImage","inputs":{"image":"b.png"}}}"#;

    let report = Validator::new(&schema).files(&None).file(prompt);

    let (node, violation) = report.violations().next().expect("a violation");
    let next = "upload `b.png` to the server, or name a file that it has";
    assert_eq!(violation.advice(&node.node, &schema), told("", next));
}

#[test]
fn a_link_type_that_the_node_checks_is_told() {
    let types = "type `MODEL_TASK_ID`, `RIG_TASK_ID` or `RETARGET_TASK_ID`";
    let next = format!("link `original_model_task_id` to an output of {types}");
    let expected = told(types, &next);

    let linked = on("TripoConversionNode", r#""original_model_task_id":["1",0],"input_types":1"#);
    assert_eq!(linked, expected);
    assert_eq!(on("TripoConversionNode", r#""original_model_task_id":5"#), expected);
}

#[test]
fn a_cycle_is_told_which_link_to_cut() {
    let prompt = r#"{"9":{"class_type":"SaveImage","inputs":{"images":["1",0]}},
        "1":{"class_type":"Invert","inputs":{"image":["2",0]}},
        "2":{"class_type":"Invert","inputs":{"image":["1",0]}}}"#;

    let next = "cut the cycle, such as at the link of node `2` (Invert) to node `1`";
    assert_eq!(advice(prompt), told("", next));
    let own = r#"{"9":{"class_type":"SaveImage","inputs":{"images":["1",0]}},
        "1":{"class_type":"Invert","inputs":{"image":["1",0]}}}"#;
    assert_eq!(advice(own).next_step, "remove the link of node `1` (Invert) to itself");
}

#[test]
fn a_link_to_a_missing_node_names_that_node() {
    let next =
        "add node `77`, which `images` links to and the prompt does not have, or remove the link";
    assert_eq!(on("SaveImage", r#""images":["77",0]"#), told("", next));

    let inner = r#"{"9":{"class_type":"SaveImage","inputs":{"images":["1",0]}},
        "1":{"class_type":"Invert","inputs":{"image":["78",0]}}}"#;
    let next =
        "add node `78`, which `image` links to and the prompt does not have, or remove the link";
    assert_eq!(advice(inner), told("", next));
}

#[test]
fn a_wrong_slot_is_told_the_outputs_with_their_types() {
    let next = "link `images` to output 0 of node `2` (Load), which has no output `5` but \
        0 (IMAGE), 1 (MASK)";
    let expected = told("outputs 0 (IMAGE), 1 (MASK)", next);
    assert_eq!(on("SaveImage", r#""images":["2",5]"#), expected);

    let next = "link `images` to another node: node `9` (SaveImage) has no outputs";
    assert_eq!(on("SaveImage", r#""images":["9",0]"#), told("", next));
}

#[test]
fn an_id_that_is_a_number_is_told_as_text() {
    let next = r#"write the link of `images` as ["2", 0], the id of a node as text"#;
    assert_eq!(on("SaveImage", r#""images":[2,0]"#).next_step, next);
}

#[test]
fn a_value_that_limits_cannot_be_compared_with_is_told() {
    let next = "give `limited` a number: `\"x\"` cannot be compared with its limits";
    assert_eq!(on("Numbers", r#""steps":1,"limited":"x""#), told("type `THING`", next));
}

#[test]
fn a_node_without_inputs_is_told_to_have_some() {
    let prompt = r#"{"9":{"class_type":"SaveImage"}}"#;
    assert_eq!(advice(prompt).next_step, "give node `9` an object `inputs`, which may be empty");
}

#[test]
fn own_checks_that_fail_are_told_in_plain_words() {
    let ratio = "an aspect ratio from `1:4` to `4:1`";
    let next = "give `aspect_ratio` an aspect ratio such as `16:9`";
    assert_eq!(on("FluxProUltraImageNode", r#""aspect_ratio":"9""#), told(ratio, next));
    assert_eq!(on("LoadImage", "").next_step, "give `image` the name of a file");
    let next = "give `image` the name of a file as text, not a link";
    assert_eq!(on("LoadImage", r#""image":5"#).next_step, next);
}

/// The advice on a request that is refused as a whole.
fn refused(text: &str) -> Advice {
    let schema = schema();
    match Validator::new(&schema).request(text).report.outcome {
        Outcome::Refused(refusal) => refusal.advice(&schema),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn refused_requests_are_told_what_to_send() {
    assert_eq!(refused("{}"), told("", "send the nodes under the key `prompt`"));
    let next = "leave `prompt_id` out, or give a UUID in lower case with hyphens";
    assert_eq!(refused(r#"{"prompt":{},"prompt_id":"x"}"#), told("", next));
    let next = "mend the nodes that are named, then retry";
    assert_eq!(
        refused(r#"{"prompt":{"1":{"class_type":"SaveImage","inputs":{}}}}"#),
        told("", next)
    );
}

#[test]
fn a_missing_class_is_told_the_closest() {
    let advice = refused(r#"{"prompt":{"1":{"class_type":"SaveImag","inputs":{}}}}"#);
    assert_eq!(advice.closest, ["SaveImage"]);
    let next = "use `SaveImage` in node `1`, or install the pack that has `SaveImag`";
    assert_eq!(advice.next_step, next);

    let next = "install the pack that has `QQQQQQ`, or remove node `1`";
    assert_eq!(refused(r#"{"prompt":{"1":{"class_type":"QQQQQQ"}}}"#), told("", next));
    let next = "give node `1` a `class_type`, or remove it";
    assert_eq!(refused(r#"{"prompt":{"1":{}}}"#), told("", next));
    let next = "give node `1` a class name as text instead of `5`";
    assert_eq!(refused(r#"{"prompt":{"1":{"class_type":5}}}"#), told("", next));
}

#[test]
fn a_prompt_without_outputs_is_told_the_usual_ones() {
    let next = "add an output node such as `SaveImage`";
    assert_eq!(refused(r#"{"prompt":{}}"#), told("", next));
}

#[test]
fn undecided_files_are_to_be_uploaded_or_checked() {
    let next = |reason, received: Json<'static>| {
        let node = NodeName::default();
        Undecided { node, input: "image".into(), received, reason }.next_step()
    };

    let upload = "upload `a.png` for `image`, or check that the server has it";
    assert_eq!(next(UndecidedReason::File, "a.png".into()), upload);
    assert_eq!(next(UndecidedReason::PackUpload, "a.png".into()), upload);
    let check = "check that the server has `a.png`, or validate against it";
    assert_eq!(next(UndecidedReason::FilesUnknown, "a.png".into()), check);
    let ask = "ask the server whether it takes `a.png`";
    assert_eq!(next(UndecidedReason::OwnCode, "a.png".into()), ask);
    let linked = "check that what `image` gets is a file on the server";
    assert_eq!(next(UndecidedReason::File, Json::Null), linked);
}
