//! Checks what names of inputs are warned of.

use super::{check, on, texts, with};
use crate::validate::{Concern, Meant};

#[test]
fn a_name_close_to_an_input_is_unknown_with_that_input() {
    let found = with(r#""strenght":1"#);

    let meant = Meant::Named(vec!["strength".into()]);
    assert_eq!(found, [Concern::UnknownInput { meant }]);
    assert_eq!(
        texts(&found[0]),
        [
            "the class has no such input, so the server ignores it",
            "rename it to `strength`, or leave it out",
        ]
    );
    assert_eq!(with(r#""zzzzzz":1"#), [Concern::UnknownInput { meant: Meant::Unclear }]);
}

#[test]
fn an_input_of_another_option_is_told_with_its_key() {
    let prompt = r#"{"1":{"class_type":"Resize","inputs":{
        "how":"like","how.width":5,"how.to":["2",0]}},"2":{"class_type":"Load","inputs":{}}}"#;

    let warnings = check(prompt).warnings;

    assert_eq!(
        texts(&warnings[0].concern),
        [
            "belongs to another option of `how` than the chosen one, so the server ignores it",
            "choose `by size` for `how`, which brings this input, or leave it out",
        ]
    );
    assert_eq!(warnings.len(), 1);
}

#[test]
fn an_autogrow_input_is_given_by_its_elements() {
    let found = on("Batch", r#""images":5,"images.image0":["1",0]"#);
    assert_eq!(found, ["9.images unknown_input"]);

    let prompt = r#"{"9":{"class_type":"Batch","inputs":{"images.image0":["1",0],"images":[]}},
        "1":{"class_type":"Load","inputs":{}}}"#;
    let meant = Meant::Named(vec!["images.image1".into()]);
    assert_eq!(check(prompt).warnings[0].concern, Concern::UnknownInput { meant });
}

#[test]
fn hidden_inputs_are_the_servers_own() {
    let found = with(r#""unique_id":"5""#);

    assert_eq!(found, [Concern::HiddenInput]);
    assert_eq!(
        texts(&found[0]),
        ["the server fills this input in itself and ignores the value", "leave it out",]
    );
}

#[test]
fn custom_combos_take_inputs_under_any_name() {
    assert_eq!(on("CustomCombo", r#""choice":"x","option1":"y","index":0"#), [""; 0]);
}

#[test]
fn a_dynamic_combo_needs_the_key_of_an_option() {
    let missing = check(r#"{"1":{"class_type":"Resize","inputs":{"how.width":5}}}"#).warnings;
    let unknown = check(r#"{"1":{"class_type":"Resize","inputs":{"how":"by sise"}}}"#).warnings;

    assert_eq!((missing.len(), missing[0].input.as_deref()), (1, Some("how")));
    assert_eq!(
        texts(&missing[0].concern),
        [
            "no option is chosen, so the inputs that options bring are ignored and the node fails \
             once it runs",
            "choose one of: `by size`, `like`",
        ]
    );
    assert_eq!(
        texts(&unknown[0].concern),
        [
            "`\"by sise\"` is the key of no option, so the inputs that options bring are \
             ignored and the node fails once it runs",
            "choose `by size`",
        ]
    );
    assert_eq!(on("Resize", r#""how":5"#), ["9.how unknown_dynamic_key"]);
}

#[test]
fn numbered_elements_have_no_gaps() {
    let gap = on("Batch", r#""images.image0":["1",0],"images.image3":["1",0]"#);
    assert_eq!(gap, ["9.images autogrow_gap"]);
    assert_eq!(
        texts(&Concern::AutogrowGap { missing: "images.image1".into() }),
        [
            "`images.image1` is left out, yet later elements are given",
            "give `images.image1`, or number the elements without a gap",
        ]
    );

    assert_eq!(on("Batch", r#""images.image1":["1",0],"images.image0":["1",0]"#), [""; 0]);
    assert_eq!(on("Sum", r#""values.a":1.0,"values.c":2.0"#), [""; 0]);
}

#[test]
fn a_gap_that_is_a_missing_input_is_a_violation_alone() {
    let report = check(
        r#"{"9":{"class_type":"Batch","inputs":{"images.image1":["1",0]}},
            "1":{"class_type":"Load","inputs":{}}}"#,
    );

    assert_eq!((report.violations().count(), report.warnings), (1, vec![]));
}

#[test]
fn elements_past_the_last_are_told_with_the_limit() {
    let found = on("Batch", r#""images.image0":["1",0],"images.image4":["1",0]"#);

    assert_eq!(found, ["9.images.image4 autogrow_surplus"]);
    assert_eq!(
        texts(&Concern::AutogrowSurplus { limit: 4 }),
        [
            "the class takes 4 elements at most, counted from 0, and fails on more",
            "remove it, or split the elements over nodes",
        ]
    );
}
