//! Tries operations on small editor files.

use serde_json::json;

use super::schema;
use crate::json::Json;
use crate::workflow::EditorWorkflow;
use crate::workflow::edit::{EditErrors, Edited, Edits};

/// A loader, two hosts of one subgraph that inverts, a sampler whose seed is followed by a control.
const FILE: &str = r#"{"last_node_id":9,"last_link_id":4,"mine":[1],"nodes":[
    {"id":1,"type":"VAEDecode","pos":[0,0],"size":[200,50],"inputs":[],
        "outputs":[{"name":"IMAGE","type":"IMAGE","links":[1]}],"properties":{}},
    {"id":2,"type":"u","pos":[300,0],"size":[200,50],
        "inputs":[{"name":"image","type":"IMAGE","link":1}],
        "outputs":[{"name":"image","type":"IMAGE","links":[2]}],"properties":{}},
    {"id":3,"type":"u","pos":[600,0],"size":[200,50],
        "inputs":[{"name":"image","type":"IMAGE","link":2}],
        "outputs":[{"name":"image","type":"IMAGE","links":[3]}],"properties":{}},
    {"id":4,"type":"SaveImage","pos":[900,0],"size":[200,50],
        "inputs":[{"name":"images","type":"IMAGE","link":3}],"outputs":[],
        "properties":{"mine":1},"widgets_values":["out"]},
    {"id":5,"type":"KSampler","pos":[0,500],"size":[200,50],"properties":{},
        "widgets_values":[7,"fixed",20,"euler"]}],
    "links":[[1,1,0,2,0,"IMAGE"],[2,2,0,3,0,"IMAGE"],[3,3,0,4,0,"IMAGE"]],
    "definitions":{"subgraphs":[{"id":"u","name":"Invert","state":{"lastNodeId":6,"lastLinkId":2},
        "inputs":[{"id":"i","name":"image","type":"IMAGE","linkIds":[1]}],
        "outputs":[{"id":"o","name":"image","type":"IMAGE","linkIds":[2]}],
        "nodes":[{"id":6,"type":"ImageInvert","pos":[0,0],"size":[200,50],
            "inputs":[{"name":"image","type":"IMAGE","link":1}],
            "outputs":[{"name":"IMAGE","type":"IMAGE","links":[2]}]}],
        "links":[{"id":1,"origin_id":-10,"origin_slot":0,"target_id":6,"target_slot":0,
                "type":"IMAGE"},
            {"id":2,"origin_id":6,"origin_slot":0,"target_id":-20,"target_slot":0,
                "type":"IMAGE"}]}]},
    "version":0.4}"#;

fn tried(operations: &str) -> Result<(serde_json::Value, Edited), EditErrors> {
    let edits: Edits = serde_json::from_str(operations).unwrap();
    let mut workflow = EditorWorkflow::read(Json::parse(FILE).unwrap()).unwrap();
    let edited = edits.workflow(&mut workflow, &schema())?;
    Ok((serde_json::from_str(&workflow.to_json().to_string()).unwrap(), edited))
}

