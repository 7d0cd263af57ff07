//! Says why no template can be made of a prompt, or what looks odd about one that can.

use std::fmt;

use super::domain::Kind;
use super::name::ParameterName;
use super::placeholder::Hint;
use super::sidecar::{Place, SidecarError, alternatives};
use crate::ids::InputName;
use crate::validate::NodeName;

/// Everything that keeps a prompt from being a template; never empty.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct TemplateErrors(pub Vec<TemplateError>);

impl fmt::Display for TemplateErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// One thing that keeps a prompt from being a template.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A placeholder stands where only a link can.
    #[error(
        "placeholder of `{parameter}` stands in input `{input}` of {node}, which takes a link; put \
         it into an input of the node that feeds it"
    )]
    LinkOnly {
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
    },
    /// A placeholder asks for another type than its input takes.
    #[error(
        "placeholder of `{parameter}` asks for {asked}, yet input `{input}` of {node} takes {}; {}",
        takes.name(), remedy(*takes, parameter), asked = hint.as_str()
    )]
    HintClash {
        /// The parameter.
        parameter: ParameterName,
        /// What the placeholder asks for.
        hint: Hint,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What the input takes.
        takes: Kind,
    },
    /// Two inputs with placeholders of one parameter take no value that both take.
    #[error(
        "placeholder of `{parameter}` stands in input `{input}` of {node}, which takes {}, and in \
         others that take {}, with no value in common; give one of them another name",
        takes.name(), others.name()
    )]
    InputsClash {
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What this input takes.
        takes: Kind,
        /// What the inputs before it take.
        others: Kind,
    },
    /// A placeholder stands within a longer text, in an input that takes no text.
    #[error(
        "placeholder of `{parameter}` stands within a longer text in input `{input}` of {node}, \
         which takes {}; make it the whole value",
        takes.name()
    )]
    PartOfValue {
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What the input takes.
        takes: Kind,
    },
    /// The sidecar does not fit the prompt.
    #[error(transparent)]
    Sidecar(#[from] SidecarError),
}

impl TemplateError {
    /// The node and the input with the placeholder, where it is about one.
    #[must_use]
    pub const fn input(&self) -> Option<(&NodeName, &InputName)> {
        match self {
            Self::LinkOnly { node, input, .. }
            | Self::HintClash { node, input, .. }
            | Self::InputsClash { node, input, .. }
            | Self::PartOfValue { node, input, .. } => Some((node, input)),
            Self::Sidecar(_) => None,
        }
    }
}

/// The placeholder that would fit.
fn remedy(takes: Kind, parameter: &ParameterName) -> String {
    let name = parameter.as_str().to_uppercase();
    match takes {
        Kind::Int => format!("write `PARAM_INT_{name}`"),
        Kind::Float => format!("write `PARAM_FLOAT_{name}`"),
        Kind::Bool => format!("write `PARAM_BOOL_{name}`"),
        _ => format!("write `PARAM_{name}`"),
    }
}

/// What looks odd about a template, though it can be bound.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateWarning {
    /// The schema does not know the class of a node with a placeholder.
    #[error("{node} is of a class that the schema lacks, so nothing is known of `{parameter}`")]
    UnknownClass {
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
    },
    /// The class of a node does not declare the input that a placeholder stands in.
    #[error(
        "{node} has no input `{input}`, so servers ignore `{parameter}` there; {}",
        alternatives(closest, known)
    )]
    UndeclaredInput {
        /// The parameter.
        parameter: ParameterName,
        /// The node.
        node: NodeName,
        /// The input.
        input: InputName,
        /// What it may have meant.
        closest: Vec<Box<str>>,
        /// The inputs there are.
        known: Vec<Box<str>>,
    },
    /// Two different placeholders come to the same name.
    #[error("`PARAM_{first}` and `PARAM_{second}` are both parameter `{parameter}`")]
    SameName {
        /// The parameter.
        parameter: ParameterName,
        /// What the first placeholder says after `PARAM_` and its type.
        first: Box<str>,
        /// What another one says.
        second: Box<str>,
    },
    /// The model that a sidecar gives as default is not installed on the server.
    #[error("{place} is not installed, so calls have to give `{parameter}`{}", meant(closest))]
    NotInstalled {
        /// Where it stands.
        place: Place,
        /// The parameter.
        parameter: ParameterName,
        /// What it may have meant, the closest first.
        closest: Vec<Box<str>>,
    },
    /// A member of the sidecar means nothing, but nearly something.
    #[error("{place} means nothing; did you mean `{closest}`?")]
    UnknownMember {
        /// Where it stands.
        place: Place,
        /// What it may have meant.
        closest: Box<str>,
    },
}

fn meant(closest: &[Box<str>]) -> String {
    closest.first().map_or_else(String::new, |closest| format!("; did you mean `{closest}`?"))
}
