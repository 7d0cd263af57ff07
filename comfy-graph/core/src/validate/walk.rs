//! Walks from output nodes to what they need, as the server's recursion does.
//!
//! The server validates each node once, depth first, and a node fails with any that it needs. Where
//! its code raises, the node that needs the raising one gets the report, and what the raising node
//! had found by then is lost. The stack is explicit: chains may be longer than a thread's stack.

use std::sync::Arc;

use super::node::{Failure, NodeCheck, Step};
use super::nodes::Nodes;
use super::problem::Problem;
use super::report::{FaultyNode, Outcome, Refusal, Report, Violation};
use super::{Coercion, Validator};

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
    /// How many of those have been reported.
    named: usize,
    /// Whether a node is in `order`, by its position.
    listed: Vec<bool>,
    /// Where on the stack a node is, by its position.
    depth: Vec<Option<usize>>,
    /// How many nodes each need the next from a node on, by its position.
    chains: Vec<usize>,
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
            named: 0,
            listed: vec![false; count],
            depth: vec![None; count],
            chains: vec![1; count],
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
                Err(Failure { raised, stumble }) => {
                    let problem = Problem::Exception { raised, stumble };
                    self.settle(root, false, vec![Violation::of_node(problem)]);
                }
            }
            details.extend(self.own_lines(root));
            self.name_faulty();
            self.report.failed.push(self.nodes.at(root).id.into());
        }
        self.report.outcome = if good.is_empty() {
            Outcome::Refused(Refusal::OutputsFailed { details: details.join("\n") })
        } else {
            Outcome::Accepted { outputs: good }
        };
    }

    /// What is wrong with the node at `position`; `None` where the server does not get to it.
    pub(super) fn reasons(&self, position: usize) -> Option<&[Violation]> {
        self.checked[position].as_ref().map(|checked| &*checked.reasons)
    }

    /// How many nodes each need the next, from the node at `position` on.
    pub(super) fn chain(&self, position: usize) -> usize {
        self.chains[position]
    }

    /// The server's lines about the violations of an output node itself.
    fn own_lines(&self, root: usize) -> impl Iterator<Item = String> {
        let own = self.checked[root].iter().flat_map(|checked| &checked.reasons);
        own.map(|violation| {
            let details = violation.details();
            format!("{}: {details}", violation.problem.message())
        })
    }

    /// Names the nodes with violations of their own that were checked since the last time.
    fn name_faulty(&mut self) {
        for &position in &self.order[self.named..] {
            let Some(checked) = &self.checked[position] else { continue };
            if !checked.is_good && !checked.reasons.is_empty() {
                self.report.nodes.push(FaultyNode {
                    node: self.nodes.at(position).name(),
                    violations: checked.reasons.clone(),
                    since: self.report.failed.len(),
                });
            }
        }
        self.named = self.order.len();
    }

    /// Whether the node at `root` and all that it needs are good; what its own code raised.
    fn visit(&mut self, root: usize) -> Result<bool, Failure> {
        let mut stack = Vec::new();
        let mut returned = self.enter(root, &mut stack);
        loop {
            if let Some(result) = returned.take() {
                let Some(consumer) = stack.last_mut() else { return result };
                self.deliver(consumer, result);
            }
            let Some(check) = stack.last_mut() else { return Ok(true) };
            let position = check.position;
            match check.advance(self) {
                Step::Needs(node) => returned = self.enter(node, &mut stack),
                Step::Done(result) => {
                    self.depth[position] = None;
                    self.chains[position] = check.chain;
                    stack.pop();
                    returned = Some(result.map(|found| self.join(position, found)));
                }
            }
        }
    }

    /// Begins with a node; what is known at once, or nothing where its check is on the stack now.
    fn enter(
        &mut self,
        position: usize,
        stack: &mut Vec<NodeCheck<'p, 's>>,
    ) -> Option<Result<bool, Failure>> {
        if let Some(checked) = &self.checked[position] {
            return Some(Ok(checked.is_good));
        }
        if let Some(depth) = self.depth[position] {
            self.report_cycle(&stack[depth..]);
            return Some(Ok(false));
        }
        match NodeCheck::new(position, self.nodes.at(position), self.validator.order) {
            Ok(check) => {
                self.depth[position] = Some(stack.len());
                stack.push(check);
                None
            }
            Err(raised) => Some(Err(raised)),
        }
    }

    /// Hands the verdict on a needed node to the node that needs it.
    fn deliver(&mut self, consumer: &mut NodeCheck<'p, 's>, result: Result<bool, Failure>) {
        let needed = consumer.needed.take();
        consumer.is_good &= result == Ok(true);
        let chain = needed.as_ref().map_or(0, |needed| self.chains[needed.position]);
        consumer.chain = consumer.chain.max(chain + 1);
        if let (Err(Failure { raised, stumble }), Some(needed)) = (result, needed) {
            let link = needed.link.clone().into_owned();
            let class = consumer.node.class.name.as_str().into();
            let problem = Problem::InnerException { raised, link, consumer: class, stumble };
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

    /// Reports a cycle on each of its nodes.
    fn report_cycle(&mut self, nodes: &[NodeCheck<'p, 's>]) {
        let positions: Vec<usize> = nodes.iter().map(|node| node.position).collect();
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
