//! Tries each operation on one prompt.

use serde_json::json;

use super::tried;

fn lines(operations: &str) -> Vec<String> {
    let edited = tried(operations).unwrap_or_else(|errors| panic!("{errors}")).1;
    edited.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_value_is_set() {
    let lines = lines(r#"[{"op":"set","node":3,"input":"steps","value":30.0}]"#);

    assert_eq!(lines, ["~ node `3` (KSampler): `steps` `20` → `30`"]);
}

#[test]
fn a_new_node_starts_as_in_an_editor() {
    let lines = lines(
        r#"[{"op":"add","class":"Resize","title":"Small","inputs":{"image":["8",0],
            "mode.by":0.5,"mode":"factor"}}]"#,
    );

    assert_eq!(
        lines,
        [
            "+ node `10` (Resize, \"Small\"): `mode` `\"factor\"`, `mode.by` `0.5`, `crop` `false`",
            "+ link node `8` output 0 → node `10` `image`",
        ]
    );
}

#[test]
fn another_key_brings_other_inputs() {
    let lines = lines(
        r#"[{"op":"add","class":"Resize","id":"20"},
            {"op":"set","node":"20","input":"mode.width","value":70},
            {"op":"set","node":"20","input":"mode","value":"factor"},
            {"op":"connect","from":{"node":"8"},"to":{"node":"20","input":"image"}}]"#,
    );

    let added = "+ node `20` (Resize): `mode` `\"factor\"`, `crop` `false`, `mode.by` `2.0`";
    assert_eq!(lines, [added, "+ link node `8` output 0 → node `20` `image`"]);
}

#[test]
fn the_next_free_element_is_linked() {
    let lines = lines(
        r#"[{"op":"add","class":"Batch","id":"20","inputs":{"images":["8",0]}},
            {"op":"connect","from":["7",0],"to":{"node":"20","input":"images"}}]"#,
    );

    assert_eq!(lines[1], "+ link node `8` output 0 → node `20` `images.image0`");
    assert_eq!(lines[2], "+ link node `7` output 0 → node `20` `images.image1`");
}

#[test]
fn the_output_that_fits_need_not_be_named() {
    let lines = lines(
        r#"[{"op":"connect","from":{"node":"4"},"to":{"node":"6","input":"clip"}},
            {"op":"connect","from":{"node":"8"},"to":{"node":"9","input":"images"}}]"#,
    );

    assert_eq!(
        lines,
        [
            "- link node `7` output 0 → node `9` `images`",
            "+ link node `8` output 0 → node `9` `images`",
        ]
    );
}

#[test]
fn consumers_of_a_removed_node_get_what_fed_it() {
    let lines = lines(r#"[{"op":"remove","node":"7"}]"#);

    assert_eq!(
        lines,
        [
            "- link node `8` output 0 → node `7` `image`",
            "- link node `7` output 0 → node `9` `images`",
            "- node `7` (ImageInvert, \"Negative\")",
            "+ link node `8` output 0 → node `9` `images`",
        ]
    );
}

#[test]
fn what_cannot_be_fed_any_more_is_noted() {
    let lines = lines(r#"[{"op":"remove","node":"8"}]"#);

    assert!(lines.contains(&"note: node `7`: nothing feeds `image` any more".to_owned()));
    assert_eq!(
        lines.last().unwrap(),
        "note: node `7` (ImageInvert) needs `image`: set or connect it"
    );
}

#[test]
fn a_disconnected_widget_gets_its_first_value() {
    let lines = lines(
        r#"[{"op":"add","class":"EmptyLatentImage","id":"20"},
            {"op":"disconnect","node":"3","input":"latent_image"}]"#,
    );

    assert_eq!(lines[0], "- link node `5` output 0 → node `3` `latent_image`");
    assert_eq!(
        lines.last().unwrap(),
        "note: node `3` (KSampler) needs `latent_image`: set or connect it"
    );
}

#[test]
fn a_node_is_put_into_all_links_of_an_output() {
    let lines = lines(
        r#"[{"op":"insert_between","class":"ImageInvert","from":["8",0],"id":"20",
            "title":"Twice"}]"#,
    );

    assert_eq!(
        lines,
        [
            "- link node `8` output 0 → node `7` `image`",
            "+ node `20` (ImageInvert, \"Twice\")",
            "+ link node `20` output 0 → node `7` `image`",
            "+ link node `8` output 0 → node `20` `image`",
        ]
    );
}

