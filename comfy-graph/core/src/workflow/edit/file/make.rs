//! Makes nodes, inputs and outputs the way the editor saves them.

use crate::json::{Json, Object};
use crate::schema::{NodeClass, OutputType, Presence};
use crate::validate::{InputCheck, Place};
use crate::workflow::widgets::has_widget;
use crate::workflow::{EditorId, EditorInput, EditorNode, EditorOutput};

/// A node of `class` that is given `given`, without position.
pub(super) fn node(id: &str, class: &NodeClass, given: &Object<'_>) -> EditorNode<'static> {
    let number = id.parse::<i64>().map(EditorId::Number);
    let id = number.unwrap_or_else(|_| EditorId::Text(id.to_owned().into()));
    let name = class.name.to_string();
    let mut node = EditorNode::new(id, name.clone());
    node.inputs = sockets(class, given);
    node.outputs = outputs(class);
    node.properties = Object::from_iter([("Node name for S&R", Json::from(name))]);
    // In the editor's order; those with a field keep its place.
    node.rest = Object::from_iter([
        ("id", Json::Null),
        ("type", Json::Null),
        ("pos", Json::Null),
        ("size", Json::Null),
        ("flags", Object::new().into()),
        ("order", Json::Int(0)),
        ("mode", Json::Int(0)),
    ]);
    node
}

/// The inputs that have no widget.
pub(super) fn sockets(class: &NodeClass, given: &Object<'_>) -> Vec<EditorInput<'static>> {
    let slots = InputCheck { class, given }.slots().filter(|slot| !has_widget(slot.input));
    slots
        .map(|slot| {
            let socket = slot.input.kind.socket().map_or("*".to_owned(), |s| s.to_string());
            let mut input = EditorInput::new(slot.name.to_string(), socket);
            input.rest = Object::from_iter([("name", Json::Null), ("type", Json::Null)]);
            if slot.presence == Presence::Optional {
                input.rest.insert("shape", Json::Int(7));
            }
            input.rest.insert("link", Json::Null);
            input
        })
        .collect()
}

/// The outputs of a class.
pub(super) fn outputs(class: &NodeClass) -> Vec<EditorOutput<'static>> {
    let outputs = class.outputs.iter().map(|output| {
        let socket = match &output.socket {
            OutputType::Fixed(socket) => socket.to_string(),
            OutputType::Template(_) => "*".to_owned(),
        };
        let mut made = EditorOutput::new(output.name.to_string(), socket);
        made.rest = Object::from_iter([("name", Json::Null), ("type", Json::Null)]);
        if output.is_list {
            made.rest.insert("shape", Json::Int(6));
        }
        made.rest.insert("links", Json::List(Vec::new()));
        made
    });
    outputs.collect()
}

/// An input that a link is about to end at, although the file does not list it.
pub(super) fn input(
    name: &str,
    class: Option<&NodeClass>,
    given: &Object<'_>,
) -> EditorInput<'static> {
    let declared = class.and_then(|class| match (InputCheck { class, given }).place(name) {
        Place::Declared(input, _) => Some(input),
        _ => None,
    });
    let socket = declared.and_then(|input| input.kind.socket());
    let socket = socket.map_or("*".to_owned(), |socket| socket.to_string());
    let mut made = EditorInput::new(name.to_owned(), socket);
    let is_widget = declared.is_some_and(has_widget);
    made.widget = is_widget.then(|| name.to_owned().into());
    made
}
