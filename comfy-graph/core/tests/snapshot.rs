//! Takes snapshots of small and of real servers.

mod corpus_files;

use std::path::Path;

use comfy_graph_core::schema::{
    ChoiceSource, Contents, Degradation, Files, Fingerprint, InputKind, NodeClass, Prose, Schema,
    SchemaError, Snapshot,
};
use corpus_files::corpus;

const ALL: Contents = Contents { prose: Prose::Keep, files: Files::Keep };

fn snapshot(json: &str) -> Snapshot {
    Snapshot::from_object_info(json.as_bytes(), None, Contents::default()).expect("a schema")
}

/// Reasons without their order, which follows the order of classes.
fn reasons(schema: &Schema) -> Vec<String> {
    let mut reasons: Vec<_> = schema.degradations().iter().map(Degradation::to_string).collect();
    reasons.sort();
    reasons
}

fn fingerprint(json: &str) -> Fingerprint {
    Fingerprint::of(&Schema::from_json(json.as_bytes()).expect("a schema"))
}

#[test]
fn whole_snapshots_hold_the_schema_unchanged() {
    for file in ["object_info.json", "object_info_0.3.64.json"] {
        let Some(json) = corpus(file) else { return };
        let schema = Schema::from_object_info(&json).unwrap();

        let snapshot = Snapshot::from_object_info(&json, None, ALL).unwrap();

        assert!(snapshot.schema().unwrap() == schema, "{file}");
        let expanded = Schema::from_object_info(snapshot.object_info().as_bytes()).unwrap();
        assert!(expanded == schema, "{file}");
    }
}

#[test]
fn reading_a_snapshot_and_writing_it_changes_no_byte() {
    let Some(json) = corpus("object_info.json") else { return };
    for contents in [ALL, Contents::default()] {
        let text = Snapshot::from_object_info(&json, Some("1"), contents).unwrap().to_json();

        assert!(Snapshot::from_json(text.as_bytes()).unwrap().to_json() == text);
    }
}

#[test]
fn neither_prose_nor_files_change_the_fingerprint() {
    let Some(json) = corpus("object_info.json") else { return };

    let facts = Snapshot::from_object_info(&json, None, Contents::default()).unwrap();
    let all = Snapshot::from_object_info(&json, None, ALL).unwrap();

    assert_eq!(facts.fingerprint(), all.fingerprint());
    assert_eq!(facts.fingerprint(), Fingerprint::of(&Schema::from_json(&json).unwrap()));
}

#[test]
fn prose_is_left_out_at_every_level() {
    let long = "x".repeat(201);
    let json = format!(
        r#"{{"A":{{"description":"PROSE","search_aliases":["PROSE"],"output":["IMAGE"],
        "output_tooltips":["PROSE"],"made_up":"PROSE","price_badge":{{"expr":"PROSE"}},
        "essentials_category":"PROSE","input":{{"required":{{
            "a":["STRING",{{"tooltip":"PROSE","placeholder":"PROSE","made_up":"PROSE"}}],
            "b":["STRING",{{"default":"PROSE\nPROSE"}}],"c":["STRING",{{"default":"{long}"}}],
            "d":["COMFY_DYNAMICCOMBO_V3",{{"options":[{{"key":"k","made_up":"PROSE",
                "inputs":{{"required":{{"e":["INT",{{"tooltip":"PROSE"}}]}}}}}}]}}]}},
            "hidden":{{"p":["PROMPT","PROSE"]}}}}}}}}"#
    );

    let text = snapshot(&json).to_json();

    assert!(!text.contains("PROSE") && !text.contains(&long), "{text}");
}

