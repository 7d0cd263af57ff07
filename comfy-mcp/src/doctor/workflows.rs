//! Looks at what can be run on one ComfyUI.

use std::collections::BTreeSet;

use comfy_graph_core::closest::closest;
use comfy_graph_core::schema::{ModelFolder, Schema};
use comfy_graph_core::template::{Binding, Kind, Parameter};
use comfy_graph_core::validate::{NodeName, Outcome, Problem, Refusal, Report, Violation};
use serde_json::Value;

use super::finding::{Finding, FindingCode, Severity};
use super::sample;
use crate::backend::{Known, Provenance};
use crate::defaults::Defaults;
use crate::library::{Catalogue, Entry, FileFault, Home};
use crate::settings::{Origin, Settings};
use crate::tools::catalog;

/// How many files a message names.
const MOST_NAMED: usize = 5;

/// Looks at the files, then at what the server that `known` is known of can run.
pub(super) fn examine(settings: &Settings, known: &Known) -> Vec<Finding> {
    let (catalogue, mut findings) = files(settings, known);
    let given = &settings.defaults;
    let defaults = Defaults::new(given.file.clone(), given.environment.clone());
    let mut able = 0;
    for entry in catalogue.entries() {
        let found = check(entry, known, &defaults);
        able += usize::from(found.is_empty());
        findings.extend(found);
    }
    let what = format!("{able} of {} workflows can be run as they are", catalogue.entries().len());
    if able > 0 {
        findings.push(Finding::new(FindingCode::WorkflowsFine, what));
    }
    findings
}

/// Looks at the files alone, where no server tells what it can run.
pub(super) fn examine_files(settings: &Settings, known: &Known) -> Vec<Finding> {
    files(settings, known).1
}

fn files(settings: &Settings, known: &Known) -> (Catalogue, Vec<Finding>) {
    let folder = &settings.workflow_dir.value;
    let catalogue = Catalogue::read(Some(folder), &catalog::taken(), known);
    let mut findings: Vec<_> = catalogue.faults().iter().map(unusable).collect();
    if !folder.is_dir() {
        findings.push(no_folder(settings));
    }
    (catalogue, findings)
}

fn no_folder(settings: &Settings) -> Finding {
    let folder = &settings.workflow_dir;
    let what = format!("there is no folder of workflows `{}`", folder.value.display());
    let finding = Finding::new(FindingCode::NoWorkflowDir, what)
        .remedy("make it, and save workflows there; until then there are the shipped ones");
    match folder.origin {
        // Nobody said that there was one.
        Origin::Default => finding.weighing(Severity::Fine),
        _ => finding,
    }
}

fn unusable(fault: &FileFault) -> Finding {
    Finding::new(FindingCode::WorkflowUnusable, fault.to_string())
        .remedy("correct the file, or take it out of the folder; the others are not affected")
}

/// What keeps `entry` from being run on the server that `known` is known of.
///
/// Models and files are looked for only where the server itself was asked.
#[must_use]
pub fn check(entry: &Entry, known: &Known, defaults: &Defaults) -> Vec<Finding> {
    let mut findings = missing_classes(entry, known);
    if findings.is_empty() {
        let missing = missing_models(entry, known, defaults);
        findings.extend(missing.iter().map(|(parameter, file)| no_model(entry, parameter, file)));
        let missing: Vec<_> = missing.into_iter().map(|(parameter, _)| parameter).collect();
        findings.extend(refusals(entry, known, &missing));
    }
    if entry.home == Home::Shipped {
        // Nobody needs all that come along.
        findings = findings.into_iter().map(|found| found.weighing(Severity::Warning)).collect();
    }
    findings
}

/// The classes that the workflow names and the server lacks.
fn missing_classes(entry: &Entry, known: &Known) -> Vec<Finding> {
    let classes: BTreeSet<&str> = entry
        .template
        .prompt()
        .nodes()
        .filter_map(|(_, node)| Some(node.class_type.as_ref()?.as_str()))
        .filter(|class| known.schema.class(class).is_none())
        .collect();
    // The server itself replaces some that it lacks.
    let is_refused = || {
        let report = known.validator().prompt(entry.template.prompt());
        matches!(report.outcome, Outcome::Refused(Refusal::MissingNodeType { .. }))
    };
    if classes.is_empty() || !is_refused() {
        return Vec::new();
    }
    let known_names = known.schema.classes().map(|class| class.name.as_str());
    let finding = |class: &str| {
        let what = format!("`{}` needs node class `{class}`, which ComfyUI lacks", entry.id);
        let meant = closest(class, known_names.clone()).first().map(|name| {
            format!("install the node pack that has it; or is `{name}` meant, which is there?")
        });
        let remedy = meant.unwrap_or_else(|| {
            "install the node pack that has it, ComfyUI-Manager finds it by this name; then \
             restart ComfyUI"
                .to_owned()
        });
        Finding::new(FindingCode::NodeMissing, what).remedy(remedy)
    };
    classes.into_iter().map(finding).collect()
}

