//! Mirrors the form in which the editor saves workflows.
//!
//! Conversion, layout and edits work on it. What a workflow means is not known here; keys without a
//! field are kept, so that a file is written as it was read.

mod id;
mod link;
mod node;
mod read;
mod subgraph;
mod write;

use crate::json::{Json, Object};

pub use id::{EditorId, LinkId};
pub use link::EditorLink;
pub use node::{EditorInput, EditorNode, EditorOutput, Mode, WidgetValues};
pub use read::{EditorError, MAX_DEFINITIONS};
pub use subgraph::{Port, Subgraph, SubgraphId};

/// A workflow as the editor saves it.
///
/// ```
/// use comfy_graph_core::json::Json;
/// use comfy_graph_core::workflow::EditorWorkflow;
///
/// let text = r#"{"nodes":[{"id":3,"type":"VAEDecode","pos":[0,9]}],"links":[],"version":0.4}"#;
///
/// let workflow = EditorWorkflow::read(Json::parse(text)?)?;
/// assert_eq!(workflow.root.nodes[0].class, "VAEDecode");
/// assert_eq!(workflow.to_json().to_string(), text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EditorWorkflow<'a> {
    /// How links are written down.
    pub version: EditorVersion,
    /// The highest node id ever given out, where the file says.
    pub last_node: Option<i64>,
    /// The highest link id ever given out, where the file says.
    pub last_link: Option<LinkId>,
    /// What the editor shows first.
    pub root: EditorGraph<'a>,
    /// The definitions of subgraphs, which any graph of the file may use.
    pub subgraphs: Vec<Subgraph<'a>>,
    /// Every other key; those with a field only keep their place here.
    pub rest: Object<'a>,
}

/// How the editor writes a workflow down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum EditorVersion {
    /// Version 0.4: links are lists, the last ids are members of the file.
    #[default]
    V04,
    /// Version 1: links are objects, the last ids stand in `state`.
    V1,
}

/// Nodes with the links between them: the root of a workflow, or the inside of a subgraph.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EditorGraph<'a> {
    /// The nodes in the file's order.
    pub nodes: Vec<EditorNode<'a>>,
    /// The links in the file's order.
    pub links: Vec<EditorLink<'a>>,
}

impl<'a> EditorGraph<'a> {
    /// The first node with this id.
    #[must_use]
    pub fn node(&self, id: &EditorId<'_>) -> Option<&EditorNode<'a>> {
        self.nodes.iter().find(|node| node.id.is(id))
    }

    /// The last link with this id: later ones take the place of earlier ones.
    #[must_use]
    pub fn link(&self, id: LinkId) -> Option<&EditorLink<'a>> {
        self.links.iter().rev().find(|link| link.id == id)
    }
}

impl<'a> EditorWorkflow<'a> {
    /// Reads an editor workflow of either version.
    ///
    /// Lists may be absent or null, as the editor itself takes it.
    ///
    /// # Errors
    ///
    /// [`EditorError`] with the place of the first part that is of another kind than it should.
    pub fn read(json: Json<'a>) -> Result<Self, EditorError> {
        read::workflow(json)
    }

    /// The workflow as JSON: keys in the order in which they were read, new ones behind them.
    #[must_use]
    pub fn to_json(&self) -> Json<'a> {
        write::workflow(self)
    }

    /// The definition called `id`.
    #[must_use]
    pub fn subgraph(&self, id: &str) -> Option<&Subgraph<'a>> {
        self.subgraphs.iter().find(|subgraph| subgraph.id.as_str() == id)
    }
}
