//! Converts workflows that nobody would draw: each gives a prompt or an error in bounded time.

use std::fmt::Write as _;

use comfy_graph_core::json::Json;
use comfy_graph_core::schema::Schema;
use comfy_graph_core::workflow::{
    Conversion, ConvertError, Converter, EditorWorkflow, Remark, Strictness,
};

const SCHEMA: &str = r#"{
    "Make":{"input":{},"output":["IMAGE"],"output_name":["IMAGE"]},
    "Turn":{"input":{"required":{"image":["IMAGE"]}},"output":["IMAGE"],"output_name":["IMAGE"]},
    "Many":{"input":{"required":{"choice":["COMBO",{"options":[]}]}},"output":[]}}"#;

fn convert(text: &str, strictness: Strictness) -> Result<Conversion, ConvertError> {
    let schema = Schema::from_object_info(SCHEMA.as_bytes()).expect("BUG: the schema is one");
    let json = Json::parse(text).expect("BUG: the test's JSON is broken");
    let workflow = EditorWorkflow::read(json).expect("BUG: the test's workflow is misshapen");
    Converter::new(&schema).strictness(strictness).convert(&workflow)
}

/// A node with one input fed by the link `enters`, one output that feeds the link `leaves`.
fn node(class: &str, id: usize, enters: usize, leaves: usize) -> String {
    format!(
        r#"{{"id":{id},"type":"{class}",
        "inputs":[{{"name":"image","type":"IMAGE","link":{enters}}}],
        "outputs":[{{"name":"IMAGE","type":"IMAGE","links":[{leaves}]}}]}}"#
    )
}

