//! Names the nodes of a workflow that show or save something.

use std::fmt;
use std::marker::PhantomData;

#[cfg(feature = "client")]
use crate::client::FileRef;
#[cfg(feature = "client")]
use crate::job::{NodeOutput, Outputs};

/// A node of a workflow that shows or saves a `T`, such as [`ty::Image`](crate::ty::Image).
///
/// ```
/// use comfy_graph::compiled::WorkflowOutput;
/// use comfy_graph::job::Outputs;
/// use comfy_graph::ty;
///
/// // `workflow!` makes a constant of each such node.
/// const SAVE_IMAGE: WorkflowOutput<ty::Image> = WorkflowOutput::new("7", "SaveImage");
///
/// let shown = r#"{"7": {"images": [{"filename": "a.png", "subfolder": "", "type": "output"}]}}"#;
/// let outputs = Outputs::new(serde_json::from_str(shown)?);
///
/// assert_eq!(SAVE_IMAGE.files(&outputs).next().map(|file| file.filename()), Some("a.png"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct WorkflowOutput<T> {
    node: &'static str,
    class: &'static str,
    shows: PhantomData<fn() -> T>,
}

impl<T> WorkflowOutput<T> {
    /// The node with this id, of this class.
    #[must_use]
    pub const fn new(node: &'static str, class: &'static str) -> Self {
        Self { node, class, shows: PhantomData }
    }

    /// The id of the node.
    #[must_use]
    pub const fn node(&self) -> &'static str {
        self.node
    }

    /// The class of the node.
    #[must_use]
    pub const fn class(&self) -> &'static str {
        self.class
    }
}

#[cfg(feature = "client")]
impl<T> WorkflowOutput<T> {
    /// What the node gave, if it gave anything to see.
    #[must_use]
    pub fn of<'o>(&self, outputs: &'o Outputs) -> Option<&'o NodeOutput> {
        outputs.node(self.node)
    }

    /// Every file that the node gave.
    pub fn files<'o>(
        &self,
        outputs: &'o Outputs,
    ) -> impl Iterator<Item = &'o FileRef> + use<'o, T> {
        self.of(outputs).into_iter().flat_map(NodeOutput::files)
    }

    /// Every text that the node gave.
    pub fn texts<'o>(&self, outputs: &'o Outputs) -> impl Iterator<Item = &'o str> + use<'o, T> {
        self.of(outputs).into_iter().flat_map(NodeOutput::texts)
    }
}

// Derives would ask the same of the marker.
impl<T> Clone for WorkflowOutput<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for WorkflowOutput<T> {}

impl<T> fmt::Debug for WorkflowOutput<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { node, class, .. } = self;
        f.debug_struct("WorkflowOutput").field("node", node).field("class", class).finish()
    }
}

impl<T> fmt::Display for WorkflowOutput<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node `{}` ({})", self.node, self.class)
    }
}