#[test]
fn files_are_left_out_and_combos_keep_their_source() {
    let json = r#"{"Loader":{"input":{"required":{
        "ckpt_name":[["secret.safetensors"]],
        "net":["COMBO",{"options":["None","secret.gguf"],"default":"secret.gguf"}],
        "old":[["None","secret.pth"]],
        "image":[["secret.png"],{"image_upload":true,"default":"secret.png"}],
        "mode":[["fast","slow"]]}},"output":[["secret.safetensors"]]}}"#;
    let whole = Schema::from_object_info(json.as_bytes()).unwrap();

    let text = snapshot(json).to_json();

    assert!(!text.contains("secret"), "{text}");
    let bare = Schema::from_json(text.as_bytes()).unwrap();
    for (kept, dropped) in
        whole.class("Loader").unwrap().inputs.iter().zip(&bare.class("Loader").unwrap().inputs)
    {
        let (InputKind::Combo(kept), InputKind::Combo(dropped)) = (&kept.kind, &dropped.kind)
        else {
            panic!("not a combo");
        };
        assert_eq!((&kept.source, kept.form), (&dropped.source, dropped.form));
        assert_eq!(dropped.choices.as_slice().is_empty(), dropped.source != ChoiceSource::Fixed);
    }
}

#[test]
fn the_order_of_keys_and_classes_does_not_matter() {
    let one = r#"{"A":{"input":{"required":{"n":["INT",{"min":0,"max":9}],"m":["MASK"]}},
        "output":["MASK"]},"B":{}}"#;
    let other = r#"{"B":{},"A":{"output":["MASK"],"input_order":{"required":["n","m"]},
        "input":{"required":{"m":["MASK"],"n":["INT",{"max":9,"min":0}]}}}}"#;

    assert_eq!(snapshot(one).to_json(), snapshot(other).to_json());
}

