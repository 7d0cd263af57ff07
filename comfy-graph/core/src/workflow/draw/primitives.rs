//! Gives literals that no widget can hold a node of their own.
//!
//! Editors show sockets without a widget; prompts from inside of subgraphs have literals there.

use serde_json::Value;

use super::loss::{Loss, LossReason, Losses};
use super::node::Sketch;
use crate::ids::{InputName, NodeId, Slot};
use crate::prompt::{Link, Prompt, PromptNode, Value as Given};
use crate::schema::{InputKind, Schema, SocketType};

/// `prompt` with a node for each literal that is lost at a socket, as far as `schema` has classes
/// for such; nothing where that changes nothing. Also says which are no longer lost.
pub(super) fn with_primitives(
    prompt: &Prompt,
    schema: &Schema,
    losses: &[Loss],
) -> Option<(Prompt, Vec<Loss>)> {
    let mut amended = prompt.clone();
    let numbers = prompt.nodes().filter_map(|(id, _)| id.as_str().parse::<u32>().ok());
    let mut ids = u64::from(numbers.fold(0, u32::max)) + 1..;
    let mut moved = Vec::new();
    for loss in losses.iter().filter(|loss| loss.reason == LossReason::SocketOnly) {
        let Some((input, primitive)) = primitive(prompt, schema, loss) else { continue };
        let id = NodeId::new(ids.next()?.to_string()).expect("BUG: a number is not empty");
        let link = Link { node: id.clone(), slot: Slot::new(0) };
        amended.node_mut(loss.node.as_str())?.inputs.insert(input, Given::Link(link));
        amended.insert(id.clone(), primitive);
        moved.push(Loss { reason: LossReason::Moved(id), ..loss.clone() });
    }
    (!moved.is_empty()).then_some((amended, moved))
}

/// The node that gives what is lost, with the input that takes it.
fn primitive(prompt: &Prompt, schema: &Schema, loss: &Loss) -> Option<(InputName, PromptNode)> {
    let node = prompt.node(loss.node.as_str())?;
    let input = loss.input.clone()?;
    let literal = node.inputs.get(&input)?.as_literal()?;
    let (name, socket) = class_of(literal)?;
    let class = schema.class(name).filter(|class| class.input("value").is_some())?;

    let consumer = schema.class(node.class_type.as_ref()?.as_str())?;
    let sketch = Sketch::known(consumer, node, &mut Losses::new(&loss.node, &mut Vec::new()));
    let taker = sketch.sockets.iter().find(|socket| socket.name == input.as_str())?;
    let takes = taker.kind.and_then(InputKind::socket)?;
    if !SocketType::parse(socket).feeds(&takes) {
        return None;
    }
    let mut primitive = PromptNode::new(class.name.clone());
    primitive.rename(input.as_str());
    let value = InputName::new("value").expect("BUG: the name is not empty");
    primitive.inputs.insert(value, Given::Literal(literal.clone()));
    Some((input, primitive))
}

/// The class whose only widget holds such a literal, with the type of its output.
fn class_of(literal: &Value) -> Option<(&'static str, &'static str)> {
    match literal {
        Value::String(_) => Some(("PrimitiveStringMultiline", "STRING")),
        Value::Bool(_) => Some(("PrimitiveBoolean", "BOOLEAN")),
        Value::Number(number) if number.is_f64() => Some(("PrimitiveFloat", "FLOAT")),
        Value::Number(_) => Some(("PrimitiveInt", "INT")),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
