//! Shows what each mistake is told.

use super::{schema, tried};
use crate::prompt::Prompt;
use crate::workflow::edit::Edits;

#[track_caller]
fn refused(operation: &str, message: &str) {
    let errors = tried(&format!("[{operation}]")).unwrap_err();

    let text = errors.failures[0].error.to_string();
    assert_eq!(text, message);
}

#[test]
fn unknown_classes_are_told_with_the_closest() {
    refused(
        r#"{"op":"add","class":"Ksamplr"}"#,
        "the server has no node class `Ksamplr`; use `KSampler`",
    );
    refused(
        r#"{"op":"replace","node":"3","class":"Zzz"}"#,
        "the server has no node class `Zzz`; search the node classes for another",
    );
}

#[test]
fn missing_nodes_are_told_with_those_there_are() {
    refused(
        r#"{"op":"remove","node":"99"}"#,
        "there is no node `99`; there are node `4` (CheckpointLoaderSimple), node `6` \
         (CLIPTextEncode), node `5` (EmptyLatentImage), node `3` (KSampler), node `8` (VAEDecode), \
         node `7` (ImageInvert, \"Negative\"), node `9` (SaveImage)",
    );
}

#[test]
fn unknown_inputs_are_told_with_the_closest() {
    refused(
        r#"{"op":"set","node":"3","input":"step","value":1}"#,
        "node `3` (KSampler) has no input `step`; use `steps`",
    );
    refused(
        r#"{"op":"set","node":"6","input":"negative","value":1}"#,
        "node `6` (CLIPTextEncode) has no input `negative`; it has `text`, `clip`",
    );
}

#[test]
fn inputs_of_another_option_are_told_with_its_key() {
    let errors = tried(
        r#"[{"op":"add","class":"Resize","id":"20"},
            {"op":"set","node":"20","input":"mode.by","value":1}]"#,
    );

    assert_eq!(
        errors.unwrap_err().to_string(),
        "operation 1 (`set`): node `20` (Resize) has `mode.by` only while `mode` is `factor`; set \
         that first"
    );
}

#[test]
fn elements_past_the_last_are_refused() {
    let errors = tried(
        r#"[{"op":"add","class":"Batch","id":"20"},
            {"op":"set","node":"20","input":"images","value":["8",0]},
            {"op":"set","node":"20","input":"images","value":["7",0]},
            {"op":"set","node":"20","input":"images","value":["8",0]}]"#,
    );

    assert_eq!(
        errors.unwrap_err().to_string(),
        "operation 3 (`set`): node `20` (Batch) takes 2 elements of `images` at most; disconnect \
         one first"
    );
}

#[test]
fn wrong_types_are_told_with_where_the_right_one_is() {
    refused(
        r#"{"op":"connect","from":["4",0],"to":{"node":"6","input":"clip"}}"#,
        "output 0 of node `4` (CheckpointLoaderSimple) gives `MODEL`, but `clip` of node `6` \
         (CLIPTextEncode) takes `CLIP`; link from its output 1",
    );
    refused(
        r#"{"op":"connect","from":["3",0],"to":{"node":"9","input":"images"}}"#,
        "output 0 of node `3` (KSampler) gives `LATENT`, but `images` of node `9` (SaveImage) \
         takes `IMAGE`; link an output of type `IMAGE`, such as of `VAEDecode`, `Batch` or \
         `ImageInvert`",
    );
}

#[test]
fn unknown_outputs_are_told_with_those_there_are() {
    let outputs = "its outputs are 0 (`MODEL`, type `MODEL`), 1 (`CLIP`, type `CLIP`), 2 (`VAE`, \
                   type `VAE`)";
    refused(
        r#"{"op":"connect","from":["4",3],"to":{"node":"6","input":"clip"}}"#,
        &format!("node `4` (CheckpointLoaderSimple) has no output `3`; {outputs}"),
    );
    refused(
        r#"{"op":"connect","from":{"node":"4"},"to":{"node":"9","input":"images"}}"#,
        &format!("name the output of node `4` (CheckpointLoaderSimple) with `slot`; {outputs}"),
    );
}

#[test]
fn values_out_of_range_or_choice_are_told_with_what_is_allowed() {
    refused(
        r#"{"op":"set","node":"3","input":"steps","value":0}"#,
        "node `3` (KSampler): `steps` is 0, below its minimum 1; raise `steps` to 1 or more",
    );
    refused(
        r#"{"op":"set","node":"3","input":"sampler_name","value":"euller"}"#,
        "node `3` (KSampler): `sampler_name` does not offer \"euller\"; choose `euler` for \
         `sampler_name`",
    );
    refused(
        r#"{"op":"add","class":"Resize","inputs":{"mode":"factr"}}"#,
        "`mode` of node `10` (Resize) has no option `\"factr\"`; choose `factor`",
    );
}

