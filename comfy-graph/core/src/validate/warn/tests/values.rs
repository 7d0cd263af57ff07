//! Checks what literals are warned of.

use super::{check, codes, texts, with};
use crate::json::Json;
use crate::schema::Number;
use crate::validate::Concern;

#[test]
fn a_literal_cannot_stand_for_what_nodes_make() {
    let found = with(r#""mask":5"#);

    assert_eq!(
        texts(&found[0]),
        [
            "`5` is given where only a link can bring `MASK`; the node fails once it runs",
            "link it to an output of type `MASK`, such as of `Load`",
        ]
    );
    assert_eq!(found[0].code(), "literal_in_socket");
}

#[test]
fn literals_that_may_be_meant_pass() {
    // Nothing gives the type, so a pack has a widget for it; `null` is Python's usual default.
    for literal in [r#""odd":5"#, r#""any":5"#, r#""size":5"#, r#""mask":null"#] {
        assert_eq!(with(literal), [], "{literal}");
    }
}

#[test]
fn editors_round_whole_numbers_to_steps() {
    let prompt = |width: i32| {
        format!(
            r#"{{"1":{{"class_type":"Make","inputs":{{"width":{width}}}}},
                "2":{{"class_type":"Save","inputs":{{"images":["1",0]}}}}}}"#
        )
    };

    assert_eq!(codes(&prompt(17)), ["1.width off_step"]);
    for fine in [16, 24, 96, 100] {
        assert_eq!(codes(&prompt(fine)), [""; 0], "{fine}");
    }
    let [received, step, below, above] = [17, 8, 16, 24].map(Number::Int);
    let nearest = (below, Some(above));
    assert_eq!(
        texts(&Concern::OffStep { received, step, nearest }),
        ["`17` is between the steps of 8 that editors round to", "give `16` or `24`",]
    );
    let nearest = (below, None);
    assert_eq!(Concern::OffStep { received, step, nearest }.next_step(), "give `16`");
}

#[test]
fn fractions_between_steps_are_meant() {
    assert_eq!(with(r#""strength":0.33"#), []);
}

#[test]
fn a_number_with_a_violation_is_not_warned_of() {
    let prompt = r#"{"1":{"class_type":"Make","inputs":{"width":109.5}},
        "2":{"class_type":"Save","inputs":{"images":["1",0]}}}"#;

    let report = check(prompt);

    assert_eq!((report.violations().count(), report.warnings), (1, vec![]));
}

#[test]
fn a_fraction_is_cut_off() {
    let prompt = r#"{"1":{"class_type":"Make","inputs":{"width":17.9}},
        "2":{"class_type":"Save","inputs":{"images":["1",0]}}}"#;

    let warnings = check(prompt).warnings;

    assert_eq!(warnings[0].concern, Concern::Truncated { received: 17.9, becomes: Json::Int(17) });
    assert_eq!(
        texts(&warnings[0].concern),
        ["the server cuts `17.9` off to `17`", "give the whole number `17`",]
    );
}

#[test]
fn any_text_counts_as_true() {
    let found = with(r#""invert":"false""#);

    assert_eq!(
        texts(&found[0]),
        [
            "the text `false` counts as true, as any text does",
            "give `true` or `false` without quotes",
        ]
    );
    for fine in [r#""true""#, r#""""#, "0", "false"] {
        assert_eq!(with(&format!(r#""invert":{fine}"#)), [], "{fine}");
    }
}

#[test]
fn what_is_no_number_passes_every_limit() {
    let found = with(r#""strength":"nan""#);

    assert_eq!(
        texts(&found[0]),
        ["`\"nan\"` becomes `nan`, which the server does not refuse", "give a finite number",]
    );
    assert_eq!(with(r#""strength":-Infinity"#)[0].code(), "not_a_number");
    assert_eq!(with(r#""strength":"0.5""#), []);
}

#[test]
fn texts_are_made_as_python_spells_values() {
    let found = with(r#""text":null"#);

    assert_eq!(
        texts(&found[0]),
        ["`null` becomes the text `None`", "give a text in quotes, which may be empty",]
    );
    assert_eq!(with(r#""text":{"a":[true]}"#)[0].code(), "text_of");
    assert_eq!(with(r#""text":12"#), []);
}