#[test]
fn a_new_class_gets_what_it_takes_by_name_then_by_type() {
    let lines = lines(r#"[{"op":"replace","node":"9","class":"ImageInvert"}]"#);

    assert_eq!(
        lines,
        [
            "- link node `7` output 0 → node `9` `images`",
            "~ node `9`: class `SaveImage` → `ImageInvert`",
            "~ node `9` (ImageInvert): `filename_prefix` `\"out\"` → nothing",
            "+ link node `7` output 0 → node `9` `image`",
            "note: node `9`: the new class does not take `filename_prefix`, which was `\"out\"`",
        ]
    );
}

#[test]
fn consumers_of_a_replaced_node_stay() {
    let lines = lines(r#"[{"op":"replace","node":"7","class":"Resize"}]"#);

    assert_eq!(
        lines,
        [
            "~ node `7`: class `ImageInvert` → `Resize`",
            "~ node `7` (Resize): `mode` nothing → `\"size\"`",
            "~ node `7` (Resize): `mode.width` nothing → `64`",
            "~ node `7` (Resize): `crop` nothing → `false`",
        ]
    );
}

#[test]
fn nothing_is_left_in_a_prompt_of_a_bypassed_node() {
    let (prompt, _) = tried(r#"[{"op":"bypass","node":"7"}]"#).unwrap();

    assert!(prompt.node("7").is_none());
    let link = prompt.node("9").unwrap().inputs["images"].as_link().unwrap();
    assert_eq!(link.node.as_str(), "8");
}

#[test]
fn links_of_a_muted_node_go() {
    let (prompt, _) = tried(r#"[{"op":"mute","node":"7"}]"#).unwrap();

    assert!(prompt.node("7").is_none());
    assert!(!prompt.node("9").unwrap().inputs.contains_key("images"));
}

#[test]
fn loras_are_chained_behind_the_loader_then_behind_each_other() {
    let (prompt, _) = tried(
        r#"[{"op":"add_lora","lora":"x.safetensors","id":"20","strength_model":0.5},
            {"op":"add_lora","lora":"y.safetensors","id":"21","strength_clip":0.25}]"#,
    )
    .unwrap();

    let inputs = |id: &str| {
        let mut node = serde_json::to_value(prompt.node(id).unwrap()).unwrap();
        node["inputs"].take()
    };
    assert_eq!(
        inputs("20"),
        json!({
            "clip": ["4", 1], "lora_name": "x.safetensors", "model": ["4", 0],
            "strength_clip": 0.5, "strength_model": 0.5,
        })
    );
    assert_eq!(
        inputs("21"),
        json!({
            "clip": ["20", 1], "lora_name": "y.safetensors", "model": ["20", 0],
            "strength_clip": 0.25, "strength_model": 1.0,
        })
    );
    assert_eq!(inputs("3")["model"], json!(["21", 0]));
    assert_eq!(inputs("6")["clip"], json!(["21", 1]));
    assert_eq!(inputs("8")["vae"], json!(["4", 2]));
}

#[test]
fn a_lora_without_a_text_encoder_changes_the_model_alone() {
    let lines = lines(
        r#"[{"op":"replace","node":"4","class":"UNETLoader"},
            {"op":"add_lora","lora":"x.safetensors","after":"4"}]"#,
    );

    assert!(lines.iter().any(|line| line.starts_with("+ node `10` (LoraLoaderModelOnly)")));
}

#[test]
fn removing_a_lora_undoes_adding_it() {
    let (prompt, edited) = tried(
        r#"[{"op":"add_lora","lora":"x.safetensors"},{"op":"remove_lora","lora":"x.safetensors"}]"#,
    )
    .unwrap();

    assert_eq!(prompt, serde_json::from_str(super::PROMPT).unwrap());
    assert_eq!(edited.to_string(), "nothing changes");
}

#[test]
fn a_node_is_renamed() {
    let lines = lines(r#"[{"op":"rename","node":"7","title":"Inverted"}]"#);

    assert_eq!(lines, ["~ node `7`: title \"Negative\" → \"Inverted\""]);
}

#[test]
fn changes_are_told_to_machines() {
    let edited = tried(r#"[{"op":"set","node":"3","input":"steps","value":30}]"#).unwrap().1;

    assert_eq!(
        serde_json::to_string(&edited).unwrap(),
        concat!(
            r#"{"diff":[{"change":"input_changed","node":"3","class":"KSampler","#,
            r#""input":"steps","from":20,"to":30}],"notes":[]}"#
        )
    );
}
