//! Checks what links and whole nodes are warned of.

use std::fmt::Write;

use super::{SCHEMA, check, codes, on, texts, with};
use crate::schema::{Schema, SocketType};
use crate::validate::{Concern, Meant, Validator};

#[test]
fn a_link_on_an_unknown_input_runs_a_node_unchecked() {
    let found = with(r#""masc":["1",0]"#);

    let meant = Meant::Named(vec!["mask".into()]);
    assert_eq!(found, [Concern::UnknownLink { target: "1".into(), meant }]);
    assert_eq!(
        texts(&found[0]),
        [
            "the class has no such input, so node `1` runs unchecked and then the call fails on an \
         argument too many",
            "rename it to `mask`, or remove the link",
        ]
    );
}

#[test]
fn a_link_to_nowhere_on_an_unchecked_input_hangs_the_queue() {
    let found = with(r#""zz":["77",0]"#);

    assert_eq!(found, [Concern::DanglingLink { target: "77".into() }]);
    assert_eq!(
        texts(&found[0]),
        [
            "links to node `77`, which the prompt does not have; the server does not check this \
             input, and its queue hangs until a restart",
            "add node `77` or remove the link",
        ]
    );
    assert_eq!(
        on("Resize", r#""how":"by size","how.width":1,"how.to":["77",0]"#),
        ["9.how.to dangling_link"]
    );
    assert_eq!(
        on("Resize", r#""how":["77",0]"#),
        ["9.how dangling_link", "9.how unknown_dynamic_key"]
    );
}

#[test]
fn a_node_behind_an_unknown_link_is_not_checked_by_the_server_either() {
    let prompt = r#"{
        "1":{"class_type":"Save","inputs":{"images":["2",0],"zz":["3",0]}},
        "2":{"class_type":"Load","inputs":{}},
        "3":{"class_type":"Invert","inputs":{"image":["77",0]}}}"#;

    assert_eq!(codes(prompt), ["1.zz unknown_link", "3.image dangling_link"]);
}

#[test]
fn links_to_nowhere_that_the_server_refuses_are_not_warned_of() {
    let prompt = r#"{"1":{"class_type":"Save","inputs":{"images":["77",0]}}}"#;

    let report = check(prompt);

    assert_eq!((report.status(), report.warnings), (400, vec![]));
}

#[test]
fn a_wrapped_list_may_look_like_a_link() {
    let found = with(r#""names":{"__value__":["a",1]}"#);

    assert_eq!(found, [Concern::WrappedLink { target: "a".into(), exists: false }]);
    assert_eq!(
        texts(&found[0]),
        [
            "the server unwraps `__value__` and takes it for a link to node `a`, which the prompt \
             does not have; its queue hangs until a restart",
            "write the link without `__value__`, or put anything but a number behind `a`",
        ]
    );
    assert_eq!(with(r#""names":{"__value__":["a","a"]}"#), []);
}

#[test]
fn inputs_of_one_template_get_one_type() {
    let prompt = r#"{
        "1":{"class_type":"Load","inputs":{}},"2":{"class_type":"Text","inputs":{}},
        "3":{"class_type":"Switch","inputs":{"off":["1",0],"on":["1",0]}},
        "4":{"class_type":"Switch","inputs":{"off":["3",0],"on":["2",0]}}}"#;

    let warnings = check(prompt).warnings;

    assert_eq!(warnings.len(), 1);
    assert_eq!((&*warnings[0].node.id, warnings[0].input.as_deref()), ("4", Some("on")));
    assert_eq!(
        texts(&warnings[0].concern),
        [
            "gets `STRING` while `off`, which must have the same type, gets `IMAGE`",
            "link it to an output of type `IMAGE`, or relink `off`",
        ]
    );
}

#[test]
fn templates_that_feed_each_other_have_no_known_type() {
    let prompt = r#"{
        "1":{"class_type":"Switch","inputs":{"off":["2",0],"on":["2",0]}},
        "2":{"class_type":"Switch","inputs":{"off":["1",0],"on":["1",0]}}}"#;

    assert_eq!(codes(prompt), [""; 0]);
}

#[test]
fn a_template_takes_the_types_it_allows() {
    assert_eq!(on("Picture", r#""in":["2",0]"#), ["9.in match_type_not_allowed"]);
    assert_eq!(on("Picture", r#""in":["1",1]"#), [""; 0]);
    let [received, allowed] = ["STRING", "IMAGE,MASK"].map(SocketType::parse);
    assert_eq!(
        texts(&Concern::MatchTypeNotAllowed { received, allowed }),
        [
            "gets `STRING`, but the class takes `IMAGE,MASK` only",
            "link it to an output of type `IMAGE,MASK`",
        ]
    );
}

#[test]
fn nodes_that_no_output_needs_are_dead() {
    let prompt = r#"{
        "1":{"class_type":"Load","inputs":{}},
        "2":{"class_type":"Save","inputs":{"images":["1",0]}},
        "3":{"class_type":"Invert","inputs":{"image":["77",0],"zz":1}}}"#;

    assert_eq!(codes(prompt), ["3 dead_node"]);
    assert_eq!(
        texts(&Concern::DeadNode),
        [
            "no output node needs it, so the server does not run it",
            "link it to what an output node needs, or remove it",
        ]
    );
}

#[test]
fn nodes_behind_a_violation_are_not_dead() {
    let prompt = r#"{
        "1":{"class_type":"Load","inputs":{}},"2":{"class_type":"Text","inputs":{}},
        "3":{"class_type":"Make","inputs":{"width":16,"mask":["77",0],"any":["1",0]}},
        "4":{"class_type":"Save","inputs":{"images":["3",0]}},
        "5":{"class_type":"Save","inputs":{"images":["2",0]}}}"#;

    assert_eq!(codes(prompt), [""; 0]);
}

#[test]
fn nodes_left_out_on_purpose_are_not_dead() {
    let schema = Schema::from_object_info(SCHEMA.as_bytes()).expect("a schema");
    let body = r#"{"partial_execution_targets":["2"],"prompt":{
        "1":{"class_type":"Load","inputs":{}},
        "2":{"class_type":"Save","inputs":{"images":["1",0]}},
        "3":{"class_type":"Save","inputs":{"images":["4",0]}},
        "4":{"class_type":"Invert","inputs":{"image":["1",0],"zz":1}}}}"#;

    assert_eq!(Validator::new(&schema).request(body).report.warnings, []);
}

#[test]
fn long_chains_are_told_once_with_their_length() {
    let chain = |length: usize| {
        let mut prompt = String::from(r#"{"0":{"class_type":"Load","inputs":{}}"#);
        for id in 1..length {
            let before = id - 1;
            let node =
                format!(r#","{id}":{{"class_type":"Invert","inputs":{{"image":["{before}",0]}}}}"#);
            prompt.push_str(&node);
        }
        let last = length - 1;
        for id in ["a", "b"] {
            write!(prompt, r#","{id}":{{"class_type":"Save","inputs":{{"images":["{last}",0]}}}}"#)
                .expect("a text takes all");
        }
        check(&(prompt + "}")).warnings
    };

    assert_eq!(chain(299), []);
    let warnings = chain(300);
    assert_eq!((warnings.len(), warnings[0].node.class.as_deref()), (1, Some("Save")));
    assert_eq!(
        texts(&warnings[0].concern),
        [
            "301 nodes each need the next; the server checks them by recursion and may run \
             out of stack",
            "split the prompt, saving what is in between",
        ]
    );
}
