//! Says what is wrong with a call of a template.

use std::fmt;

use super::bind::Source;
use super::name::ParameterName;
use super::sidecar::alternatives;
use super::value::ValueError;
use crate::ids::{InputName, NodeId};
use crate::validate::{NodeName, Outcome, Report};

/// Everything that is wrong with a call; never empty.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct BindErrors(pub Vec<BindError>);

impl fmt::Display for BindErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// One thing that is wrong with a call.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// A parameter has no value.
    #[error("parameter `{parameter}` is missing; give {expected}")]
    Missing {
        /// The parameter.
        parameter: ParameterName,
        /// What it takes, such as `text`.
        expected: &'static str,
    },
    /// An argument names nothing that can be set.
    #[error("argument `{}` sets nothing; {}", shown(argument), alternatives(closest, known))]
    Unknown {
        /// The argument.
        argument: Box<str>,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The names there are, beside addresses such as `6.text`.
        known: Vec<ParameterName>,
    },
    /// An argument names an input that the node lacks.
    #[error(
        "argument `{argument}` sets nothing, since {node} has no input `{input}`; {}",
        alternatives(closest, known)
    )]
    UnknownInput {
        /// The argument.
        argument: Box<str>,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The inputs there are.
        known: Vec<Box<str>>,
    },
    /// An argument names a title that several nodes have.
    #[error("argument `{argument}` may mean nodes {}; use the id", ids(nodes))]
    Ambiguous {
        /// The argument.
        argument: Box<str>,
        /// The nodes.
        nodes: Vec<NodeId>,
    },
    /// An argument sets an input that takes links only.
    #[error(
        "argument `{argument}` gives a value to input `{input}` of {node}, which takes a link; set \
         an input of the node that feeds it"
    )]
    LinkOnly {
        /// The argument.
        argument: Box<str>,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
    /// A value is none that the parameter or input takes.
    #[error("{} `{name}`: {reason}", spoken(origin))]
    Invalid {
        /// The parameter, the setting or the address.
        name: Box<str>,
        /// Where the value came from.
        origin: Source,
        /// Why it is refused.
        #[source]
        reason: ValueError,
    },
    /// A server would refuse the prompt.
    #[error("a server would refuse the prompt: {}", first_of(report))]
    Refused {
        /// What it would answer.
        report: Box<Report>,
    },
}

/// An argument that may be of any length.
fn shown(argument: &str) -> String {
    /// How many characters messages show.
    const SHOWN: usize = 80;
    match argument.char_indices().nth(SHOWN) {
        None => argument.to_owned(),
        Some((end, _)) => format!("{}…", &argument[..end]),
    }
}

fn ids(nodes: &[NodeId]) -> String {
    nodes.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")
}

fn spoken(origin: &Source) -> String {
    match origin {
        Source::Layer(name) => format!("default ({name})"),
        _ => "argument".to_owned(),
    }
}

/// The first reason of a report.
fn first_of(report: &Report) -> String {
    if let Some((node, violation)) = report.violations().next() {
        let (node, problem) = (&node.node, &violation.problem);
        let details = problem.details(violation.input.as_deref().unwrap_or_default());
        return format!("{node}: {}: {details}", problem.message());
    }
    match &report.outcome {
        Outcome::Refused(refusal) => refusal.message(),
        Outcome::Crashed(crash) => crash.to_string(),
        Outcome::Accepted { .. } => "BUG: it is accepted".to_owned(),
    }
}
