//! Lowers each form that servers and packs declare inputs and outputs in.

use comfy_graph_core::schema::{
    Autogrow, Choice, ChoiceSource, ClassFlags, Combo, ComboForm, DynamicCombo, ElementNames,
    Input, InputKind, IntWidget, NodeClass, Number, OutputType, Presence, Schema, SocketType,
};

fn schema(json: &str) -> Schema {
    Schema::from_object_info(json.as_bytes()).expect("a schema")
}

/// The class that `json` declares, without anything left out.
fn class(json: &str) -> NodeClass {
    let schema = schema(&format!(r#"{{"A":{json}}}"#));
    assert_eq!(schema.degradations(), []);
    schema.class("A").expect("the class").clone()
}

/// The one required input that `spec` declares.
fn input(spec: &str) -> Input {
    class(&format!(r#"{{"input":{{"required":{{"x":{spec}}}}}}}"#)).inputs.remove(0)
}

fn combo(spec: &str) -> Combo {
    match input(spec).kind {
        InputKind::Combo(combo) => combo,
        other => panic!("{other:?}"),
    }
}

fn dynamic(spec: &str) -> DynamicCombo {
    match input(spec).kind {
        InputKind::DynamicCombo(combo) => combo,
        other => panic!("{other:?}"),
    }
}

fn autogrow(spec: &str) -> Autogrow {
    match input(spec).kind {
        InputKind::Autogrow(autogrow) => autogrow,
        other => panic!("{other:?}"),
    }
}

/// Why parts of class `A` were left out.
fn reasons(json: &str) -> Vec<String> {
    let schema = schema(&format!(r#"{{"A":{json}}}"#));
    schema.degradations().iter().map(ToString::to_string).collect()
}

fn reasons_of_input(spec: &str) -> Vec<String> {
    reasons(&format!(r#"{{"input":{{"required":{{"x":{spec}}}}}}}"#))
}

#[test]
fn both_forms_of_combo_hold_the_same_choices() {
    let old = combo(r#"[["a","b"],{"default":"b"}]"#);
    let new = combo(r#"["COMBO",{"options":["a","b"],"default":"b"}]"#);

    assert_eq!((old.form, new.form), (ComboForm::List, ComboForm::Named));
    assert_eq!(old.choices, new.choices);
    assert_eq!(old.initial(), Some(&Choice::from("b")));
    assert_eq!(old.source, ChoiceSource::Fixed);
}

#[test]
fn a_combo_without_default_starts_with_its_first_choice() {
    assert_eq!(combo(r#"[["a","b"]]"#).initial(), Some(&Choice::from("a")));
}

#[test]
fn choices_keep_their_json_types() {
    let combo = combo(r#"["COMBO",{"options":[5,"5",1.5,true,null]}]"#);

    assert_eq!(
        combo.choices.as_slice(),
        [
            Choice::Int(5),
            Choice::from("5"),
            Choice::Float(1.5),
            Choice::Bool(true),
            Choice::Other(serde_json::Value::Null),
        ]
    );
}

#[test]
fn remote_and_upload_combos_are_told_apart() {
    let source = |options: &str| combo(&format!(r#"["COMBO",{{{options}}}]"#)).source;

    assert_eq!(source(r#""remote":{"route":"/x"}"#), ChoiceSource::Remote);
    assert_eq!(source(r#""options":["a.png"],"image_upload":true"#), ChoiceSource::Uploads);
    assert_eq!(source(r#""options":["a"],"image_folder":"output""#), ChoiceSource::Uploads);
    assert_eq!(source(r#""options":["a.gguf"]"#), ChoiceSource::Models(None));
    assert_eq!(source(r#""options":[]"#), ChoiceSource::Open);
}

#[test]
fn files_of_users_without_the_mark_of_an_upload_are_no_facts() {
    let schema = schema(r#"{"LoadLatent":{"input":{"required":{"latent":[["a.latent"]]}}}}"#);
    let InputKind::Combo(combo) = &schema.class("LoadLatent").unwrap().inputs[0].kind else {
        panic!("not a combo");
    };

    assert_eq!(combo.source, ChoiceSource::Uploads);
}

#[test]
fn multiselect_is_seen() {
    assert!(combo(r#"["COMBO",{"options":["a"],"multiselect":true}]"#).multiselect);
    assert!(!combo(r#"["COMBO",{"options":["a"],"multiselect":false}]"#).multiselect);
}

#[test]
fn limits_past_64_bits_keep_every_digit() {
    let kind = input(
        r#"["INT",{"default":0,"min":-18446744073709551615,"max":18446744073709551615,
            "control_after_generate":"fixed"}]"#,
    )
    .kind;

    assert_eq!(
        kind,
        InputKind::Int(IntWidget {
            default: Some(0),
            min: Some(Number::Int(-18_446_744_073_709_551_615)),
            max: Some(Number::Int(18_446_744_073_709_551_615)),
            step: None,
        })
    );
}

#[test]
fn bare_tokens_of_python_count_as_null() {
    let kind = input(r#"["INT",{"default":NaN,"min":-Infinity,"max":9}]"#).kind;

    let max = Some(Number::Int(9));
    assert_eq!(kind, InputKind::Int(IntWidget { max, ..IntWidget::default() }));
}

#[test]
fn text_saved_by_an_editor_is_read() {
    let marked = schema("\u{feff}{\"A\":{}}");
    let broken = Schema::from_object_info(b"{\"A\":{\"category\":\"caf\xe9\"}}").unwrap();

    assert_eq!(marked.classes().len(), 1);
    assert_eq!(&*broken.class("A").unwrap().category, "caf\u{fffd}");
}

#[test]
fn dynamic_combos_nest() {
    let combo = dynamic(
        r#"["COMFY_DYNAMICCOMBO_V3",{"options":[{"key":"a","inputs":{"required":{
            "y":["COMFY_DYNAMICCOMBO_V3",{"options":[{"key":7,"inputs":{"optional":{
                "z":["IMAGE"]}}}]}]}}},{"key":"b"}]}]"#,
    );

    let InputKind::DynamicCombo(inner) = &combo.options[0].inputs[0].kind else {
        panic!("not nested");
    };
    assert_eq!(&*inner.options[0].key, "7");
    assert_eq!(inner.options[0].inputs[0].presence, Presence::Optional);
    assert_eq!(combo.options[1].inputs, []);
}

#[test]
fn nesting_past_all_servers_is_cut_with_a_reason() {
    let mut spec = r#"["IMAGE"]"#.to_owned();
    for _ in 0..5_000 {
        spec = format!(
            r#"["COMFY_DYNAMICCOMBO_V3",{{"options":[
                {{"key":"k","inputs":{{"required":{{"x":{spec}}}}}}}]}}]"#
        );
    }

    let reasons = reasons_of_input(&spec);

    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].ends_with("of class `A` nests dynamic inputs too deep"), "{reasons:?}");
}

#[test]
fn elements_are_numbered_or_named() {
    let grow = |rest: &str| {
        autogrow(&format!(
            r#"["COMFY_AUTOGROW_V3",{{"template":
                {{"input":{{"required":{{"i":["IMAGE"]}}}},{rest}}}}}]"#
        ))
    };

    let numbered = grow(r#""prefix":"image","min":2,"max":3"#);
    let named = grow(r#""names":["a","b"],"min":1"#);

    assert_eq!((numbered.min, numbered.max()), (2, 3));
    assert_eq!(numbered.element_name(2).as_deref(), Some("image2"));
    assert_eq!(numbered.element_name(3), None);
    assert_eq!(named.names, ElementNames::Names(vec!["a".into(), "b".into()]));
}

#[test]
fn optional_elements_have_no_minimum() {
    let grow = autogrow(
        r#"["COMFY_AUTOGROW_V3",{"template":{"input":{"optional":{"i":["IMAGE"]}},
            "prefix":"i","min":3}}]"#,
    );

    assert_eq!((grow.min, grow.max()), (0, 100));
}

#[test]
fn match_types_tie_outputs_to_inputs() {
    let class = class(
        r#"{"input":{"required":{"on":["COMFY_MATCHTYPE_V3",{"lazy":true,"template":
            {"template_id":"t","allowed_types":"IMAGE,MASK"}}]}},
            "output":["COMFY_MATCHTYPE_V3","INT"],"output_matchtypes":["t",null]}"#,
    );

    let InputKind::MatchType(template) = &class.inputs[0].kind else { panic!("no match type") };
    assert_eq!(template.allowed, SocketType::parse("IMAGE,MASK"));
    assert!(class.inputs[0].traits.lazy);
    assert_eq!(class.outputs[0].socket, OutputType::Template("t".into()));
    assert_eq!(class.outputs[1].socket, OutputType::Fixed(SocketType::parse("INT")));
}

#[test]
fn dynamic_slots_bring_inputs() {
    let kind = input(
        r#"["COMFY_DYNAMICSLOT_V3",{"slotType":"IMAGE","inputs":{"required":{"n":["INT"]}}}]"#,
    )
    .kind;

    let InputKind::DynamicSlot(slot) = kind else { panic!("no dynamic slot") };
    assert_eq!(slot.socket, SocketType::parse("IMAGE"));
    assert_eq!(slot.inputs.len(), 1);
}

#[test]
fn unions_and_wildcards_are_sockets_unless_a_value_fits() {
    let socket = |kind| match kind {
        InputKind::Socket(socket) => socket,
        other => panic!("{other:?}"),
    };

    assert_eq!(socket(input(r#"["IMAGE,MASK"]"#).kind).names().len(), 2);
    assert_eq!(socket(input(r#"["*"]"#).kind), SocketType::Any);
    assert!(matches!(input(r#"["FLOAT,INT",{"widgetType":"FLOAT"}]"#).kind, InputKind::Custom(_)));
    assert!(matches!(input(r#"["COLOR",{"default":"red"}]"#).kind, InputKind::Custom(_)));
}

#[test]
fn hidden_inputs_are_names_only() {
    let class = class(r#"{"input":{"hidden":{"prompt":"PROMPT","id":["UNIQUE_ID"]}}}"#);

    assert_eq!(class.hidden, ["prompt".into(), "id".into()]);
    assert_eq!(class.inputs, []);
}

#[test]
fn lists_in_and_out_are_flags() {
    let class = class(
        r#"{"is_input_list":true,"output":["IMAGE","MASK"],"output_is_list":[true],
            "output_node":true}"#,
    );

    let flags = ClassFlags { is_input_list: true, output_node: true, ..ClassFlags::default() };
    assert_eq!(class.flags, flags);
    assert!(class.outputs[0].is_list && !class.outputs[1].is_list);
}

#[test]
fn inputs_come_in_the_order_the_server_names() {
    let class = class(
        r#"{"input":{"required":{"c":["INT"],"a":["INT"],"b":["INT"]}},
            "input_order":{"required":["a","b","gone"]}}"#,
    );

    let names: Vec<_> = class.inputs.iter().map(|input| input.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[test]
fn outputs_without_names_are_called_by_their_types() {
    let class = class(r#"{"output":["IMAGE",["a","b"]],"output_name":[""]}"#);

    assert_eq!(&*class.outputs[0].name, "IMAGE");
    assert_eq!(&*class.outputs[1].name, "COMBO");
    assert!(matches!(class.outputs[1].socket, OutputType::Fixed(SocketType::Choices(_))));
}

#[test]
fn malformed_classes_degrade_alone() {
    let schema = schema(include_str!("malformed.json"));

    let fine = schema.class("Fine").unwrap();
    assert_eq!((fine.inputs.len(), fine.outputs.len()), (1, 1));
    let of_fine = |name: &str| name == "Fine";
    let culprits = schema.degradations().iter().filter_map(|found| found.class.as_ref());
    assert!(!culprits.into_iter().any(|class| of_fine(class.as_str())));
    assert_eq!(schema.classes().len(), 20);
}

#[test]
fn what_is_no_class_is_named() {
    assert_eq!(reasons("null"), ["class `A` should be an object and is null"]);
    assert_eq!(reasons("[1,2]"), ["class `A` should be an object and is a list"]);
    assert_eq!(schema(r#"{"":{}}"#).degradations()[0].to_string(), "a class lacks a name");
}

#[test]
fn objects_in_place_of_output_lists_are_named() {
    assert_eq!(
        reasons(r#"{"output":{"0":"IMAGE"},"output_name":{},"output_is_list":{}}"#),
        [
            "`output` of class `A` should be a list and is an object",
            "`output_name` of class `A` should be a list and is an object",
            "`output_is_list` of class `A` should be a list and is an object",
        ]
    );
}

#[test]
fn malformed_specs_are_named() {
    let x = "`input.required.x";
    for (spec, reason) in [
        ("null", "` of class `A` should be a list and is null"),
        ("[]", ".0` of class `A` lacks a type"),
        ("[null]", ".0` of class `A` should be a type and is null"),
        (r#"["INT",5]"#, ".1` of class `A` should be an object and is a number"),
        (r#"["INT",[0,5]]"#, ".1` of class `A` should be an object and is a list"),
        (r#"["COMFY_NEW_V3"]"#, ".0` of class `A` has a dynamic type unknown to this version"),
        (r#"["COMFY_DYNAMICCOMBO_V3"]"#, ".options` of class `A` lacks a list"),
        (r#"["COMBO",{"options":5}]"#, ".options` of class `A` should be a list and is a number"),
        (r#"["COMFY_AUTOGROW_V3"]"#, ".template` of class `A` lacks an object"),
    ] {
        assert_eq!(reasons_of_input(spec), [format!("{x}{reason}")], "{spec}");
    }
}

#[test]
fn of_two_declarations_the_required_one_holds() {
    let json = r#"{"input":{"required":{"x":["INT"]},"optional":{"x":["MASK"],"y":["MASK"]}}}"#;

    let schema = schema(&format!(r#"{{"A":{json}}}"#));

    assert_eq!(schema.class("A").unwrap().inputs.len(), 2);
    assert_eq!(reasons(json), ["`input.optional.x` of class `A` is declared as required as well"]);
}

#[test]
fn half_of_an_escaped_pair_spoils_no_list() {
    let combo = combo(r#"[["\udce9t\u00e9.png","\ud83d\ude00"]]"#);

    assert_eq!(combo.choices.as_slice(), [Choice::from("\u{fffd}té.png"), Choice::from("😀")]);
}
