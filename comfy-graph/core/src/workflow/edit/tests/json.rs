//! Shows what is told of JSON that is no operation.

use crate::workflow::edit::{Edits, Operation};

fn told(text: &str) -> String {
    Operation::from_json(serde_json::from_str(text).unwrap()).unwrap_err().to_string()
}

#[test]
fn each_mistake_names_its_field() {
    for (text, message) in [
        ("5", r#"an operation is an object such as {"op": "remove", "node": "4"}, not a number"#),
        (r#"{"op":"conect"}"#, "there is no operation `conect`; use `connect`"),
        (r#"{"op":5}"#, "field `op` of `op` is a number, not the name of an operation"),
        (r#"{"op":"bypass"}"#, "`bypass` needs the field `node`: the id of a node"),
        (
            r#"{"op":"set","node":"1","input":5,"value":1}"#,
            "field `input` of `set` is a number, not the name of an input",
        ),
        (
            r#"{"op":"connect","from":{"node":"1","slot":-1},"to":{"node":"2","input":"a"}}"#,
            "field `from.slot` of `connect` is a number, not the number or name of an output",
        ),
        (
            r#"{"op":"connect","from":["1",0],"to":{"nod":"2","input":"a"}}"#,
            "`connect` has no field `to.nod`; use `node`",
        ),
        (
            r#"{"op":"rename","node":"1","title":"a","titel":"b"}"#,
            "`rename` has no field `titel`; use `title`",
        ),
        (
            r#"{"op":"add","class":"A","inputs":{"a":{"node":[]}}}"#,
            "field `inputs.a.node` of `add` is a list, not the id of a node",
        ),
        (
            r#"{"op":"insert_between","class":"A"}"#,
            concat!(
                "`insert_between` needs the field `to`: ",
                r#"an input such as {"node": "6", "input": "clip"}"#
            ),
        ),
        (
            r#"{"op":"remove","node":"1","rewire":true}"#,
            "field `rewire` of `remove` is a flag, not `by_type` or `never`",
        ),
    ] {
        assert_eq!(told(text), message);
    }
    assert!(told("{}").starts_with("the operation has no field `op`; give it one of `add`, "));
}

#[test]
fn every_mistake_of_a_list_is_told_with_its_position() {
    let text = r#"[{"op":"bypass"},{"op":"mute","node":1},{"op":"mute","nod":1}]"#;

    let error = serde_json::from_str::<Edits>(text).unwrap_err().to_string();

    assert!(error.starts_with(
        "operation 0: `bypass` needs the field `node`: the id of a node\n\
         operation 2: `mute` has no field `nod`; use `node`"
    ));
    assert_eq!(Edits::from_json(serde_json::json!({"op": "mute", "node": 1})).unwrap(), {
        serde_json::from_str(r#"[{"op":"mute","node":"1"}]"#).unwrap()
    });
}

#[test]
fn operations_are_written_as_they_are_read() {
    for text in [
        r#"{"op":"add","class":"A","id":"7","title":"t","inputs":{"a":{"node":"4","slot":0}}}"#,
        r#"{"op":"add","class":"A","inputs":{"a":1},"graph":"5"}"#,
        r#"{"op":"remove","node":"1","rewire":"by_type"}"#,
        r#"{"op":"set","node":"1","input":"a","value":[1,2,3]}"#,
        r#"{"op":"connect","from":{"node":"4","slot":"CLIP"},"to":{"node":"6","input":"clip"}}"#,
        r#"{"op":"disconnect","node":"1","input":"a"}"#,
        r#"{"op":"insert_between","class":"A","from":{"node":"4"},"input":"b","output":0}"#,
        r#"{"op":"insert_between","class":"A","to":{"node":"1","input":"a"},"title":"t"}"#,
        r#"{"op":"replace","node":"1","class":"A"}"#,
        r#"{"op":"mute","node":"1"}"#,
        r#"{"op":"unmute","node":"1"}"#,
        r#"{"op":"add_lora","lora":"x","strength_model":0.5,"strength_clip":1.0,"after":"4"}"#,
        r#"{"op":"remove_lora","lora":"x"}"#,
        r#"{"op":"rename","node":"1","title":"t"}"#,
    ] {
        let operation: Operation = serde_json::from_str(text).unwrap();

        assert_eq!(serde_json::to_string(&operation).unwrap(), text);
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(json["op"], operation.name());
    }
}
