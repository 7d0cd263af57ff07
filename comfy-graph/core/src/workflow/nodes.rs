//! Reads an API prompt from a file's JSON.
//!
//! Unlike the validator it reads what a server would refuse, so long as a [`Prompt`] can hold it.

use indexmap::IndexMap;

use super::error::NodeFlaw;
use crate::ids::{ClassName, InputName, NodeId};
use crate::json::{Json, Object};
use crate::prompt::{Link, Object as Meta, Prompt, PromptNode, Value};

/// The key of a node that cannot be read, with the reason.
pub(super) type Misfit = (String, NodeFlaw);

/// Reads `nodes`, without the keys that servers write into running prompts.
///
/// NaN and the infinities become null, as in [`Json::to_value`].
pub(super) fn read(nodes: &Object<'_>) -> Result<Prompt, Misfit> {
    let read_one = |(id, node)| read_node(id, node).map_err(|flaw| (id.to_owned(), flaw));
    nodes.iter().map(read_one).collect()
}

fn read_node(id: &str, json: &Json<'_>) -> Result<(NodeId, PromptNode), NodeFlaw> {
    let id = NodeId::new(id).map_err(|_| NodeFlaw::NoId)?;
    let node = json.as_object().ok_or(NodeFlaw::NotAnObject(json.kind()))?;
    let inputs = node.get("inputs").and_then(Json::as_object).ok_or(NodeFlaw::NoInputs)?;
    let node = PromptNode {
        class_type: read_class(node.get("class_type"))?,
        inputs: inputs.iter().map(read_input).collect::<Result<IndexMap<_, _>, _>>()?,
        meta: read_meta(node.get("_meta")),
        foreign: Meta::new(),
    };
    Ok((id, node))
}

/// No class is what editors export for a class they do not know.
fn read_class(json: Option<&Json<'_>>) -> Result<Option<ClassName>, NodeFlaw> {
    match json {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Text(name)) => ClassName::new(&**name).map(Some).map_err(|_| NodeFlaw::OddClass),
        Some(_) => Err(NodeFlaw::OddClass),
    }
}

fn read_input((name, json): (&str, &Json<'_>)) -> Result<(InputName, Value), NodeFlaw> {
    let name = InputName::new(name).map_err(|_| NodeFlaw::NamelessInput)?;
    let literal = json.to_value();
    Ok((name, Link::from_json(&literal).map_or(Value::Literal(literal), Value::Link)))
}

fn read_meta(json: Option<&Json<'_>>) -> Meta {
    match json.map(Json::to_value) {
        Some(serde_json::Value::Object(meta)) => meta,
        _ => Meta::new(),
    }
}