#[test]
fn a_list_that_several_inputs_offer_is_stored_once() {
    let list = r#"["euler","heun","dpm_2"]"#;
    let json = format!(
        r#"{{"A":{{"input":{{"required":{{"s":[{list}],"t":["COMBO",{{"options":{list}}}]}}}},
        "output":[{list}]}}}}"#
    );

    let text = snapshot(&json).to_json();

    assert_eq!(text.matches("heun").count(), 1);
    assert_eq!(text.matches(r#"{"list":0}"#).count(), 3);
}

#[test]
fn limits_keep_every_digit() {
    let json = r#"{"A":{"input":{"required":{"n":["INT",{"min":-18446744073709551615,
        "max":18446744073709551615,"step":0.10}]}}}}"#;

    let text = snapshot(json).to_json();

    assert!(text.contains(r#""min":-18446744073709551615,"max":18446744073709551615,"step":0.10"#));
}

#[test]
fn malformed_classes_degrade_for_the_same_reasons_after_a_snapshot() {
    let json = include_str!("malformed.json");
    let before = Schema::from_object_info(json.as_bytes()).unwrap();

    for contents in [ALL, Contents::default()] {
        let snapshot = Snapshot::from_object_info(json.as_bytes(), None, contents).unwrap();

        assert_eq!(reasons(&snapshot.schema().unwrap()), reasons(&before));
        let expanded = Schema::from_object_info(snapshot.object_info().as_bytes()).unwrap();
        assert_eq!(reasons(&expanded), reasons(&before));
    }
}

#[test]
fn facts_change_the_fingerprint() {
    let spec = |spec: &str| fingerprint(&format!(r#"{{"A":{{"input":{{"required":{spec}}}}}}}"#));
    let base = spec(r#"{"n":["INT",{"default":1,"min":0,"max":9}]}"#);

    for changed in [
        r#"{"n":["INT",{"default":2,"min":0,"max":9}]}"#,
        r#"{"n":["INT",{"default":1,"min":0,"max":8}]}"#,
        r#"{"n":["INT",{"min":0,"max":9}]}"#,
        r#"{"n":["FLOAT",{"default":1,"min":0,"max":9}]}"#,
        r#"{"m":["INT",{"default":1,"min":0,"max":9}]}"#,
        r#"{"n":["INT",{"default":1,"min":0,"max":9}],"o":["MASK"]}"#,
        r#"{"n":["COMBO",{"options":[1,2]}]}"#,
        r#"{"n":["COMBO",{"options":["1","2"]}]}"#,
    ] {
        assert_ne!(spec(changed), base, "{changed}");
    }
    let output = |rest: &str| fingerprint(&format!(r#"{{"A":{{"output":{rest}}}}}"#));
    assert_ne!(output(r#"["MASK"]"#), output(r#"["MASK","MASK"]"#));
    assert_ne!(output(r#"["MASK"]"#), output(r#"["MASK"],"output_is_list":[true]"#));
}

#[test]
fn words_menus_and_files_do_not_change_the_fingerprint() {
    let class = |rest: &str, list: &str, tooltip: &str| {
        fingerprint(&format!(
            r#"{{"A":{{"input":{{"required":{{"ckpt_name":[[{list}],{{"tooltip":"{tooltip}"}}]}}}}
            {rest}}}}}"#
        ))
    };

    let base = class("", r#""a.safetensors""#, "");

    assert_eq!(base, class("", "", ""));
    assert_eq!(base, class("", "", "Why."));
    assert_eq!(base, class(r#","category":"x","display_name":"y","description":"z""#, "", ""));
}

#[test]
fn either_form_of_schema_is_told_apart() {
    let info = r#"{"format":{"output":["MASK"]},"classes":{"output":["MASK"]}}"#;
    let reordered =
        r#" { "classes": {"A":{"output":[{"list":0}]}}, "lists":[["x"]], "format": 1 }"#;

    assert_eq!(Schema::from_json(info.as_bytes()).unwrap().classes().len(), 2);
    assert!(Schema::from_json(reordered.as_bytes()).unwrap().class("A").is_some());
}

#[test]
fn later_formats_and_other_files_are_refused() {
    let later = br#"{"format":2,"classes":{}}"#;

    assert!(matches!(Schema::from_json(later), Err(SchemaError::NewerFormat { found: 2, .. })));
    assert!(matches!(Snapshot::from_json(b"{}"), Err(SchemaError::NotASnapshot)));
    assert!(matches!(Schema::from_json(b"<html>"), Err(SchemaError::NotJson { .. })));
    assert!(matches!(Schema::from_json(b"[]"), Err(SchemaError::NotAnObject { .. })));
}

/// The snapshot that comfy-codegen ships; `None` where this crate stands alone.
fn stock() -> Option<String> {
    let path = "../../comfy-codegen/src/stock/comfy.snapshot.json";
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).ok()
}

#[test]
fn the_stock_snapshot_is_canonical_and_small() {
    let Some(text) = stock() else { return };

    let snapshot = Snapshot::from_json(text.as_bytes()).unwrap();

    assert!(snapshot.to_json() == text, "make it anew with the example `snapshot`");
    assert_eq!(snapshot.version(), Some("0.33.0"));
    assert_eq!(snapshot.schema().unwrap().degradations(), []);
    assert!(text.len() < 1_000_000);
}

#[test]
fn the_stock_snapshot_holds_facts_only() {
    let Some(text) = stock() else { return };

    for key in ["tooltip", "description", "search_aliases", "price_badge", "essentials_category"] {
        assert!(!text.contains(&format!("\"{key}\":")), "{key}");
    }
    for ending in [".safetensors", ".ckpt", ".pth", ".gguf", ".png\"", ".mp4\"", ".yaml"] {
        assert!(!text.contains(ending), "{ending}");
    }
}

#[test]
fn the_stock_snapshot_is_that_of_the_corpus() {
    let (Some(text), Some(json)) = (stock(), corpus("object_info.json")) else { return };

    let facts = Snapshot::from_object_info(&json, Some("0.33.0"), Contents::default()).unwrap();

    assert!(facts.to_json() == text, "make it anew with the example `snapshot`");
}

#[test]
fn snapshots_tell_which_classes_have_a_schema() {
    let json = br#"{"A":{"api_node":false,"deprecated":false},"B":{"deprecated":true},
        "C":{"api_node":true,"deprecated":false,"experimental":false}}"#;

    let snapshot = Snapshot::from_object_info(json, None, Contents::default()).unwrap();

    let schema = snapshot.schema().unwrap();
    let v3: Vec<_> = schema.classes().map(NodeClass::is_v3).collect();
    assert_eq!(v3, [true, false, true]);
}