/// The default models that the server lacks, each with the parameter it is for.
fn missing_models<'e>(
    entry: &'e Entry,
    known: &Known,
    defaults: &Defaults,
) -> Vec<(&'e Parameter, String)> {
    if known.provenance == Provenance::Stock {
        return Vec::new();
    }
    let layers = defaults.layers(entry.namespace).fitting(&entry.template);
    let default = |parameter: &Parameter| {
        let name = parameter.name.as_str();
        let chosen = layers.chosen(name).map(|(_, value)| value);
        let value = chosen.or_else(|| parameter.fallback.value()).or_else(|| layers.built_in(name));
        value.and_then(Value::as_str).map(ToOwned::to_owned)
    };
    let models = entry.template.parameters().filter_map(|parameter| match parameter.domain.kind {
        Kind::Model(_) => Some((parameter, default(parameter)?)),
        _ => None,
    });
    models.filter(|(parameter, file)| !has(parameter, file)).collect()
}

/// Whether the server has the file; an empty list is that of an empty folder.
fn has(parameter: &Parameter, file: &str) -> bool {
    let choices = parameter.domain.choices.as_ref();
    choices.is_some_and(|choices| {
        choices.as_slice().iter().any(|choice| choice.as_text() == Some(file))
    })
}

fn no_model(entry: &Entry, parameter: &Parameter, file: &str) -> Finding {
    let folder = match parameter.domain.kind {
        Kind::Model(Some(folder)) => format!("`models/{}`", folder.as_str()),
        _ => "its folder of models".to_owned(),
    };
    let what = format!("`{}` takes `{file}` unless told otherwise, which ComfyUI lacks", entry.id);
    let choices = parameter.domain.choices.as_ref();
    let there = choices.iter().flat_map(|choices| choices.as_slice());
    let there: Vec<_> = there.filter_map(|choice| choice.as_text()).collect();
    let remedy = if there.is_empty() {
        format!("put it into {folder} of ComfyUI")
    } else {
        let shown: Vec<_> = there.iter().take(MOST_NAMED).map(|file| format!("`{file}`")).collect();
        let more = if there.len() > MOST_NAMED { ", …" } else { "" };
        format!(
            "put it into {folder} of ComfyUI, or give another as `{}`: {}{more}",
            parameter.name,
            shown.join(", ")
        )
    };
    Finding::new(FindingCode::ModelMissing, what).remedy(remedy)
}

/// Why the server would refuse the workflow with arguments that fit its parameters; that files are
/// `missing` is told already.
fn refusals(entry: &Entry, known: &Known, missing: &[&Parameter]) -> Vec<Finding> {
    let refused = |reason: String, remedy: &str| {
        let what = format!("ComfyUI would refuse `{}`: {reason}", entry.id);
        vec![Finding::new(FindingCode::WorkflowRefused, what).remedy(remedy)]
    };
    let prompt = match sample::bound(&entry.template, missing) {
        Ok(prompt) => prompt,
        Err(errors) => {
            let reason = errors.to_string().replace('\n', "; ");
            return refused(reason, "correct the defaults of the workflow");
        }
    };
    let report = known.validator().prompt(&prompt);
    if report.nodes.is_empty() && !report.is_valid() {
        return refused(outcome(&report), "open it in the editor, and repair it");
    }
    let asked = known.provenance != Provenance::Stock;
    let is_told = |node: &NodeName, violation: &Violation| {
        let is_here = |binding: &Binding| {
            binding.address.node.as_str() == &*node.id
                && violation.input.as_deref() == Some(binding.address.input.as_str())
        };
        is_about_files(violation)
            && (!asked || missing.iter().any(|parameter| parameter.bindings.iter().any(is_here)))
    };
    let violations = report.violations();
    violations
        .filter(|(node, violation)| !is_told(&node.node, violation))
        .map(|(node, violation)| refusal(entry, &node.node, violation, &known.schema))
        .collect()
}

/// Why the server would refuse one node.
fn refusal(entry: &Entry, node: &NodeName, violation: &Violation, schema: &Schema) -> Finding {
    let input = violation.input.as_deref().unwrap_or_default();
    let remedy = violation.advice(node, schema).next_step;
    let folder = ModelFolder::of(node.class.as_deref().unwrap_or_default(), input);
    if let (Problem::ValueNotInList { received, .. }, Some(folder)) = (&violation.problem, folder) {
        let file = received.as_text().unwrap_or_default();
        let what = format!("`{}` takes `{file}`, which ComfyUI lacks: {node}", entry.id);
        let finding = Finding::new(FindingCode::ModelMissing, what);
        let remedy = format!("put it into `models/{}` of ComfyUI; or {remedy}", folder.as_str());
        // No argument of a call helps.
        return finding.remedy(remedy).weighing(Severity::Error);
    }
    let of_input = if input.is_empty() { String::new() } else { format!(", input `{input}`") };
    let reason = violation.problem.message();
    let what = format!("ComfyUI would refuse `{}`: {node}{of_input}: {reason}", entry.id);
    Finding::new(FindingCode::WorkflowRefused, what).remedy(remedy)
}

fn outcome(report: &Report) -> String {
    match &report.outcome {
        Outcome::Refused(refusal) => refusal.message(),
        Outcome::Crashed(_) => "its code fails on it".to_owned(),
        Outcome::Accepted { .. } => "a part of it cannot be run".to_owned(),
    }
}

/// Whether only the server's files can tell.
fn is_about_files(violation: &Violation) -> bool {
    matches!(violation.problem, Problem::ValueNotInList { .. })
}
