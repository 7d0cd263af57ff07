//! Reports what is wrong with a graph that types cannot see.
//!
//! Ranges, counts, ids and outputs of other graphs; the full verdict of a server takes its schema.

use std::collections::HashMap;
use std::fmt;
use std::panic::Location;

use serde_json::Value as Json;

use super::inputs::Inputs;
use super::node::{ClassOf, IdOf};
use super::output::OutputRef;
use super::table::Range;
use super::value::Given;
use super::{Graph, Placed};
use crate::ids::NodeId;

/// One thing that is wrong with a graph.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphProblem {
    /// The class of the node, empty where it has none.
    pub class: String,
    /// The line that added the node.
    pub at: &'static Location<'static>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a node of a graph.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Wrong {
    /// A number is not within the limits, which are inclusive.
    OutOfRange {
        /// The input, dynamic prefixes included.
        input: String,
        /// What it was given; null for what is not a finite number.
        value: Json,
        /// The limits.
        range: Range,
    },
    /// An autogrow input has too few or too many elements.
    ElementCount {
        /// The input, dynamic prefixes included.
        input: String,
        /// How many it was given.
        count: usize,
        /// The limits.
        range: Range,
    },
    /// An input is wired to an output of another graph.
    ForeignOutput {
        /// The input, dynamic prefixes included.
        input: String,
    },
    /// Two nodes were given one id.
    DuplicateId {
        /// The id.
        id: NodeId,
        /// The line that added the other one.
        other: &'static Location<'static>,
    },
    /// The node has no class.
    NoClass,
    /// The node was given an empty id.
    EmptyId,
    /// An input has no name.
    UnnamedInput,
}

impl fmt::Display for GraphProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.at.file(), self.at.line())?;
        let class = &self.class;
        match &self.wrong {
            Wrong::OutOfRange { input, value: Json::Null, range } => {
                write!(f, "`{input}` of `{class}` is not a finite number, give it {range}")
            }
            Wrong::OutOfRange { input, value, range } => {
                write!(f, "`{input}` of `{class}` is {value}, give it {range}")
            }
            Wrong::ElementCount { input, count, range } => {
                write!(f, "`{input}` of `{class}` has {count} elements, give it {range}")
            }
            Wrong::ForeignOutput { input } => write!(
                f,
                "`{input}` of `{class}` is wired to another graph, add what it needs to this one"
            ),
            Wrong::DuplicateId { id, other } => write!(
                f,
                "`{class}` has the id `{id}` of the node at {}:{}, choose another",
                other.file(),
                other.line()
            ),
            Wrong::EmptyId => {
                write!(f, "`{class}` has an empty id, give it another or leave it out")
            }
            Wrong::NoClass => f.write_str("the node has no class, name one"),
            Wrong::UnnamedInput => write!(f, "an input of `{class}` has no name, give it one"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("anything"),
            Self::Int(min, i128::MAX) => write!(f, "{min} or more"),
            Self::Int(i128::MIN, max) => write!(f, "{max} or less"),
            Self::Int(min, max) => write!(f, "{min} to {max}"),
            Self::Float(f64::NEG_INFINITY, f64::INFINITY) => f.write_str("one"),
            Self::Float(min, f64::INFINITY) => write!(f, "{min} or more"),
            Self::Float(f64::NEG_INFINITY, max) => write!(f, "{max} or less"),
            Self::Float(min, max) => write!(f, "{min} to {max}"),
            Self::Elements(min, max) => write!(f, "{min} to {max} of them"),
        }
    }
}

/// Everything that is wrong with a graph, in the order of its nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GraphProblems(Vec<GraphProblem>);

impl GraphProblems {
    /// The problems, at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[GraphProblem] {
        &self.0
    }
}

impl fmt::Display for GraphProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let line_break = if position == 0 { "" } else { "\n" };
            write!(f, "{line_break}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for GraphProblems {}

impl Graph {
    /// Checks what types cannot see: ranges, counts, ids, outputs of other graphs.
    ///
    /// # Errors
    ///
    /// [`GraphProblems`], all of them.
    pub fn check(&self) -> Result<(), GraphProblems> {
        let mut problems = GraphProblems::default();
        let mut ids = HashMap::new();
        for placed in &self.nodes {
            let mut report = |wrong| problems.0.push(placed.problem(wrong));
            if placed.node.class == ClassOf::Named(None) {
                report(Wrong::NoClass);
            }
            match &placed.node.id {
                IdOf::Free => {}
                IdOf::Empty => report(Wrong::EmptyId),
                IdOf::Own(id) => {
                    if let Some(other) = ids.insert(id, placed.at) {
                        report(Wrong::DuplicateId { id: id.clone(), other });
                    }
                }
            }
            self.check_inputs(placed.node.inputs(), &mut String::new(), &mut report);
        }
        if problems.0.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn check_inputs(&self, inputs: &Inputs, prefix: &mut String, report: &mut dyn FnMut(Wrong)) {
        let length = prefix.len();
        for (name, given, field) in inputs.entries() {
            if name.is_empty() {
                report(Wrong::UnnamedInput);
            }
            prefix.truncate(length);
            prefix.push_str(name);
            let range = field.map_or(Range::None, |field| field.range);
            self.check_given(given, range, prefix, report);
        }
        prefix.truncate(length);
    }

    fn check_given(
        &self,
        given: &Given,
        range: Range,
        input: &mut String,
        report: &mut dyn FnMut(Wrong),
    ) {
        match given {
            Given::Link(output) => self.check_link(*output, input, report),
            Given::Literal(value) if !range.holds(value) => {
                report(Wrong::OutOfRange { input: input.clone(), value: value.clone(), range });
            }
            Given::Literal(_) | Given::Raw(_) | Given::Nothing => {}
            Given::Chosen(_, inputs) => {
                input.push('.');
                self.check_inputs(inputs, input, report);
            }
            Given::Elements(elements) => {
                if !range.holds_count(elements.len()) {
                    let count = elements.len();
                    report(Wrong::ElementCount { input: input.clone(), count, range });
                }
                for (_, given) in elements {
                    self.check_given(given, Range::None, input, report);
                }
            }
        }
    }

    fn check_link(&self, output: OutputRef, input: &str, report: &mut dyn FnMut(Wrong)) {
        if self.placed(output.node()).is_none() {
            report(Wrong::ForeignOutput { input: input.to_owned() });
        }
    }
}

impl Placed {
    fn problem(&self, wrong: Wrong) -> GraphProblem {
        let class = self.node.class_name().unwrap_or_default().to_owned();
        GraphProblem { class, at: self.at, wrong }
    }
}

impl Range {
    fn holds(self, value: &Json) -> bool {
        match self {
            Self::None | Self::Elements(..) => true,
            Self::Int(min, max) => {
                let whole = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
                whole.is_some_and(|whole| (min..=max).contains(&whole))
            }
            Self::Float(min, max) => {
                value.as_f64().is_some_and(|number| (min..=max).contains(&number))
            }
        }
    }

    fn holds_count(self, count: usize) -> bool {
        match self {
            Self::Elements(min, max) => (min as usize..=max as usize).contains(&count),
            _ => true,
        }
    }
}
