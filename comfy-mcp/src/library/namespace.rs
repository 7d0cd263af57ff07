//! Sorts workflows by what they make, since generation defaults are kept by that.

use comfy_graph_core::prompt::Prompt;
use comfy_graph_core::schema::{InputKind, NodeClass, Schema};

use crate::settings::Namespace;

/// What `prompt` makes: told by the types that its output nodes save, else by their names.
pub(super) fn of(prompt: &Prompt, schema: &Schema) -> Namespace {
    let classes = prompt.nodes().filter_map(|(_, node)| {
        let class = schema.class(node.class_type.as_ref()?.as_str())?;
        class.flags.output_node.then_some(class)
    });
    let made: Vec<_> = classes.map(made_by).collect();
    let first = [Namespace::Video, Namespace::Audio];
    first.into_iter().find(|kind| made.contains(kind)).unwrap_or(Namespace::Image)
}

fn made_by(class: &NodeClass) -> Namespace {
    let takes = |name: &str| {
        class.inputs.iter().any(
            |input| matches!(&input.kind, InputKind::Socket(socket) if socket.to_string() == name),
        )
    };
    let name = class.name.as_str().to_ascii_lowercase();
    let is_film = ["video", "webm", "animated"].iter().any(|word| name.contains(word));
    if takes("VIDEO") || is_film {
        Namespace::Video
    } else if takes("AUDIO") {
        Namespace::Audio
    } else {
        Namespace::Image
    }
}
