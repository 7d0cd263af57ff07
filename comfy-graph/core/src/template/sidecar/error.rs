//! Says what is wrong with a sidecar, with the line it stands on.

use std::fmt;

use crate::ids::InputName;
use crate::json::JsonError;
use crate::schema::Number;
use crate::template::domain::Kind;
use crate::template::name::{NameError, ParameterName};
use crate::template::value::ValueError;
use crate::validate::NodeName;
use crate::workflow::FileName;

/// Where a value of a sidecar stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: FileName,
    /// The keys that lead to the value, dots between.
    pub key: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.key {
            "" => write!(f, "{}", self.file)?,
            key => write!(f, "`{key}` of {}", self.file)?,
        }
        write!(f, ", line {}", self.line)
    }
}

/// Everything that is wrong with a sidecar; never empty.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct SidecarErrors(pub Vec<SidecarError>);

impl fmt::Display for SidecarErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// One thing that is wrong with a sidecar.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SidecarError {
    /// The file is not JSON.
    #[error(
        "{file} is not JSON, at line {line}, column {column}",
        line = source.line,
        column = source.column
    )]
    NotJson {
        /// The file.
        file: FileName,
        /// The first mistake.
        source: JsonError,
    },
    /// A value is of the wrong kind.
    #[error("{place} is {found}; write {expected}")]
    WrongKind {
        /// Where it stands.
        place: Place,
        /// What belongs there, such as `an object`.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// A constraint has a member that means nothing.
    #[error("{place} constrains nothing; {}", alternatives(closest, allowed))]
    UnknownConstraint {
        /// Where it stands.
        place: Place,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// What there is.
        allowed: &'static [&'static str],
    },
    /// A key names no parameter.
    #[error("{place}: {source}")]
    BadName {
        /// Where it stands.
        place: Place,
        /// What the name should have been.
        source: NameError,
    },
    /// A key names a parameter that the workflow does not have.
    #[error(
        "{place} is about parameter `{parameter}`, which the workflow lacks; {}",
        alternatives(closest, known)
    )]
    UnknownParameter {
        /// Where it stands.
        place: Place,
        /// The name.
        parameter: ParameterName,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The parameters there are.
        known: Vec<ParameterName>,
    },
    /// A mapping names a node that the workflow does not have.
    #[error(
        "{place} maps to node `{node}`, which the workflow lacks; {}",
        alternatives(closest, known)
    )]
    UnknownNode {
        /// Where it stands.
        place: Place,
        /// What stands for the node.
        node: Box<str>,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The ids there are, the first few.
        known: Vec<Box<str>>,
    },
    /// A mapping names a title that several nodes have.
    #[error("{place} maps to node `{node}`, which several are called; use an id")]
    AmbiguousNode {
        /// Where it stands.
        place: Place,
        /// The title.
        node: Box<str>,
    },
    /// A mapping names an input that the node does not have.
    #[error(
        "{place} maps to input `{input}`, which {node} lacks; {}",
        alternatives(closest, known)
    )]
    UnknownInput {
        /// Where it stands.
        place: Place,
        /// The node.
        node: NodeName,
        /// The name.
        input: InputName,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The inputs there are.
        known: Vec<Box<str>>,
    },
    /// A mapping names an input that takes links only.
    #[error(
        "{place} maps to input `{input}` of {node}, which takes a link, no value; map to an input \
         of the node that feeds it"
    )]
    LinkOnly {
        /// Where it stands.
        place: Place,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
    /// A mapping names inputs that have no value in common.
    #[error(
        "{place} maps `{parameter}` to input `{input}` of {node}, which takes {found} where the \
         others take {expected}; give it a parameter of its own"
    )]
    MappingClash {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What the other inputs take.
        expected: &'static str,
        /// What this input takes.
        found: &'static str,
    },
    /// A minimum is above the maximum.
    #[error("{place} is {min}, above the maximum {max}; swap them")]
    MinAboveMax {
        /// Where the minimum stands.
        place: Place,
        /// The minimum.
        min: Number,
        /// The maximum.
        max: Number,
    },
    /// A step is not above 0.
    #[error("{place} is {step}; write a number above 0")]
    BadStep {
        /// Where it stands.
        place: Place,
        /// The step.
        step: Number,
    },
    /// A limit is set for something else than a number.
    #[error(
        "{place} limits `{parameter}`, which takes {}; leave it out or use `enum`",
        kind.name()
    )]
    NotANumber {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// What it takes.
        kind: Kind,
    },
    /// The limits leave nothing of what the node takes.
    #[error(
        "{place} leaves `{parameter}` no value, since the node takes {} to {}; widen it",
        shown(*min),
        shown(*max)
    )]
    NothingLeft {
        /// Where the constraint stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// The smallest number that the node takes.
        min: Option<Number>,
        /// The largest number that the node takes.
        max: Option<Number>,
    },
    /// A value of `enum` is none that the parameter takes.
    #[error("{place} offers what `{parameter}` does not take: {source}")]
    BadChoice {
        /// Where the list stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// Why not.
        source: ValueError,
    },
    /// A list `enum` has no value.
    #[error("{place} offers nothing; list at least one value")]
    NoChoices {
        /// Where it stands.
        place: Place,
    },
    /// A default is none that the parameter takes.
    #[error("{place} is no value of `{parameter}`: {source}")]
    BadDefault {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// Why not.
        source: ValueError,
    },
    /// A parameter is required although it has a default.
    #[error("{place} makes `{parameter}` required, which has a default too; drop one of them")]
    RequiredWithDefault {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
    },
    /// A parameter is optional although nothing gives it a value.
    #[error("{place} makes `{parameter}` optional, which has no default; add one under `defaults`")]
    OptionalWithoutDefault {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
    },
}

impl SidecarError {
    /// The line that is wrong, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        match self {
            Self::NotJson { source, .. } => source.line,
            Self::WrongKind { place, .. }
            | Self::UnknownConstraint { place, .. }
            | Self::BadName { place, .. }
            | Self::UnknownParameter { place, .. }
            | Self::UnknownNode { place, .. }
            | Self::AmbiguousNode { place, .. }
            | Self::UnknownInput { place, .. }
            | Self::LinkOnly { place, .. }
            | Self::MappingClash { place, .. }
            | Self::MinAboveMax { place, .. }
            | Self::BadStep { place, .. }
            | Self::NotANumber { place, .. }
            | Self::NothingLeft { place, .. }
            | Self::BadChoice { place, .. }
            | Self::NoChoices { place, .. }
            | Self::BadDefault { place, .. }
            | Self::RequiredWithDefault { place, .. }
            | Self::OptionalWithoutDefault { place, .. } => place.line,
        }
    }
}

fn shown(limit: Option<Number>) -> String {
    limit.map_or_else(|| "any".to_owned(), |limit| limit.to_string())
}

/// What could be written instead: what comes close, else all there is.
pub(in crate::template) fn alternatives<T: AsRef<str>>(
    closest: &[Box<str>],
    known: &[T],
) -> String {
    /// How many names messages list.
    const LISTED: usize = 12;
    let quoted = |names: &mut dyn Iterator<Item = &str>, glue| {
        names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(glue)
    };
    if !closest.is_empty() {
        let names = quoted(&mut closest.iter().map(AsRef::as_ref), " or ");
        return format!("did you mean {names}?");
    }
    if known.is_empty() {
        return "there is none".to_owned();
    }
    let names = quoted(&mut known.iter().take(LISTED).map(AsRef::as_ref), ", ");
    match known.len().saturating_sub(LISTED) {
        0 => format!("there is {names}"),
        more => format!("there is {names}, … ({more} more)"),
    }
}
