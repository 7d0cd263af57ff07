//! Writes editor workflows as JSON.
//!
//! Fields go where their keys kept the place. An empty field leaves what is there, so that null
//! stays null.

use std::borrow::Cow;

use super::link::EditorLink;
use super::node::{EditorInput, EditorNode, EditorOutput, Mode, WidgetValues};
use super::subgraph::{Port, Subgraph};
use super::{EditorGraph, EditorVersion, EditorWorkflow, LinkId};
use crate::json::{Json, Object};

pub(super) fn workflow<'a>(workflow: &EditorWorkflow<'a>) -> Json<'a> {
    let mut json = workflow.rest.clone();
    last_ids(workflow, &mut json);
    graph(&workflow.root, workflow.version, &mut json);
    if !workflow.subgraphs.is_empty() {
        let mut definitions = match json.get_mut("definitions") {
            Some(Json::Object(definitions)) => std::mem::take(definitions),
            _ => Object::new(),
        };
        let subgraphs: Json<'a> = workflow.subgraphs.iter().map(subgraph).collect();
        definitions.insert("subgraphs", subgraphs);
        json.insert("definitions", definitions);
    }
    json.into()
}

fn last_ids<'a>(workflow: &EditorWorkflow<'a>, json: &mut Object<'a>) {
    let node = workflow.last_node;
    let link = workflow.last_link.map(LinkId::number);
    let (keys, object) = match (workflow.version, json.get_mut("state")) {
        (EditorVersion::V1, Some(Json::Object(state))) => (["lastNodeId", "lastLinkId"], state),
        _ => (["last_node_id", "last_link_id"], json),
    };
    for (key, last) in keys.into_iter().zip([node, link]) {
        if let Some(last) = last {
            object.insert(key, last);
        }
    }
}

fn graph<'a>(graph: &EditorGraph<'a>, version: EditorVersion, json: &mut Object<'a>) {
    for key in ["nodes", "links"] {
        if !json.contains(key) {
            json.insert(key, Vec::new());
        }
    }
    list("nodes", graph.nodes.iter().map(node), json);
    list("links", graph.links.iter().map(|one| link(one, version)), json);
}

fn link<'a>(link: &EditorLink<'a>, version: EditorVersion) -> Json<'a> {
    let EditorLink { id, origin, origin_slot, target, target_slot, socket, rest } = link;
    let fields = [
        ("id", Json::from(id.number())),
        ("origin_id", origin.to_json()),
        ("origin_slot", Json::from(*origin_slot)),
        ("target_id", target.to_json()),
        ("target_slot", Json::from(*target_slot)),
        ("type", socket.clone()),
    ];
    if version == EditorVersion::V04 && rest.is_empty() {
        return fields.into_iter().map(|(_, field)| field).collect();
    }
    let mut json = rest.clone();
    for (key, field) in fields {
        json.insert(key, field);
    }
    json.into()
}

fn subgraph<'a>(subgraph: &Subgraph<'a>) -> Json<'a> {
    let mut json = subgraph.rest.clone();
    json.insert("id", subgraph.id.to_json());
    text("name", subgraph.name.clone(), &mut json);
    list("inputs", subgraph.inputs.iter().map(port), &mut json);
    list("outputs", subgraph.outputs.iter().map(port), &mut json);
    graph(&subgraph.graph, EditorVersion::V1, &mut json);
    json.into()
}

fn port<'a>(port: &Port<'a>) -> Json<'a> {
    let mut json = port.rest.clone();
    text("name", port.name.clone(), &mut json);
    present("type", port.socket.clone(), &mut json);
    list("linkIds", port.links.iter().map(|link| link.number().into()), &mut json);
    json.into()
}

fn node<'a>(node: &EditorNode<'a>) -> Json<'a> {
    let mut json = node.rest.clone();
    json.insert("id", node.id.to_json());
    json.insert("type", Json::Text(node.class.clone()));
    mode(&node.mode, &mut json);
    if let Some(title) = &node.title {
        json.insert("title", Json::Text(title.clone()));
    }
    list("inputs", node.inputs.iter().map(input), &mut json);
    list("outputs", node.outputs.iter().map(output), &mut json);
    if !node.properties.is_empty() {
        json.insert("properties", node.properties.clone());
    }
    match &node.values {
        WidgetValues::Absent => {}
        WidgetValues::List(values) => list("widgets_values", values.iter().cloned(), &mut json),
        WidgetValues::Named(values) => {
            json.insert("widgets_values", values.clone());
        }
    }
    json.into()
}