#[test]
fn values_of_another_kind_are_refused() {
    refused(
        r#"{"op":"set","node":"3","input":"steps","value":"many"}"#,
        "`steps` of node `3` (KSampler) takes a whole number, not `\"many\"`",
    );
    refused(
        r#"{"op":"add","class":"Resize","inputs":{"crop":"false"}}"#,
        "`crop` of node `10` (Resize) takes `true` or `false`, not `\"false\"`",
    );
    refused(
        r#"{"op":"set","node":"9","input":"images","value":"cat.png"}"#,
        "`images` of node `9` (SaveImage) takes a link of type `IMAGE`, not a value; link an \
         output of type `IMAGE`, such as of `VAEDecode`, `Batch` or `ImageInvert`",
    );
}

#[test]
fn broken_links_are_left_behind() {
    let broken = r#"{"1":{"class_type":"ImageInvert","inputs":{"image":["9",0]}},
        "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"a"}}}"#;
    for (operation, left) in [
        (r#"{"op":"remove","node":"1"}"#, None),
        (r#"{"op":"bypass","node":"1"}"#, None),
        (r#"{"op":"replace","node":"1","class":"Resize"}"#, Some("1")),
    ] {
        let edits: Edits = serde_json::from_str(operation).unwrap();
        let mut prompt: Prompt = serde_json::from_str(broken).unwrap();

        edits.prompt(&mut prompt, &schema()).unwrap();

        let images = prompt.node("2").unwrap().inputs.get("images");
        let link = images.and_then(|images| images.as_link());
        assert_eq!(link.map(|link| link.node.as_str()), left, "{operation}");
    }
}

#[test]
fn cycles_are_named() {
    refused(
        r#"{"op":"connect","from":["7",0],"to":{"node":"7","input":"image"}}"#,
        "the link would close a cycle: `7` needs `7`; link from a node that needs none of them",
    );
    let errors = tried(
        r#"[{"op":"insert_between","class":"ImageInvert","to":{"node":"9","input":"images"},
                "id":"20"},
            {"op":"connect","from":["20",0],"to":{"node":"7","input":"image"}}]"#,
    );
    assert_eq!(
        errors.unwrap_err().to_string(),
        "operation 1 (`connect`): the link would close a cycle: `20` needs `7` needs `20`; link \
         from a node that needs none of them"
    );
}

#[test]
fn links_that_are_not_there_are_told() {
    refused(
        r#"{"op":"disconnect","node":"3","input":"steps"}"#,
        "`steps` of node `3` (KSampler) has no link; show the node to see which of its inputs do",
    );
    refused(
        r#"{"op":"insert_between","class":"VAEDecode","to":{"node":"9","input":"images"}}"#,
        "`VAEDecode` cannot stand within a link of type `IMAGE`; choose a class that takes and \
         gives it, or name `input` and `output`",
    );
}

#[test]
fn an_id_that_is_taken_is_told_with_a_free_one() {
    refused(
        r#"{"op":"add","class":"ImageInvert","id":"7"}"#,
        "there is a node `7` already; use `10`, or leave the id out",
    );
}

#[test]
fn prompts_have_no_modes_to_end() {
    refused(
        r#"{"op":"unbypass","node":"7"}"#,
        "prompts have no modes, so that nothing is left of a bypassed or muted node; add node `7` \
         again",
    );
}

#[test]
fn a_missing_lora_is_told_with_those_there_are() {
    refused(
        r#"{"op":"remove_lora","lora":"x.safetensors"}"#,
        "no node loads the LoRA `x.safetensors`; there is no LoRA in the graph",
    );
}

#[test]
fn every_mistake_of_a_list_is_told_but_none_that_follows_from_another() {
    let errors = tried(
        r#"[{"op":"add","class":"Nothing","id":"20"},
            {"op":"set","node":"3","input":"steps","value":30},
            {"op":"connect","from":["20",0],"to":{"node":"9","input":"images"}},
            {"op":"set","node":"3","input":"steps","value":0}]"#,
    );

    let failures = errors.unwrap_err().failures;
    let positions: Vec<_> = failures.iter().map(|failure| failure.position).collect();
    assert_eq!(positions, [0, 3]);
}