fn workflow(nodes: &[String], links: &[String]) -> String {
    format!(r#"{{"nodes":[{}],"links":[{}]}}"#, nodes.join(","), links.join(","))
}

/// Nodes one after the other, the last of which feeds the first.
fn ring(class: &str, length: usize) -> (Vec<String>, Vec<String>) {
    let before = |id: usize| (id + length - 1) % length;
    let nodes = (0..length).map(|id| node(class, id, before(id), id)).collect();
    let link = |id: usize| format!(r#"[{id},{id},0,{},0,"IMAGE"]"#, (id + 1) % length);
    (nodes, (0..length).map(link).collect())
}

#[test]
fn circles_of_reroutes_are_refused() {
    let (mut nodes, links) = ring("Reroute", 1000);
    nodes.push(node("Turn", 5000, 7, 9999));
    let text = workflow(&nodes, &links);

    let refused = convert(&text, Strictness::Strict).unwrap_err();
    let helped = convert(&text, Strictness::Helpful).unwrap();

    assert_eq!(refused, ConvertError::Circle { node: "5000".to_owned() });
    assert!(helped.prompt.node("5000").unwrap().inputs.is_empty());
    assert!(matches!(helped.notes[0].remark, Remark::Refused(ConvertError::Circle { .. })));
}

#[test]
fn circles_of_nodes_are_written_as_they_are() {
    let (nodes, links) = ring("Turn", 3);

    let prompt = convert(&workflow(&nodes, &links), Strictness::Strict).unwrap().prompt;

    let feeds = |id: &str| prompt.node(id).unwrap().inputs["image"].as_link().unwrap().node.clone();
    assert_eq!(feeds("0").as_str(), "2");
    assert_eq!(feeds("2").as_str(), "1");
}

#[test]
fn long_detours_of_many_links_end() {
    let length = 2_000;
    let (mut nodes, mut links) = ring("Reroute", length);
    links[length - 1] = format!(r#"[{},99999,0,0,0,"IMAGE"]"#, length - 1);
    nodes.push(r#"{"id":99999,"type":"Make"}"#.to_owned());
    for id in 0..length {
        nodes.push(node("Turn", 100_000 + id, length - 2, 9_999_999));
    }

    let converted = convert(&workflow(&nodes, &links), Strictness::Helpful);

    assert_eq!(converted.unwrap_err(), ConvertError::TooManyNodes);
}

/// `count` definitions, each of which holds `hosts` hosts of the next one.
fn nested(count: usize, hosts: usize) -> String {
    let mut definitions = String::new();
    for level in 0..count {
        let inside: Vec<String> = (0..hosts)
            .map(|id| match level + 1 {
                inner if inner < count => format!(r#"{{"id":{id},"type":"d{inner}"}}"#),
                _ => format!(r#"{{"id":{id},"type":"Make"}}"#),
            })
            .collect();
        let comma = if level == 0 { "" } else { "," };
        let nodes = inside.join(",");
        write!(definitions, r#"{comma}{{"id":"d{level}","name":"n{level}","nodes":[{nodes}]}}"#)
            .expect("BUG: strings can be written to");
    }
    format!(
        r#"{{"nodes":[{{"id":7,"type":"d0"}}],"links":[],
        "definitions":{{"subgraphs":[{definitions}]}}}}"#
    )
}

#[test]
fn subgraphs_that_multiply_end() {
    let converted = convert(&nested(40, 2), Strictness::Helpful);

    assert_eq!(converted.unwrap_err(), ConvertError::TooManyNodes);
}

#[test]
fn subgraphs_in_subgraphs_end() {
    assert_eq!(convert(&nested(50, 1), Strictness::Strict).unwrap().prompt.len(), 1);

    let deep = convert(&nested(5_000, 1), Strictness::Helpful);

    assert_eq!(deep.unwrap_err(), ConvertError::TooDeep);
}

#[test]
fn a_subgraph_cannot_contain_itself() {
    let text = nested(3, 1).replace(r#""type":"Make""#, r#""type":"d0""#);

    let error = convert(&text, Strictness::Helpful).unwrap_err();

    assert_eq!(error.to_string(), "subgraph `n0` contains itself; take it out of there");
}

#[test]
fn many_nodes_are_converted() {
    let (nodes, links) = ring("Turn", 20_000);

    let conversion = convert(&workflow(&nodes, &links), Strictness::Strict).unwrap();

    assert_eq!(conversion.prompt.len(), 20_000);
}

#[test]
fn parts_that_contradict_each_other_are_survived() {
    let texts = [
        // A link that ends where no input names it, from a slot that no output has.
        r#"{"nodes":[{"id":1,"type":"Make"},{"id":2,"type":"Turn","inputs":[
            {"name":"image","link":1},{"name":"image","link":2}]}],
            "links":[[1,1,-5,9,70000,"X"],[2,1,99999,2,0,null],[3],null,7,{"id":5}]}"#,
        // A host with ports that lead nowhere, and with values of all kinds.
        r#"{"nodes":[{"id":1,"type":"d","inputs":[{"name":"a","link":1}],"widgets_values":[null,{}],
            "properties":{"proxyWidgets":[["9","x"],["-1","a"],7,[],[{},{}],["2","$$p"]]}}],
            "links":[[1,-10,3,1,0,"X"]],"definitions":{"subgraphs":[{"id":"d","inputs":[
            {"name":"a","linkIds":[4,5]},{"name":"a","linkIds":[]}],"outputs":[{"linkIds":[9]}],
            "nodes":[{"id":2,"type":"Turn","inputs":[{"name":"image","link":5}]}],
            "links":[{"id":5,"origin_id":-10,"origin_slot":77,"target_id":2,"target_slot":0}]}]}}"#,
        // Names that are none.
        r#"{"nodes":[{"id":"","type":""},{"id":1,"type":"Turn","inputs":[{"link":null},{}]}]}"#,
        // Get without Set, Set of itself.
        r#"{"nodes":[{"id":1,"type":"SetNode","widgets_values":["x"],
            "inputs":[{"name":"a","link":1}]},{"id":2,"type":"GetNode","widgets_values":["x"]},
            {"id":3,"type":"Turn","inputs":[{"name":"image","link":2}]}],
            "links":[[1,2,0,1,0,"*"],[2,2,0,3,0,"*"]]}"#,
    ];

    for text in texts {
        assert!(convert(text, Strictness::Helpful).is_ok(), "{text}");
    }
}