fn mode<'a>(mode: &Mode<'a>, json: &mut Object<'a>) {
    let value = match mode {
        Mode::Always if !json.contains("mode") => return,
        Mode::Always => Json::Int(0),
        Mode::Never => Json::Int(2),
        Mode::Bypass => Json::Int(4),
        Mode::Other(other) => other.clone(),
    };
    json.insert("mode", value);
}

fn input<'a>(input: &EditorInput<'a>) -> Json<'a> {
    let mut json = input.rest.clone();
    text("name", input.name.clone(), &mut json);
    present("type", input.socket.clone(), &mut json);
    widget(input, &mut json);
    present("link", input.link.map_or(Json::Null, |link| link.number().into()), &mut json);
    json.into()
}

fn widget<'a>(input: &EditorInput<'a>, json: &mut Object<'a>) {
    let Some(name) = &input.widget else { return };
    let name = Json::Text(name.clone());
    match json.get_mut("widget") {
        Some(Json::Object(widget)) => {
            widget.insert("name", name);
        }
        _ => {
            json.insert("widget", Object::from_iter([("name", name)]));
        }
    }
}

fn output<'a>(output: &EditorOutput<'a>) -> Json<'a> {
    let mut json = output.rest.clone();
    text("name", output.name.clone(), &mut json);
    present("type", output.socket.clone(), &mut json);
    list("links", output.links.iter().map(|link| link.number().into()), &mut json);
    json.into()
}

/// An absent list stays absent so long as it is empty.
fn list<'a>(
    key: &'static str,
    items: impl ExactSizeIterator<Item = Json<'a>>,
    json: &mut Object<'a>,
) {
    if items.len() > 0 {
        json.insert(key, items.collect::<Json<'a>>());
    }
}

fn text<'a>(key: &'static str, text: Cow<'a, str>, json: &mut Object<'a>) {
    if !text.is_empty() {
        json.insert(key, Json::Text(text));
    }
}

fn present<'a>(key: &'static str, value: Json<'a>, json: &mut Object<'a>) {
    if value != Json::Null {
        json.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> String {
        let json = Json::parse(text).unwrap();
        EditorWorkflow::read(json).unwrap().to_json().to_string()
    }

    #[test]
    fn what_is_read_is_written_again() {
        let texts = [
            concat!(
                r#"{"last_node_id":2,"x":1,"last_link_id":7,"nodes":[{"id":"a","type":"A","#,
                r#""mode":4,"inputs":[{"name":"i","type":"*","link":7,"widget":{"name":"i","more":1}},"#,
                r#"{"link":null}],"outputs":[{"links":null},{"name":"o","type":0,"links":[7]}],"#,
                r#""title":5,"properties":{},"widgets_values":null}],"links":[[7,1,0,"a",0,"*"]],"#,
                r#""version":0.4}"#,
            ),
            concat!(
                r#"{"version":1,"state":{"lastNodeId":1,"x":2},"nodes":[],"links":[{"parentId":4,"#,
                r#""id":7,"origin_id":1,"origin_slot":0,"target_id":2,"target_slot":0,"#,
                r#""type":"A"}],"definitions":{"y":[],"subgraphs":[{"name":"n","id":"u","nodes":[],"inputs":[{"#,
                r#""name":"p","linkIds":[1],"id":"z"}],"outputs":[],"links":[{"id":1,"#,
                r#""origin_id":-10,"origin_slot":0,"target_id":2,"target_slot":0,"type":"*"}]}]}}"#,
            ),
            concat!(
                r#"{"nodes":[{"mode":null,"id":1,"type":"A","widgets_values":{"a":[1]}}],"#,
                r#""links":null,"extra":{}}"#,
            ),
        ];

        for text in texts {
            assert_eq!(again(text), text);
        }
    }

    #[test]
    fn made_nodes_are_written_with_what_they_have() {
        let mut node = EditorNode::new(super::super::EditorId::Number(1), "A");
        node.mode = Mode::Bypass;
        node.inputs.push(EditorInput::new("i", "IMAGE"));
        node.inputs[0].widget = Some("i".into());
        let workflow = EditorWorkflow {
            root: EditorGraph { nodes: vec![node], links: Vec::new() },
            ..EditorWorkflow::default()
        };

        let expected = concat!(
            r#"{"nodes":[{"id":1,"type":"A","mode":4,"#,
            r#""inputs":[{"name":"i","type":"IMAGE","widget":{"name":"i"}}]}],"links":[]}"#,
        );
        assert_eq!(workflow.to_json().to_string(), expected);
    }
}