#[test]
fn nothing_changes_but_what_is_asked() {
    let (mut file, _) =
        tried(r#"[{"op":"set","node":"4","input":"filename_prefix","value":"b"}]"#).unwrap();

    assert_eq!(file["nodes"][3]["widgets_values"][0], "b");
    file["nodes"][3]["widgets_values"][0] = "out".into();
    assert_eq!(file, serde_json::from_str::<serde_json::Value>(FILE).unwrap());
}

#[test]
fn values_keep_their_places_behind_controls() {
    let (file, edited) = tried(r#"[{"op":"set","node":"5","input":"steps","value":30}]"#).unwrap();

    assert_eq!(file["nodes"][4]["widgets_values"].to_string(), r#"[7,"fixed",30,"euler"]"#);
    assert_eq!(edited.to_string(), "~ node `5` (KSampler): `steps` `20` → `30`");
}

#[test]
fn a_linked_widget_keeps_what_it_holds() {
    let (file, _) = tried(
        r#"[{"op":"add","class":"EmptyLatentImage","id":20},
            {"op":"add","class":"KSampler","id":21,"inputs":{"latent_image":["20",0]}}]"#,
    )
    .unwrap();

    assert_eq!(file["last_node_id"], 21);
    let sampler = &file["nodes"][6];
    let values = &sampler["widgets_values"];
    assert_eq!(values.to_string(), r#"[0,"randomize",20,"euler"]"#);
    assert_eq!(sampler["inputs"][2]["name"], "latent_image");
    assert_eq!(sampler["inputs"][2]["link"], 5);
    assert_eq!(file["links"][3].to_string(), r#"[5,20,0,21,2,"LATENT"]"#);
}

#[test]
fn a_new_node_covers_no_other() {
    let (file, _) =
        tried(r#"[{"op":"insert_between","class":"Resize","to":{"node":"4","input":"images"}}]"#)
            .unwrap();

    let made = &file["nodes"][5];
    let number = |key: &str, at: usize| made[key][at].as_f64().unwrap();
    // To the right of node 3, below node 4 which is in the way.
    assert_eq!((made["id"].as_i64(), number("pos", 0)), (Some(10), 850.0));
    assert!(number("pos", 1) > 50.0 && number("size", 0) > 0.0);
}

#[test]
fn edits_inside_a_subgraph_go_through_any_host_and_tell_all() {
    let (file, edited) = tried(r#"[{"op":"bypass","node":"3:6"}]"#).unwrap();

    assert_eq!(file["definitions"]["subgraphs"][0]["nodes"][0]["mode"], 4);
    assert_eq!(
        edited.to_string(),
        "~ node `2:6`: always → bypassed\n\
         note: the change is inside subgraph \"Invert\", which changes nodes `2`, `3`"
    );
}

#[test]
fn a_node_is_put_between_the_borders_of_a_subgraph() {
    let (file, edited) = tried(
        r#"[{"op":"insert_between","class":"ImageInvert","from":["2:-10",0],"id":"2:30"},
            {"op":"remove","node":"2:6"}]"#,
    )
    .unwrap();

    let subgraph = &file["definitions"]["subgraphs"][0];
    assert_eq!(subgraph["inputs"][0]["linkIds"].to_string(), "[4]", "{edited}");
    assert_eq!(subgraph["outputs"][0]["linkIds"].to_string(), "[3]", "{edited}");
    assert_eq!(subgraph["state"], json!({"lastNodeId": 30, "lastLinkId": 4}));
    assert_eq!(subgraph["nodes"].as_array().unwrap().len(), 1);
}

#[test]
fn links_stay_within_their_graph() {
    let errors = tried(
        r#"[{"op":"connect","from":["1",0],"to":{"node":"2:6","input":"image"}},
            {"op":"remove","node":"2:-10"},{"op":"add","class":"ImageInvert","graph":"4"},
            {"op":"add","class":"ImageInvert","id":"new"}]"#,
    );

    let errors = errors.unwrap_err().to_string();
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(
        lines,
        [
            "operation 0 (`connect`): node `1` and node `2:6` are in different graphs; link them \
             through the inputs and outputs of the subgraph",
            "operation 1 (`remove`): `2:-10` is the border of a subgraph, which only takes links",
            "operation 2 (`add`): node `4` is no host of a subgraph; name `2`, or leave `graph` \
             out",
            "operation 3 (`add`): `new` cannot be the id of a node in an editor file; use `10`, or \
             leave it out",
        ]
    );
}

#[test]
fn a_new_class_keeps_position_and_links() {
    let (file, _) =
        tried(r#"[{"op":"replace","node":"2","class":"Resize","inputs":{"mode":"factor"}}]"#)
            .unwrap();

    let node = &file["nodes"][1];
    assert_eq!(node["pos"].to_string(), "[300,0]");
    assert_eq!(node["inputs"][0]["link"], 1);
    assert_eq!(node["outputs"][0]["links"].to_string(), "[2]");
    assert_eq!(node["widgets_values"].to_string(), r#"["factor",2.0,false]"#);
}

#[test]
fn modes_end_as_they_began() {
    let (file, edited) = tried(
        r#"[{"op":"mute","node":"4"},{"op":"unmute","node":"4"},{"op":"bypass","node":"1"}]"#,
    )
    .unwrap();

    assert_eq!(edited.to_string(), "~ node `1`: always → bypassed");
    assert_eq!(file["nodes"][0]["mode"], 4);
}
