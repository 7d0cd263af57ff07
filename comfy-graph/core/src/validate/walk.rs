//! Walks from output nodes to what they need, as the server's recursion does.
//!
//! The server validates each node once, depth first, and a node fails with any that it needs. Where
//! its code raises, the node that needs the raising one gets the report, and what the raising node
//! had found by then is lost. The stack is explicit: chains may be longer than a thread's stack.

use std::sync::Arc;

use super::node::{NodeCheck, Step};
use super::nodes::Nodes;
use super::problem::Problem;
use super::report::{FaultyNode, Outcome, Refusal, Report, Violation};
use super::{Coercion, Validator};
use crate::python::Raised;

/// What is known of a node that has been checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) is_good: bool,
    pub(super) reasons: Vec<Violation>,
}

/// The check of one prompt.
pub(super) struct Walk<'a, 'p, 's> {
    pub(super) validator: &'a Validator<'s>,
    pub(super) nodes: &'a Nodes<'p, 's>,
    /// By position of the node.
    checked: Vec<Option<Checked>>,
    /// The positions of checked nodes, in the order of their first verdict.
    order: Vec<usize>,
    /// Whether a node is in `order`, by its position.
    listed: Vec<bool>,
    /// Where on the stack a node is, by its position.
    depth: Vec<Option<usize>>,
    stack: Vec<NodeCheck<'p, 's>>,
    pub(super) report: Report,
    pub(super) coercions: Vec<Coercion>,
}

impl<'a, 'p, 's> Walk<'a, 'p, 's> {
    pub(super) fn new(validator: &'a Validator<'s>, nodes: &'a Nodes<'p, 's>) -> Self {
        let count = nodes.len();
        Self {
            validator,
            nodes,
            checked: std::iter::repeat_with(|| None).take(count).collect(),
            order: Vec::with_capacity(count),
            listed: vec![false; count],
            depth: vec![None; count],
            stack: Vec::new(),
            report: Report::new(Outcome::Accepted { outputs: Vec::new() }),
            coercions: Vec::new(),
        }
    }

    /// Checks each output node, with what it needs.
    pub(super) fn roots(&mut self, roots: &[usize]) {
        let mut good = Vec::new();
        let mut details = Vec::new();
        for &root in roots {
            match self.visit(root) {
                Ok(true) => {
                    good.push(self.nodes.at(root).id.into());
                    continue;
                }
                Ok(false) => {}
                Err(raised) => {
                    let problem = Problem::Exception { raised };
                    self.settle(root, false, vec![Violation::of_node(problem)]);
                }
            }
            details.extend(self.own_lines(root));
            self.name_faulty(root);
        }
        self.report.outcome = if good.is_empty() {
            Outcome::Refused(Refusal::OutputsFailed { details: details.join("\n") })
        } else {
            Outcome::Accepted { outputs: good }
        };
    }

    /// The server's lines about the violations of an output node itself.
    fn own_lines(&self, root: usize) -> impl Iterator<Item = String> {
        let own = self.checked[root].iter().flat_map(|checked| &checked.reasons);
        own.map(|violation| {
            let details = violation.details();
            format!("{}: {details}", violation.problem.message())
        })
    }

    /// Names every node with violations of its own, whichever output found them.
    fn name_faulty(&mut self, root: usize) {
        let root_id = self.nodes.at(root).id;
        for &position in &self.order {
            let Some(checked) = &self.checked[position] else { continue };
            if checked.is_good || checked.reasons.is_empty() {
                continue;
            }
            let id = self.nodes.at(position).id;
            let known = self.report.nodes.iter().position(|node| &*node.node.id == id);
            let known = known.unwrap_or_else(|| {
                let node = self.nodes.at(position).name();
                let violations = checked.reasons.clone();
                self.report.nodes.push(FaultyNode { node, violations, dependent_outputs: vec![] });
                self.report.nodes.len() - 1
            });
            self.report.nodes[known].dependent_outputs.push(root_id.into());
        }
    }

    /// Whether the node at `root` and all that it needs are good; what its own code raised.
    fn visit(&mut self, root: usize) -> Result<bool, Raised> {
        let mut returned = self.enter(root);
        loop {
            if let Some(result) = returned.take() {
                let Some(mut consumer) = self.stack.pop() else { return result };
                self.deliver(&mut consumer, result);
                self.stack.push(consumer);
            }
            let Some(mut check) = self.stack.pop() else { return Ok(true) };
            let position = check.position;
            match check.advance(self) {
                Step::Needs(node) => {
                    self.stack.push(check);
                    returned = self.enter(node);
                }
                Step::Done(result) => {
                    self.depth[position] = None;
                    returned = Some(result.map(|found| self.join(position, found)));
                }
            }
        }
    }

    /// Begins with a node; what is known at once, or nothing where its check is on the stack now.
    fn enter(&mut self, position: usize) -> Option<Result<bool, Raised>> {
        if let Some(checked) = &self.checked[position] {
            return Some(Ok(checked.is_good));
        }
        if let Some(depth) = self.depth[position] {
            self.report_cycle(depth);
            return Some(Ok(false));
        }
        match NodeCheck::new(position, self.nodes.at(position), self.validator.order) {
            Ok(check) => {
                self.depth[position] = Some(self.stack.len());
                self.stack.push(check);
                None
            }
            Err(raised) => Some(Err(raised)),
        }
    }

    /// Hands the verdict on a needed node to the node that needs it.
    fn deliver(&mut self, consumer: &mut NodeCheck<'p, 's>, result: Result<bool, Raised>) {
        let needed = consumer.needed.take();
        consumer.is_good &= result == Ok(true);
        if let (Err(raised), Some(needed)) = (result, needed) {
            let link = needed.link.clone().into_owned();
            let class = consumer.node.class.name.as_str().into();
            let problem = Problem::InnerException { raised, link, consumer: class };
            let violation = Violation::of_input(&needed.input, consumer.given, problem);
            self.settle(needed.position, false, vec![violation]);
        }
    }

    /// Joins what a node's own check found with what a cycle through it left.
    fn join(&mut self, position: usize, (is_good, found): (bool, Vec<Violation>)) -> bool {
        let (was_good, mut reasons) = match self.checked[position].take() {
            Some(earlier) => (earlier.is_good, earlier.reasons),
            None => (true, Vec::new()),
        };
        for violation in found {
            if !reasons.contains(&violation) {
                reasons.push(violation);
            }
        }
        let is_good = was_good && is_good && reasons.is_empty();
        self.settle(position, is_good, reasons);
        is_good
    }

    fn settle(&mut self, position: usize, is_good: bool, reasons: Vec<Violation>) {
        if !std::mem::replace(&mut self.listed[position], true) {
            self.order.push(position);
        }
        self.checked[position] = Some(Checked { is_good, reasons });
    }

    /// Reports the cycle that begins at `depth` of the stack on each of its nodes.
    fn report_cycle(&mut self, depth: usize) {
        let positions: Vec<usize> = self.stack[depth..].iter().map(|on| on.position).collect();
        let step = |position: &usize| {
            let node = self.nodes.at(*position);
            (Box::from(node.id), Box::from(node.class.name.as_str()))
        };
        let cycle: Arc<[_]> = positions.iter().map(step).collect();
        for position in positions {
            let node = self.nodes.at(position).id.into();
            let problem = Problem::DependencyCycle { cycle: Arc::clone(&cycle), node };
            self.settle(position, false, vec![Violation::of_node(problem)]);
        }
    }
}
