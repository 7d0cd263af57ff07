//! Compares one answer of a server with our report.

use std::collections::BTreeSet;

use comfy_graph_core::json::Json;
use comfy_graph_core::schema::Declarations;
use comfy_graph_core::validate::{Order, Report, Validator};
use serde_json::Value;

use crate::case::Case;

/// What a server says of one node: its id, the rule, the input.
type Finding = (String, String, Option<String>);

/// How our report agrees with an answer.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The status is the same, or hinges on an undecided input.
    pub status: bool,
    /// Whether the answer names errors, which needs JSON.
    pub names_errors: bool,
    /// The set of node, rule and input is the same, undecided inputs apart.
    pub errors: bool,
    /// Another order of checks than the written one was needed, as Python's sets have.
    pub reordered: bool,
    /// An undecided input decides the case.
    pub hinges: bool,
    /// How many errors hold no traceback.
    pub quoted: usize,
    /// How many of those are the same, word for word.
    pub same_words: usize,
    /// What only the server says.
    pub missed: Vec<String>,
    /// What only we say.
    pub invented: Vec<String>,
    /// Errors that differ in their words, ours after the server's.
    pub reworded: Vec<String>,
}

impl Comparison {
    /// Whether status and errors agree, so far as the answer names errors.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.status && (self.errors || !self.names_errors)
    }
}

/// How many orders are tried where the written one differs.
const ORDERS: u64 = 100;

/// The comparison in the written order, or in the first of others that agrees.
#[must_use]
pub fn in_some_order(
    case: &Case,
    validator: &Validator<'_>,
    declared: &Declarations,
) -> Comparison {
    let in_order = |order| {
        let report = validator.clone().order(order).request(&case.posted).report;
        compare(case, &report, declared)
    };
    let written = in_order(Order::Written);
    if written.agrees() {
        return written;
    }
    let others = (0..ORDERS).map(|seed| in_order(Order::Shuffled(seed)));
    let agreeing = { others }.find(Comparison::agrees);
    agreeing.map_or(written, |other| Comparison { reordered: true, ..other })
}

/// Compares the answer of `case` with our report on it.
#[must_use]
pub fn compare(case: &Case, report: &Report, declared: &Declarations) -> Comparison {
    let ours = report.answer(declared).map(|body| Json::from(body).to_value());
    let undecided: BTreeSet<(String, Option<String>)> = report
        .undecided
        .iter()
        .map(|one| (one.node.id.to_string(), Some(one.input.to_string())))
        .collect();
    comparison(case, (report.status(), &ours.unwrap_or_default()), |(node, _, input)| {
        undecided.contains(&(node.clone(), input.clone()))
    })
}

/// Compares the answer of `case` with what another server answers.
#[must_use]
pub fn compare_answers(case: &Case, status: u16, answer: &Value) -> Comparison {
    comparison(case, (status, answer), |_| false)
}

fn comparison(
    case: &Case,
    (status, ours): (u16, &Value),
    is_undecided: impl Fn(&Finding) -> bool,
) -> Comparison {
    let theirs = findings(&case.answer);
    let own = findings(ours);
    let missed: Vec<_> = theirs.difference(&own).filter(|one| !is_undecided(one)).collect();
    let invented: Vec<_> = own.difference(&theirs).collect();
    let hinges = theirs.difference(&own).any(is_undecided);
    let mut comparison = Comparison {
        status: status == case.status || hinges,
        names_errors: case.answer.is_object(),
        errors: missed.is_empty() && invented.is_empty(),
        hinges,
        missed: missed.into_iter().map(|one| format!("{one:?}")).collect(),
        invented: invented.into_iter().map(|one| format!("{one:?}")).collect(),
        ..Comparison::default()
    };
    if comparison.errors && !hinges {
        words(&case.answer, ours, &mut comparison);
    }
    comparison
}

/// The errors of an answer; that of the whole request where no node has any.
fn findings(answer: &Value) -> BTreeSet<Finding> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let of_node = |(node, error): (&String, &Value)| {
        (
            node.clone(),
            text(&error["type"]).unwrap_or_default(),
            text(&error["extra_info"]["input_name"]),
        )
    };
    let mut found: BTreeSet<_> = node_errors(answer).map(of_node).collect();
    let error = &answer["error"];
    if found.is_empty() && error.is_object() {
        let node = text(&error["extra_info"]["node_id"]).unwrap_or_default();
        found.insert((node, text(&error["type"]).unwrap_or_default(), None));
    }
    found
}

fn node_errors(answer: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let nodes = answer["node_errors"].as_object().into_iter().flatten();
    nodes.flat_map(|(id, node)| {
        let errors = node["errors"].as_array().into_iter().flatten();
        errors.map(move |error| (id, error))
    })
}

/// Compares message, details and extra information of errors without traceback.
fn words(theirs: &Value, ours: &Value, comparison: &mut Comparison) {
    let own: Vec<_> = errors(ours).collect();
    for (node, error) in errors(theirs) {
        if !error["extra_info"]["traceback"].is_null() {
            continue;
        }
        comparison.quoted += 1;
        if own.iter().any(|(id, ours)| *id == node && same(error, ours)) {
            comparison.same_words += 1;
            continue;
        }
        let ours = own.iter().find(|(id, ours)| {
            *id == node
                && ours["type"] == error["type"]
                && ours["extra_info"]["input_name"] == error["extra_info"]["input_name"]
        });
        let ours = ours.map(|(_, ours)| ours.to_string()).unwrap_or_default();
        comparison.reworded.push(format!("{node}: {error}\n      {ours}"));
    }
}

/// The error of the request, then those of nodes.
fn errors(answer: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let top = answer.get("error").into_iter().map(|error| ("", error));
    top.chain(node_errors(answer).map(|(node, error)| (node.as_str(), error)))
}

/// Whether two errors say the same; lines about several outputs come in any order.
///
/// Goldens do not keep what is declared of inputs.
fn same(theirs: &Value, ours: &Value) -> bool {
    let has_config = theirs["extra_info"].get("input_config").is_some();
    let lines = |error: &Value| {
        let details = error["details"].as_str().unwrap_or_default();
        details.lines().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let rest = |error: &Value| {
        let mut error = error.clone();
        if let Some(error) = error.as_object_mut() {
            error.remove("details");
        }
        if let Some(info) = error["extra_info"].as_object_mut().filter(|_| !has_config) {
            info.remove("input_config");
        }
        error
    };
    lines(theirs) == lines(ours) && rest(theirs) == rest(ours)
}
