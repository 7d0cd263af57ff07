//! Finds where in a workflow file a node or an input stands.

use comfy_graph_core::json::{line_column, locate};
use comfy_graph_core::workflow::{EditorGraph, EditorWorkflow, Form, WorkflowFile};

/// A file whose nodes are looked for.
pub(super) struct Places<'f> {
    file: &'f WorkflowFile,
    editor: Option<EditorWorkflow<'f>>,
}

impl<'f> Places<'f> {
    pub(super) fn of(file: &'f WorkflowFile) -> Self {
        Self { file, editor: file.to_editor().ok().flatten() }
    }

    /// Whether the file is a prompt by itself, or the body of a request with one.
    pub(super) fn is_request(&self) -> bool {
        self.file.form() == Form::Prompt && matches!(self.file.path(), [] | ["prompt"])
    }

    /// The line and the character of an input, else of its node, both counted from 1.
    pub(super) fn input(&self, node: &str, input: &str) -> Option<(usize, usize)> {
        let path = self.file.path().iter().copied().chain([node, "inputs", input]);
        self.at(&path.collect::<Vec<_>>()).or_else(|| self.node(node))
    }

    /// The line and the character of a node, both counted from 1.
    pub(super) fn node(&self, node: &str) -> Option<(usize, usize)> {
        let inside = match &self.editor {
            Some(editor) => path_of(editor, node)?,
            None => vec![node.to_owned()],
        };
        let path = self.file.path().iter().copied().chain(inside.iter().map(String::as_str));
        self.at(&path.collect::<Vec<_>>())
    }

    fn at(&self, path: &[&str]) -> Option<(usize, usize)> {
        let place = locate(self.file.text(), path)?;
        Some(line_column(self.file.text(), place.start))
    }
}

/// The keys that lead to the node that a prompt calls `id`: hosts of subgraphs first, `:` between.
fn path_of(editor: &EditorWorkflow<'_>, id: &str) -> Option<Vec<String>> {
    let (mut graph, mut path) = (&editor.root, Vec::new());
    let mut parts = id.split(':').peekable();
    while let Some(part) = parts.next() {
        let position = position(graph, part)?;
        path.extend(["nodes".to_owned(), position.to_string()]);
        if parts.peek().is_none() {
            return Some(path);
        }
        let class = &graph.nodes[position].class;
        let inner = editor.subgraphs.iter().position(|subgraph| subgraph.id.as_str() == class)?;
        graph = &editor.subgraphs[inner].graph;
        path = ["definitions", "subgraphs"].map(str::to_owned).to_vec();
        path.push(inner.to_string());
    }
    None
}

fn position(graph: &EditorGraph<'_>, id: &str) -> Option<usize> {
    graph.nodes.iter().position(|node| node.id.to_string() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use comfy_graph_core::workflow::FileName;

    fn at(text: &str, node: &str) -> Option<(usize, usize)> {
        let file = WorkflowFile::load(text.as_bytes(), FileName::default()).unwrap();
        Places::of(&file).node(node)
    }

    #[test]
    fn nodes_are_found_through_their_hosts() {
        let text = "{\"nodes\":[\n{\"id\":3,\"type\":\"A\"},\n{\"id\":7,\"type\":\"s\"}],\
                    \"links\":[],\"definitions\":{\"subgraphs\":[{\"id\":\"s\",\"name\":\"S\",\
                    \"nodes\":[\n{\"id\":1,\"type\":\"A\"}],\"links\":[]}]}}";

        assert_eq!(at(text, "3"), Some((2, 1)));
        assert_eq!(at(text, "7:1"), Some((4, 1)));
        assert_eq!(at(text, "7:2"), None);
    }

    #[test]
    fn inputs_are_found_in_wrapped_prompts() {
        let text = "{\"prompt\":{\"1\":{\"class_type\":\"A\",\"inputs\":{\n\"x\":5}}}}";
        let file = WorkflowFile::load(text.as_bytes(), FileName::default()).unwrap();

        assert_eq!(Places::of(&file).input("1", "x"), Some((2, 5)));
        assert_eq!(Places::of(&file).input("1", "y"), Some((1, 16)));
    }
}
