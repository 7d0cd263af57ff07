//! Writes the body that the server would answer with.
//!
//! Reference A.2 and C.5. What the server takes from its own source, the declared inputs, comes
//! from [`Declarations`]; tracebacks stay empty.

use super::problem::{LONGEST_LIST, Problem};
use super::report::{FaultyNode, Outcome, Refusal, Report, Violation};
use crate::json::{Json, Object};
use crate::python::{self, Raised};
use crate::schema::Declarations;

impl Refusal {
    /// The server's name of the reason, such as `prompt_no_outputs`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoPrompt => "no_prompt",
            Self::InvalidPromptId => "invalid_prompt_id",
            Self::MissingNodeType { .. } => "missing_node_type",
            Self::NoOutputs => "prompt_no_outputs",
            Self::OutputsFailed { .. } => "prompt_outputs_failed_validation",
        }
    }

    /// The server's message.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::NoPrompt => "No prompt provided".to_owned(),
            Self::InvalidPromptId => "prompt_id must be a valid UUID".to_owned(),
            Self::NoOutputs => "Prompt has no outputs".to_owned(),
            Self::OutputsFailed { .. } => "Prompt outputs failed validation".to_owned(),
            Self::MissingNodeType { class_type: Some(_), title, .. } => {
                let title = python::text(title);
                format!("Node '{title}' not found. The custom node may not be installed.")
            }
            Self::MissingNodeType { node, class_type: None, title } => {
                let named =
                    if python::truth(title) { python::text(title) } else { format!("ID #{node}") };
                format!(
                    "Node '{named}' has no class_type. The workflow may be corrupted or a custom \
                     node is missing."
                )
            }
        }
    }

    /// The server's details.
    #[must_use]
    pub fn details(&self) -> String {
        match self {
            Self::NoPrompt => "No prompt provided".to_owned(),
            Self::InvalidPromptId => "prompt_id must be a UUID string in canonical lowercase \
                hyphenated form; omit it to let the server generate one"
                .to_owned(),
            Self::MissingNodeType { node, .. } => format!("Node ID '#{node}'"),
            Self::NoOutputs => String::new(),
            Self::OutputsFailed { details } => details.clone(),
        }
    }

    /// The id of the node that the server names, if it names one.
    #[must_use]
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::MissingNodeType { node, .. } => Some(node),
            _ => None,
        }
    }

    fn extra_info(&self) -> Object<'_> {
        let Self::MissingNodeType { node, class_type, title } = self else { return Object::new() };
        let class_type = class_type.clone().unwrap_or(Json::Null);
        Object::from_iter([
            ("node_id", Json::from(&**node)),
            ("class_type", class_type),
            ("node_title", title.clone()),
        ])
    }
}

impl Violation {
    /// The server's details.
    #[must_use]
    pub fn details(&self) -> String {
        self.problem.details(self.input.as_deref().unwrap_or_default())
    }
}

impl Report {
    /// The body of the answer: of a refusal, or of an acceptance without `prompt_id` and `number`.
    ///
    /// `None` where the server fails, which it answers with text.
    #[must_use]
    pub fn answer<'a>(&'a self, declared: &'a Declarations) -> Option<Object<'a>> {
        let mut body = Object::new();
        match &self.outcome {
            Outcome::Accepted { .. } => {}
            Outcome::Refused(refusal) => {
                body.insert(
                    "error",
                    error(
                        (refusal.code(), refusal.message(), refusal.details()),
                        refusal.extra_info(),
                    ),
                );
            }
            Outcome::Crashed(_) => return None,
        }
        let nodes = self.nodes.iter();
        let nodes =
            nodes.map(|node| (&*node.node.id, node.answer(self.dependent_outputs(node), declared)));
        body.insert("node_errors", Object::from_iter(nodes));
        Some(body)
    }
}

impl FaultyNode {
    fn answer<'a>(
        &'a self,
        dependent_outputs: &'a [Box<str>],
        declared: &'a Declarations,
    ) -> Object<'a> {
        let error = |violation: &'a Violation| {
            let problem = &violation.problem;
            error(
                (problem.code(), problem.message(), violation.details()),
                violation.extra_info(self.node.class.as_deref().unwrap_or_default(), declared),
            )
        };
        let errors: Vec<Json<'_>> =
            self.violations.iter().map(|violation| error(violation).into()).collect();
        let outputs = dependent_outputs.iter();
        let outputs: Vec<_> = outputs.map(|id| Json::from(&**id)).collect();
        let class = self.node.class.as_deref().map_or(Json::Null, Json::from);
        Object::from_iter([
            ("errors", Json::from(errors)),
            ("dependent_outputs", Json::from(outputs)),
            ("class_type", class),
        ])
    }
}

fn error<'a>(
    (code, message, details): (&'static str, String, String),
    extra: Object<'a>,
) -> Object<'a> {
    Object::from_iter([
        ("type", Json::from(code)),
        ("message", Json::from(message)),
        ("details", Json::from(details)),
        ("extra_info", Json::from(extra)),
    ])
}

impl Violation {
    fn extra_info<'a>(&'a self, class: &str, declared: &'a Declarations) -> Object<'a> {
        let mut info = Object::new();
        if let Some(input) = &self.input {
            info.insert("input_name", &**input);
        }
        let class = match &self.problem {
            Problem::InnerException { consumer, .. } => consumer,
            _ => class,
        };
        if self.problem.tells_config() {
            let config = self.input.as_deref().filter(|_| !self.problem.is_about_long_list());
            let config = config.and_then(|input| declared.input(class, input, &self.chosen));
            info.insert("input_config", config.unwrap_or(Json::Null));
        }
        self.problem.extra_info(&mut info);
        info
    }
}

impl Problem {
    /// Whether the server sends what is declared of the input.
    const fn tells_config(&self) -> bool {
        !matches!(
            self,
            Self::RequiredInputMissing { .. }
                | Self::CustomValidationFailed { .. }
                | Self::DependencyCycle { .. }
                | Self::Exception { .. }
        )
    }

    fn is_about_long_list(&self) -> bool {
        let Self::ValueNotInList { choices, .. } = self else { return false };
        choices.as_slice().len() > LONGEST_LIST
    }

    fn extra_info<'a>(&'a self, info: &mut Object<'a>) {
        match self {
            Self::RequiredInputMissing { .. } | Self::CustomValidationFailed { .. } => {}
            Self::BadLinkedInput { received }
            | Self::ValueSmallerThanMin { received, .. }
            | Self::ValueBiggerThanMax { received, .. }
            | Self::ValueNotInList { received, .. } => {
                info.insert("received_value", received.clone());
            }
            Self::ReturnTypeMismatch { received, link, .. } => {
                info.insert("received_type", received.to_json());
                info.insert("linked_node", link.clone());
            }
            Self::InvalidInputType { received, reason, .. } => {
                info.insert("received_value", received.clone());
                info.insert("exception_message", &**reason);
            }
            Self::DependencyCycle { cycle, node } => {
                let ids: Vec<_> = cycle.iter().map(|(id, _)| Json::from(&**id)).collect();
                info.insert("node_id", &**node);
                info.insert("cycle_nodes", ids);
            }
            Self::InnerException { raised, link, .. } => {
                info.insert("exception_message", &*raised.message);
                exception(raised, info);
                info.insert("linked_node", link.clone());
            }
            Self::Exception { raised, .. } => exception(raised, info),
        }
    }
}

fn exception<'a>(raised: &'a Raised, info: &mut Object<'a>) {
    info.insert("exception_type", raised.kind);
    info.insert("traceback", Vec::new());
}
