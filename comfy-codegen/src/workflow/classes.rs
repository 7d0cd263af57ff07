//! Finds the node classes that a workflow file names.

use std::borrow::Cow;
use std::collections::BTreeSet;

use comfy_graph_core::workflow::{Content, LoadError, WorkflowFile};

/// The names of the classes, with those of subgraphs and of nodes that only editors know.
pub(super) fn of(file: &WorkflowFile) -> Result<BTreeSet<Cow<'_, str>>, LoadError> {
    if let Content::Prompt(prompt) = file.content() {
        let classes = prompt.nodes().filter_map(|(_, node)| node.class_type.as_ref());
        return Ok(classes.map(|class| Cow::Borrowed(class.as_str())).collect());
    }
    let editor = file.to_editor()?.expect("BUG: it holds no prompt");
    let graphs = editor.subgraphs.into_iter().map(|subgraph| subgraph.graph);
    let nodes = graphs.chain([editor.root]).flat_map(|graph| graph.nodes);
    Ok(nodes.map(|node| node.class).collect())
}
