//! Compares small schemas, then two servers thirty versions apart.

mod corpus_files;

use comfy_graph_core::schema::{
    Change, ClassChange, Contents, Drift, InputChange, Schema, Severity, Snapshot,
};
use corpus_files::corpus;

fn schema(json: &str) -> Schema {
    Schema::from_json(json.as_bytes()).expect("a schema")
}

/// What changes between two declarations of the required inputs of class `A`.
fn inputs(old: &str, new: &str) -> Vec<String> {
    let class = |inputs: &str| schema(&format!(r#"{{"A":{{"input":{{"required":{inputs}}}}}}}"#));
    lines(&class(old), &class(new))
}

fn lines(old: &Schema, new: &Schema) -> Vec<String> {
    Drift::between(old, new).to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_schema_does_not_drift_from_itself() {
    let Some(json) = corpus("object_info.json") else { return };
    let schema = Schema::from_json(&json).unwrap();

    assert!(Drift::between(&schema, &schema.clone()).is_empty());
}

#[test]
fn a_snapshot_without_prose_and_files_drifts_in_data_only() {
    let Some(json) = corpus("object_info.json") else { return };
    let facts = Snapshot::from_object_info(&json, None, Contents::default()).unwrap();

    let drift = Drift::between(&facts.schema().unwrap(), &Schema::from_json(&json).unwrap());

    let files =
        |change: &Change| matches!(change, Change::Input { change: InputChange::Files, .. });
    assert!(drift.changes().iter().all(files), "{drift}");
}

#[test]
fn files_are_data_wherever_they_are_listed() {
    let class = |file: &str| {
        schema(&format!(
            r#"{{"A":{{"input":{{"required":{{"ckpt_name":[[{file}]]}}}},"output":[[{file}]]}}}}"#
        ))
    };

    assert_eq!(
        lines(&class(""), &class(r#""a.safetensors""#)),
        ["data: input `ckpt_name` of `A` offers other files"]
    );
}

#[test]
fn required_inputs_break_when_they_have_no_default() {
    assert_eq!(
        inputs("{}", r#"{"a":["IMAGE"],"b":["INT",{"default":1}]}"#),
        [
            "breaking: input `a` of `A` is new, required, without a default",
            "behaviour: input `b` of `A` is new, required, with a default",
        ]
    );
}

#[test]
fn lost_choices_break_and_new_ones_do_not() {
    assert_eq!(
        inputs(r#"{"a":[["x","y"]]}"#, r#"{"a":["COMBO",{"options":["x","z"]}]}"#),
        ["breaking: input `a` of `A` lost `y`", "data: input `a` of `A` gained `z`"]
    );
}

#[test]
fn another_first_choice_is_another_default() {
    assert_eq!(
        inputs(r#"{"a":[["x","y"]]}"#, r#"{"a":[["y","x"]]}"#),
        ["behaviour: input `a` of `A` started with `x`; now `y`"]
    );
}

#[test]
fn ranges_and_defaults_are_behaviour() {
    assert_eq!(
        inputs(
            r#"{"a":["INT",{"default":1,"min":0,"max":9,"step":1}]}"#,
            r#"{"a":["INT",{"default":2,"min":1,"max":8,"step":2.0}]}"#
        ),
        [
            "behaviour: input `a` of `A` started with `1`; now `2`",
            "behaviour: input `a` of `A` has another smallest value",
            "behaviour: input `a` of `A` has another largest value",
            "behaviour: input `a` of `A` has another step",
        ]
    );
}

#[test]
fn wider_types_do_not_break_and_others_do() {
    assert_eq!(
        inputs(r#"{"a":["IMAGE"],"b":["IMAGE"]}"#, r#"{"a":["MASK,IMAGE"],"b":["MASK"]}"#),
        [
            "breaking: input `b` of `A` took IMAGE; now MASK",
            "behaviour: input `a` of `A` took IMAGE; now MASK,IMAGE as well",
        ]
    );
    assert_eq!(
        inputs(r#"{"a":["INT"]}"#, r#"{"a":["COMFY_DYNAMICCOMBO_V3",{"options":[]}]}"#),
        ["breaking: input `a` of `A` took INT; now a dynamic combo"]
    );
}

#[test]
fn inputs_in_another_order_break() {
    assert_eq!(
        inputs(
            r#"{"a":["IMAGE"],"b":["IMAGE"],"c":["MASK"]}"#,
            r#"{"b":["IMAGE"],"n":["INT",{"default":0}],"a":["IMAGE"],"c":["MASK"]}"#
        ),
        [
            "breaking: class `A` has its inputs in another order",
            "behaviour: input `n` of `A` is new, required, with a default",
        ]
    );
}

#[test]
fn changes_inside_dynamic_options_are_named_as_prompts_name_them() {
    let combo = |options: &str| {
        format!(r#"{{"size":["COMFY_DYNAMICCOMBO_V3",{{"options":[{options}]}}]}}"#)
    };
    let scale = |max: u8| {
        let inputs = combo(&format!(
            r#"{{"key":"both","inputs":{{"required":{{"width":["INT",{{"max":{max}}}]}}}}}}"#
        ));
        format!(r#"{{"key":"scale","inputs":{{"required":{inputs}}}}}"#)
    };

    assert_eq!(
        inputs(&combo(&scale(8)), &combo(&format!(r#"{},{{"key":"match"}}"#, scale(9)))),
        [
            "behaviour: input `size.size.width` of `A` (under `scale`, `both`) \
             has another largest value",
            "data: input `size` of `A` gained the option `match`",
        ]
    );
}

#[test]
fn elements_narrow_and_widen() {
    let grow = |max: u8| {
        format!(
            r#"{{"a":["COMFY_AUTOGROW_V3",{{"template":{{"input":{{"required":{{"i":["IMAGE"]}}}},
            "prefix":"i","min":1,"max":{max}}}}}]}}"#
        )
    };

    assert_eq!(inputs(&grow(4), &grow(8)), ["behaviour: input `a` of `A` takes more elements"]);
    assert_eq!(
        inputs(&grow(8), &grow(4)),
        ["breaking: input `a` of `A` takes fewer elements, or others"]
    );
}

#[test]
fn outputs_are_compared_by_slot() {
    let old = r#"{"A":{"output":["MODEL","CLIP","VAE"],"output_name":["MODEL","CLIP","VAE"]}}"#;
    let new =
        r#"{"A":{"output":["MODEL","VAE"],"output_name":["model","VAE"],"output_node":true}}"#;

    assert_eq!(
        lines(&schema(old), &schema(new)),
        [
            "breaking: output 1 of `A` gave CLIP; now VAE",
            "breaking: output 2 of `A` is gone",
            "behaviour: class `A` became, or is no longer, an output node",
            "data: output 0 of `A` was called `MODEL`; now `model`",
            "data: output 1 of `A` was called `CLIP`; now `VAE`",
        ]
    );
}

/// The counts of `typed-graphs.md`, 3c, where both count the same thing.
#[test]
fn thirty_versions_drift_as_measured_by_hand() {
    let read = |file| corpus(file).map(|json| Schema::from_json(&json).unwrap());
    let (Some(old), Some(new)) = (read("object_info_0.3.64.json"), read("object_info.json")) else {
        return;
    };

    let drift = Drift::between(&old, &new);

    let of_class = |drift: &Drift, kind| {
        count(drift, |change| matches!(change, Change::Class { change, .. } if *change == kind))
    };
    assert_eq!(of_class(&drift, ClassChange::Removed), 34);
    assert_eq!(of_class(&drift, ClassChange::Added), 425);
    assert_eq!(of_class(&drift, ClassChange::Category), 398);
    assert_eq!(of_class(&drift, ClassChange::Module), 1);
    // By hand 162: 39 classes that sent `null` send their own name now.
    assert_eq!(of_class(&drift, ClassChange::DisplayName), 123);
    assert_eq!(drift.count(Severity::Breaking), 51);
    assert_eq!(drift.count(Severity::Behaviour), 140);
}

#[test]
fn inputs_of_thirty_versions_drift_as_measured_by_hand() {
    let read = |file| corpus(file).map(|json| Schema::from_json(&json).unwrap());
    let (Some(old), Some(new)) = (read("object_info_0.3.64.json"), read("object_info.json")) else {
        return;
    };

    let drift = Drift::between(&old, &new);

    let inputs = |is: fn(&InputChange) -> bool| {
        count(&drift, |change| matches!(change, Change::Input { change, .. } if is(change)))
    };
    assert_eq!(inputs(|change| matches!(change, InputChange::Max)), 11);
    assert_eq!(inputs(|change| matches!(change, InputChange::Min)), 4);
    assert_eq!(inputs(|change| matches!(change, InputChange::Step)), 8);
    // By hand: 16 required ones, all with a default, and 35 optional ones.
    assert_eq!(inputs(|change| matches!(change, InputChange::AddedRequired)), 0);
    assert_eq!(inputs(|change| matches!(change, InputChange::Added(_))), 51);
    // By hand: 4 lists shrank and 4 were replaced.
    assert_eq!(inputs(|change| matches!(change, InputChange::ChoicesRemoved(_))), 8);
    // By hand 24 grew and 4 were replaced: lists of files, which count as files here, among them.
    assert_eq!(inputs(|change| matches!(change, InputChange::ChoicesAdded(_))), 27);
    // Two widgets became dynamic combos, two sockets became unions.
    assert_eq!(inputs(|change| matches!(change, InputChange::Kind { .. })), 2);
    assert_eq!(inputs(|change| matches!(change, InputChange::Widened { .. })), 2);
    // By hand 13: here what a combo starts with counts too, declared or first.
    assert_eq!(inputs(|change| matches!(change, InputChange::Default { .. })), 31);
}

fn count(drift: &Drift, is: impl Fn(&Change) -> bool) -> usize {
    drift.changes().iter().filter(|change| is(change)).count()
}
