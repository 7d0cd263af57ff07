//! Writes a report as one line of JSON for programs.
//!
//! Its keys are documented and stay; the server's own words are in `type`, `message` and `details`.

use serde::Serialize;
use serde_json::Value;

use super::advice::Advice;
use super::crash::Crash;
use super::report::{FaultyNode, NodeName, Outcome, Refusal, Report, Undecided, Violation};
use super::warning::Warning;
use crate::json::Json;
use crate::schema::Schema;

/// What the server calls its own failures, without a type of them.
pub(super) const INTERNAL: &str = "internal_server_error";

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    status: u16,
    errors: Vec<ErrorEntry<'a>>,
    warnings: Vec<WarningEntry<'a>>,
    undecided: Vec<UndecidedEntry<'a>>,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    node: Option<&'a str>,
    #[serde(rename = "type")]
    code: &'static str,
    input: Option<&'a str>,
    message: String,
    details: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    closest: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    next: String,
}

#[derive(Serialize)]
struct WarningEntry<'a> {
    node: &'a str,
    #[serde(rename = "type")]
    code: &'static str,
    input: Option<&'a str>,
    message: String,
    next: String,
}

#[derive(Serialize)]
struct UndecidedEntry<'a> {
    node: &'a str,
    input: &'a str,
    reason: String,
    received: Value,
}

impl Report {
    /// The report on `file` as one line of JSON, without the line's end.
    ///
    /// The keys are `file`, `status`, `errors`, `warnings` and `undecided`, in this order. An error
    /// has `node`, `type`, `input`, `message` and `details`, the first and third `null` where the
    /// server names none; `title`, `class`, `allowed`, `closest` and `next` follow where there is
    /// something to say. A refusal is an error of its own only where it names no faulty node.
    #[must_use]
    pub fn to_line(&self, file: &str, schema: &Schema) -> String {
        let line = Line {
            file,
            status: self.status(),
            errors: self.error_entries(schema),
            warnings: self.warnings.iter().map(WarningEntry::of).collect(),
            undecided: self.undecided.iter().map(UndecidedEntry::of).collect(),
        };
        serde_json::to_string(&line).expect("BUG: a line is always JSON")
    }

    fn error_entries(&self, schema: &Schema) -> Vec<ErrorEntry<'_>> {
        match &self.outcome {
            Outcome::Refused(refusal) if self.nodes.is_empty() => {
                vec![ErrorEntry::of_refusal(refusal, schema)]
            }
            Outcome::Crashed(crash) => vec![ErrorEntry::of_crash(crash)],
            _ => {
                let of = |(node, found)| ErrorEntry::of_violation(node, found, schema);
                self.violations().map(of).collect()
            }
        }
    }
}

impl<'a> ErrorEntry<'a> {
    fn of_refusal(refusal: &'a Refusal, schema: &Schema) -> Self {
        let (class, title) = match refusal {
            Refusal::MissingNodeType { class_type, title, .. } => {
                // The server takes the class for the title of a node that has none.
                let title = (class_type.as_ref() != Some(title)).then(|| title.as_text());
                (class_type.as_ref().and_then(Json::as_text), title.flatten())
            }
            _ => (None, None),
        };
        Self {
            node: refusal.node(),
            code: refusal.code(),
            input: None,
            message: refusal.message(),
            details: refusal.details(),
            title,
            class,
            ..Self::advised(refusal.advice(schema))
        }
    }

    fn of_crash(crash: &'a Crash) -> Self {
        let message = crash.to_string();
        Self { node: crash.node(), code: INTERNAL, message, ..Self::advised(Advice::default()) }
    }

    fn of_violation(faulty: &'a FaultyNode, found: &'a Violation, schema: &Schema) -> Self {
        let NodeName { id, class, title } = &faulty.node;
        Self {
            node: Some(id),
            code: found.problem.code(),
            input: found.input.as_deref(),
            message: found.problem.message(),
            details: found.details(),
            title: title.as_deref(),
            class: class.as_deref(),
            ..Self::advised(found.advice(&faulty.node, schema))
        }
    }

    /// An entry with nothing but its advice.
    fn advised(Advice { allowed, closest, next_step }: Advice) -> Self {
        Self {
            node: None,
            code: "",
            input: None,
            message: String::new(),
            details: String::new(),
            title: None,
            class: None,
            allowed,
            closest,
            next: next_step,
        }
    }
}

impl<'a> WarningEntry<'a> {
    fn of(warning: &'a Warning) -> Self {
        Self {
            node: &warning.node.id,
            code: warning.concern.code(),
            input: warning.input.as_deref(),
            message: warning.concern.message(),
            next: warning.concern.next_step(),
        }
    }
}

impl<'a> UndecidedEntry<'a> {
    fn of(undecided: &'a Undecided) -> Self {
        Self {
            node: &undecided.node.id,
            input: &undecided.input,
            reason: undecided.reason.to_string(),
            received: undecided.received.to_value(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::{Concern, Meant, Validator};

    fn line(prompt: &str) -> String {
        let classes = br#"{"A":{"input":{"required":{"n":["INT",{"max":9}]}},"output_node":true}}"#;
        let schema = Schema::from_object_info(classes).unwrap();
        Validator::new(&schema).file(prompt).to_line("a.json", &schema)
    }

    #[test]
    fn the_documented_keys_come_first() {
        let line = line(r#"{"1":{"class_type":"A","inputs":{"n":10},"_meta":{"title":"T"}}}"#);

        let beginning = r#"{"file":"a.json","status":400,"errors":[{"node":"1","type":"#;
        assert!(line.starts_with(beginning), "{line}");
        let error =
            r#""input":"n","message":"Value 10 bigger than max of 9","details":"n","title":"T""#;
        assert!(line.contains(error), "{line}");
        assert!(line.ends_with(r#"],"warnings":[],"undecided":[]}"#), "{line}");
    }

    #[test]
    fn a_refusal_without_faulty_nodes_is_an_error_itself() {
        let line = line(r#"{"1":{"class_type":"B"}}"#);

        assert!(line.contains(r#"{"node":"1","type":"missing_node_type","input":null,"#), "{line}");
        assert!(!line.contains("title"), "{line}");
    }

    #[test]
    fn a_failing_server_has_a_type_of_its_own() {
        let expected = r#"{"file":"a.json","status":500,"errors":[{"node":"1","#;
        let line = line(r#"{"1":5}"#);

        assert!(line.starts_with(expected), "{line}");
        assert!(line.contains(r#""type":"internal_server_error","input":null,"#), "{line}");
    }

    #[test]
    fn warnings_and_undecided_inputs_are_strict_json() {
        let mut report = Report::new(Outcome::Accepted { outputs: Vec::new() });
        let node = NodeName { id: "1".into(), ..NodeName::default() };
        let concern = Concern::UnknownInput { meant: Meant::Unclear };
        report.warnings.push(Warning { node: node.clone(), input: Some("x".into()), concern });
        let reason = crate::validate::UndecidedReason::File;
        let received = Json::Float(f64::NAN);
        report.undecided.push(Undecided { node, input: "y".into(), received, reason });

        let line = report.to_line("a.json", &Schema::default());

        let warning = r#""warnings":[{"node":"1","type":"unknown_input","input":"x","message":"#;
        assert!(line.contains(warning), "{line}");
        assert!(line.contains(r#""undecided":[{"node":"1","input":"y","reason":"#), "{line}");
        assert!(line.ends_with(r#""received":null}]}"#), "{line}");
    }
}
