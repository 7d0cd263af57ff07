//! Says in plain words what is wrong.
//!
//! The server's own words are in `problem` and `answer`: types of Python and sentences without the
//! value they are about.

use crate::json::Json;
use crate::python::Raised;
use crate::validate::phrases::cut;
use crate::validate::problem::{Problem, WireType};
use crate::validate::report::{Refusal, Undecided};
use crate::validate::warning::Warning;

pub(super) fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoPrompt => "the body has no `prompt`".to_owned(),
        Refusal::InvalidPromptId => "`prompt_id` is no UUID in lower case with hyphens".to_owned(),
        Refusal::MissingNodeType { class_type: None, .. } => {
            "the node has no `class_type`".to_owned()
        }
        Refusal::MissingNodeType { class_type: Some(Json::Text(class)), .. } => {
            format!("the server has no node class `{class}`")
        }
        Refusal::MissingNodeType { class_type: Some(odd), .. } => {
            format!("`class_type` is {}, which names no node class", spelled(odd))
        }
        Refusal::NoOutputs => "there is no output node to run".to_owned(),
        Refusal::OutputsFailed { .. } => "every output node fails".to_owned(),
    }
}

/// The problem of `input`, which is given `given`.
pub(in crate::validate) fn problem(
    problem: &Problem,
    input: &str,
    given: Option<&Json<'_>>,
) -> String {
    match problem {
        Problem::RequiredInputMissing { .. } => format!("required input `{input}` is missing"),
        Problem::BadLinkedInput { received } => {
            format!("`{input}` is {}, but a link is `[node id, slot]`", spelled(received))
        }
        Problem::ReturnTypeMismatch { received, expected, .. } => {
            format!("`{input}` takes {}, but its link brings {}", wire(expected), wire(received))
        }
        Problem::InvalidInputType { expected, received, .. } => {
            let kind = if *expected == "INT" { "a whole number" } else { "a number" };
            format!("`{input}` takes {kind}, not {}", spelled(received))
        }
        Problem::ValueSmallerThanMin { received, min } => {
            format!("`{input}` is {}, below its minimum {}", spelled(received), min.to_json())
        }
        Problem::ValueBiggerThanMax { received, max } => {
            format!("`{input}` is {}, above its maximum {}", spelled(received), max.to_json())
        }
        Problem::ValueNotInList { invalid, .. } => {
            let invalid: Vec<_> = invalid.iter().map(spelled).collect();
            format!("`{input}` does not offer {}", invalid.join(", "))
        }
        Problem::CustomValidationFailed { reason: None } => {
            format!("the node's own check refuses `{input}`")
        }
        Problem::CustomValidationFailed { reason: Some(reason) } => {
            format!("the node's own check refuses `{input}`: {reason}")
        }
        Problem::DependencyCycle { cycle, .. } => {
            let steps: Vec<_> = cycle.iter().chain(cycle.first()).map(|(id, _)| &**id).collect();
            format!("the node needs itself: {}", steps.join(" needs "))
        }
        Problem::InnerException { raised, .. } | Problem::Exception { raised, .. } => {
            exception(raised, input, given)
        }
    }
}

/// What the server fails on: a link that leads nowhere, or what a check of a class cannot use.
fn exception(raised: &Raised, input: &str, given: Option<&Json<'_>>) -> String {
    let Raised { kind, message } = raised;
    match (given, *kind) {
        (Some(value), "AttributeError" | "ValueError") => {
            format!("`{input}` is {}, which the node's own check cannot use", spelled(value))
        }
        (Some(Json::List(parts)), kind) if parts.len() == 2 => {
            link(input, (&parts[0], &parts[1]), kind)
        }
        (None, "TypeError") if !input.is_empty() => {
            format!("`{input}` is missing, which the node's own check needs")
        }
        (None, "KeyError") if message == "'inputs'" => "the node has no `inputs`".to_owned(),
        _ => format!("the server's code fails on the node: {kind}: {message}"),
    }
}

/// Why the link `[id, slot]` of `input` leads nowhere.
fn link(input: &str, (id, slot): (&Json<'_>, &Json<'_>), raised: &str) -> String {
    let Some(node) = id.as_text() else {
        return format!("`{input}` links to node {}, but the id of a node is text", spelled(id));
    };
    let (node, slot) = (cut(node), spelled(slot));
    match raised {
        "KeyError" => format!("`{input}` links to node `{node}`, which is not in the prompt"),
        "IndexError" => format!("`{input}` links to slot {slot} of node `{node}`, which has fewer"),
        _ => format!("`{input}` links to slot {slot}, but a slot is a whole number"),
    }
}

pub(super) fn warning(warning: &Warning) -> String {
    match &warning.input {
        Some(input) => format!("`{input}`: {}", warning.concern.message()),
        None => warning.concern.message(),
    }
}

pub(super) fn undecided(undecided: &Undecided) -> String {
    let Undecided { input, received, reason, .. } = undecided;
    let received = match received {
        Json::Null => "a link".to_owned(),
        literal => spelled(literal),
    };
    format!("`{input}` is {received}; {reason}")
}

fn wire(wire: &WireType) -> String {
    cut(&wire.text()).into_owned()
}

/// A value as JSON spells it.
fn spelled(value: &Json<'_>) -> String {
    cut(&value.to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Number;

    fn raised(kind: &'static str, input: &str, given: &str) -> String {
        let given = Json::parse(given).unwrap();
        let raised = Raised { kind, message: "…".to_owned() };
        problem(&Problem::Exception { raised, stumble: None }, input, Some(&given))
    }

    #[test]
    fn links_that_lead_nowhere_are_named() {
        for (kind, given, expected) in [
            ("KeyError", r#"["7",0]"#, r#"`a` links to node `7`, which is not in the prompt"#),
            ("KeyError", "[7,0]", "`a` links to node 7, but the id of a node is text"),
            ("IndexError", r#"["7",9]"#, r#"`a` links to slot 9 of node `7`, which has fewer"#),
            ("TypeError", r#"["7",""]"#, r#"`a` links to slot "", but a slot is a whole number"#),
            ("AttributeError", "5", "`a` is 5, which the node's own check cannot use"),
        ] {
            assert_eq!(raised(kind, "a", given), expected);
        }
    }

    #[test]
    fn a_node_without_inputs_is_told() {
        let raised = Raised { kind: "KeyError", message: "'inputs'".to_owned() };

        assert_eq!(
            problem(&Problem::Exception { raised, stumble: None }, "", None),
            "the node has no `inputs`"
        );
    }

    #[test]
    fn long_values_are_cut() {
        let received = Json::Text("é".repeat(100).into());
        let found = Problem::ValueBiggerThanMax { received, max: Number::Int(5) };

        let expected = format!("`a` is \"{}…, above its maximum 5", "é".repeat(59));
        assert_eq!(problem(&found, "a", None), expected);
    }
}
