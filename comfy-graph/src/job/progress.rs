//! Folds a job's events into one figure for a progress bar.

use std::collections::BTreeSet;

use comfy_graph_core::ids::NodeId;

use crate::client::{Event, NodeState};

/// How far a job is.
///
/// ```no_run
/// # async fn run(job: comfy_graph::job::Job) {
/// let mut progress = job.progress();
/// let mut events = job.events();
/// while let Some(event) = events.next().await {
///     progress.observe(&event);
///     println!("{:.0} %", progress.fraction() * 100.0);
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Progress {
    total: usize,
    done: BTreeSet<NodeId>,
    current: Option<CurrentNode>,
    over: bool,
}

/// The node that runs.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrentNode {
    /// The node of the prompt.
    pub node: NodeId,
    /// How many steps it has done.
    pub step: f64,
    /// How many steps it has; 0 until the node says so.
    pub steps: f64,
}

impl Progress {
    /// Nothing done yet, out of `total` nodes; 0 where the number is unknown.
    #[must_use]
    pub fn new(total: usize) -> Self {
        Self { total, ..Self::default() }
    }

    /// Takes one event of the job in.
    pub fn observe(&mut self, event: &Event) {
        match event {
            Event::ExecutionCached { nodes, .. } => self.done.extend(nodes.iter().cloned()),
            event if event.is_last() => self.finish(),
            Event::Executing { node: Some(node), display_node, .. } => {
                self.begin(display_node.as_ref().unwrap_or(node));
            }
            Event::Progress { node, value, max, .. } => self.advance(node, *value, *max),
            Event::ProgressState { nodes, .. } => {
                let ended = nodes.iter().filter(|(id, node)| {
                    // Nodes made at run time are part of the one that stands for them.
                    let own = node.display_node.as_ref().is_none_or(|display| display == *id);
                    node.state == NodeState::Finished && own
                });
                self.done.extend(ended.map(|(id, _)| id.clone()));
            }
            Event::Executed { node, .. } => {
                self.done.insert(node.clone());
            }
            _ => {}
        }
    }

    /// How many nodes are done, cached ones included.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done.len().min(self.total())
    }

    /// How many nodes there are; grows where more turn up than were submitted.
    #[must_use]
    pub fn total(&self) -> usize {
        if self.total == 0 { self.done.len() } else { self.total }
    }

    /// The node that runs.
    #[must_use]
    pub fn current(&self) -> Option<&CurrentNode> {
        self.current.as_ref()
    }

    /// All of it as one figure from 0 to 1; the steps of the node that runs count as part of it.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        if self.over {
            return 1.0;
        }
        let part = self.current.as_ref().filter(|current| !self.done.contains(&current.node));
        let part = part.map_or(0.0, |current| (current.step / current.steps.max(1.0)).min(1.0));
        let total = self.total().max(1) as f64;
        ((self.done() as f64 + part) / total).min(1.0)
    }

    fn begin(&mut self, node: &NodeId) {
        if self.current.as_ref().is_none_or(|current| current.node != *node) {
            self.current = Some(CurrentNode { node: node.clone(), step: 0.0, steps: 0.0 });
        }
    }

    fn advance(&mut self, node: &NodeId, step: f64, steps: f64) {
        match &mut self.current {
            // Inner nodes of an expansion report under ids of their own.
            Some(current) => (current.step, current.steps) = (step, steps),
            None => self.current = Some(CurrentNode { node: node.clone(), step, steps }),
        }
    }

    fn finish(&mut self) {
        self.over = true;
        self.current = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, data: &str) -> Event {
        let job = "295bc76e-8280-40c5-a6c8-18e4ea54db4e";
        let data = data.replacen('{', &format!(r#"{{"prompt_id":"{job}","#), 1);
        Event::from_parts(kind.to_owned(), serde_json::from_str(&data).unwrap())
    }

    #[test]
    fn steps_of_the_running_node_count_as_part() {
        let mut progress = Progress::new(4);

        progress.observe(&event("execution_cached", r#"{"nodes":["1","2"]}"#));
        progress.observe(&event("executing", r#"{"node":"3","display_node":"3"}"#));
        progress.observe(&event("progress", r#"{"node":"3","value":1,"max":2}"#));

        assert_eq!((progress.done(), progress.total()), (2, 4));
        assert_eq!(progress.fraction(), 0.625);
        assert_eq!(progress.current().unwrap().node.as_str(), "3");
    }

    #[test]
    fn nodes_made_at_run_time_do_not_count() {
        let mut progress = Progress::new(2);

        progress.observe(&event(
            "progress_state",
            r#"{"nodes":{"2.0.0.1":{"state":"finished","display_node_id":"2"},
                "1":{"state":"finished","display_node_id":"1"}}}"#,
        ));

        assert_eq!(progress.done(), 1);
    }

    #[test]
    fn the_last_message_makes_it_whole() {
        let mut progress = Progress::new(9);

        progress.observe(&event("executing", r#"{"node":null}"#));

        assert_eq!(progress.fraction(), 1.0);
    }
}
