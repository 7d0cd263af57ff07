//! Submits typed graphs, finds the outputs of their nodes.

use super::outputs::{NodeOutput, Outputs};
use crate::client::Submission;
use crate::{Graph, GraphProblems, Handle};

impl Graph {
    /// What is sent to run this graph; refusals and errors will name the lines that made its nodes.
    ///
    /// # Errors
    ///
    /// [`GraphProblems`] where [`Graph::check`] finds any.
    pub fn submission(&self) -> Result<Submission, GraphProblems> {
        Ok(Submission::from(self.to_prompt()?).origins(self.origins()))
    }
}

impl Outputs {
    /// What the node of `handle` gave, if it gave anything to see.
    ///
    /// # Panics
    ///
    /// If the node belongs to another graph.
    #[must_use]
    #[track_caller]
    pub fn of(&self, graph: &Graph, handle: impl Handle) -> Option<&NodeOutput> {
        self.node(graph.id(handle).as_str())
    }
}
