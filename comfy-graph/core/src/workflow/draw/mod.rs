//! Draws prompts as workflows that editors open.
//!
//! Programs call [`draw`]. Where the nodes go is the business of `layout`, what an editor exports
//! again that of conversion.

mod dynamic_text;
mod ids;
mod loss;
mod node;
mod primitives;
mod size;
mod sockets;
mod types;
mod values;
mod wires;

use crate::ids::{ClassName, NodeId};
use crate::json::{Json, Object};
use crate::prompt::{Prompt, PromptNode};
use crate::schema::Schema;
use crate::workflow::{
    EditorGraph, EditorId, EditorNode, EditorWorkflow, WidgetValues, kept, layout,
};
use ids::Ids;
use loss::Losses;
use node::Sketch;
use primitives::with_primitives;
use types::Types;
use wires::Wires;

pub use loss::{Loss, LossReason};

/// A prompt in the form that editors open.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The workflow, laid out from left to right.
    pub workflow: EditorWorkflow<'static>,
    /// What will differ once an editor exports it, in the prompt's order; nothing for most prompts.
    pub losses: Vec<Loss>,
}

/// Draws `prompt`, so that an editor with the classes of `schema` exports the same prompt again.
///
/// Nodes keep their ids, those of subgraphs such as `57:3` as well, but stand side by side: which
/// subgraphs there were, a prompt does not tell. Literals where editors show sockets alone get
/// nodes of their own. Whole floats lose their point in any editor. What no editor sends is kept in
/// the nodes' properties, from which a helpful [`Converter`](crate::workflow::Converter) gives it
/// back.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::workflow::draw;
///
/// let schema = Schema::from_object_info(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{"default":512}],
///         "height":["INT",{"default":512}]}},"output":["IMAGE"],"python_module":"nodes"}}"#,
/// )?;
/// let prompt: Prompt =
///     serde_json::from_str(r#"{"7":{"class_type":"EmptyImage","inputs":{"width":64}}}"#)?;
///
/// let drawing = draw(&prompt, &schema);
///
/// assert_eq!(drawing.workflow.root.nodes[0].class, "EmptyImage");
/// assert_eq!(
///     drawing.losses[0].to_string(),
///     "node `7`, input `height`: it is not given, editors will send `512`",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn draw(prompt: &Prompt, schema: &Schema) -> Drawing {
    let mut drawing = drawn(prompt, schema);
    if let Some((amended, moved)) = with_primitives(prompt, schema, &drawing.losses) {
        drawing = drawn(&amended, schema);
        drawing.losses.extend(moved);
        sort(&mut drawing.losses, &amended);
    }
    kept::keep(&mut drawing.workflow, prompt, &drawing.losses);
    drawing
}

fn drawn(prompt: &Prompt, schema: &Schema) -> Drawing {
    let mut losses = Vec::new();
    let ids = Ids::new(prompt, &mut losses);
    let sketches = sketches(prompt, schema, &mut losses);
    let types = Types::new(prompt, &ids, &sketches);
    let wires = Wires::new(&ids, &sketches, &types);
    wires::dangling(prompt, &ids, &mut losses);
    let nodes = sketches.iter().enumerate().map(|(place, sketch)| {
        let mut node = node(ids.at(place).clone(), sketch);
        wires.plug(place, &sketches, &types, &mut node);
        node
    });
    let nodes = nodes.collect();
    let mut workflow = EditorWorkflow {
        last_node: Some(ids.last()),
        last_link: Some(wires.last()),
        root: EditorGraph { nodes, links: wires.links },
        rest: frame(),
        ..EditorWorkflow::default()
    };
    layout::compose(&mut workflow);
    sort(&mut losses, prompt);
    Drawing { workflow, losses }
}

/// Brings losses into the order of the nodes.
fn sort(losses: &mut [Loss], prompt: &Prompt) {
    if !losses.is_empty() {
        let ids = Ids::new(prompt, &mut Vec::new());
        losses.sort_by_key(|loss| ids.place(loss.node.as_str()));
    }
}

fn sketches<'p>(prompt: &'p Prompt, schema: &'p Schema, all: &mut Vec<Loss>) -> Vec<Sketch<'p>> {
    let sketch = |(id, node): (&'p NodeId, &'p PromptNode)| {
        let mut losses = Losses::new(id, all);
        for key in node.foreign.keys() {
            losses.of_node(LossReason::Key(key.as_str().into()));
        }
        let class = node.class_type.as_ref().map(ClassName::as_str);
        match class.and_then(|class| schema.class(class)) {
            Some(class) => Sketch::known(class, node, &mut losses),
            None => Sketch::unknown(node, &mut losses),
        }
    };
    prompt.nodes().map(sketch).collect()
}

/// A node without its inputs and outputs, its keys in the editor's order.
fn node(id: EditorId<'static>, sketch: &Sketch<'_>) -> EditorNode<'static> {
    let (width, height) = size::size(sketch);
    let mut node = EditorNode::new(id, sketch.class_name().to_owned());
    node.title = sketch.title().map(|title| title.to_owned().into());
    node.values = WidgetValues::List(sketch.values());
    node.properties = sketch.properties();
    let empty = || Json::List(Vec::new());
    node.rest = Object::from_iter([
        ("id", Json::Null),
        ("type", Json::Null),
        ("pos", empty()),
        ("size", Json::from(vec![Json::from(width), Json::from(height)])),
        ("flags", Object::new().into()),
        ("order", Json::Int(0)),
        ("mode", Json::Int(0)),
        ("inputs", empty()),
        ("outputs", empty()),
    ]);
    if let Some(values) = sketch.named_values() {
        node.rest.insert("widgets_values_named", values);
    }
    node
}

/// The keys of a workflow in the editor's order.
fn frame() -> Object<'static> {
    let empty = || Json::List(Vec::new());
    Object::from_iter([
        ("revision", Json::Int(0)),
        ("last_node_id", Json::Int(0)),
        ("last_link_id", Json::Int(0)),
        ("nodes", empty()),
        ("links", empty()),
        ("groups", empty()),
        ("config", Object::new().into()),
        ("extra", Object::new().into()),
        ("version", Json::Float(0.4)),
    ])
}
