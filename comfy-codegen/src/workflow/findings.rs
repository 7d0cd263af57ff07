//! Words everything that is wrong with a workflow file, each with its place.

use comfy_graph_core::prompt::{Prompt, Value};
use comfy_graph_core::schema::{Schema, Snapshot};
use comfy_graph_core::template::{
    Sidecar, SidecarError, SidecarErrors, Template, TemplateError, TemplateErrors, TemplateWarning,
};
use comfy_graph_core::validate::{
    Concern, NodeName, Outcome, Refusal, Report, SourceFile, Style, Validator,
};
use comfy_graph_core::workflow::{Note, Remark, WorkflowFile};

use super::WorkflowError;
use super::place::Places;
use super::sample;
use crate::source::SchemaSource;

/// What is wrong with a file so far.
pub(super) struct Findings<'f> {
    name: &'f str,
    file: &'f WorkflowFile,
    schema: &'f Schema,
    places: Places<'f>,
    blocks: Vec<String>,
    /// Inputs that were told already.
    told: Vec<(String, String)>,
    lacks_classes: bool,
}

impl<'f> Findings<'f> {
    /// None yet.
    pub(super) fn new(name: &'f str, file: &'f WorkflowFile, schema: &'f Schema) -> Self {
        let places = Places::of(file);
        Self {
            name,
            file,
            schema,
            places,
            blocks: Vec::new(),
            told: Vec::new(),
            lacks_classes: false,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The error that holds all of them.
    pub(super) fn into_error(
        mut self,
        snapshot: &Snapshot,
        source: &SchemaSource,
    ) -> WorkflowError {
        let version = snapshot
            .version()
            .map_or("its schema".to_owned(), |version| format!("ComfyUI {version}"));
        let schema = match source {
            SchemaSource::Stock => format!("{version}, by the stock snapshot"),
            SchemaSource::File(path) => {
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                format!("{version}, by `{file}`")
            }
            #[cfg(feature = "server")]
            SchemaSource::Server(server) => format!("{version} at {server}"),
        };
        if self.lacks_classes && *source == SchemaSource::Stock {
            let advice = "the stock snapshot has ComfyUI's own classes; `comfy-codegen snapshot` \
                          writes down those of your server";
            self.blocks.push(format!("{advice}\n"));
        }
        let findings = self.blocks.join("\n");
        WorkflowError::Wrong { file: self.name.to_owned(), schema, findings }
    }

    /// What the editor would not have exported.
    pub(super) fn notes(&mut self, notes: &[Note]) {
        for note in notes {
            let place = note.node.as_ref().and_then(|node| self.places.node(node.as_str()));
            match &note.remark {
                Remark::GroupNode { .. } | Remark::Refused(_) => {
                    self.tell("conversion", &note.to_string(), place);
                }
                // What the check says of an unknown class is better; the rest does no harm.
                _ => {}
            }
        }
    }

    /// What is wrong with the sidecar by itself.
    pub(super) fn sidecar(&mut self, errors: &SidecarErrors) {
        for error in &errors.0 {
            let reason = match error {
                SidecarError::NotJson { source, .. } => format!(": {source}"),
                _ => String::new(),
            };
            self.tell_elsewhere("sidecar", &format!("{error}{reason}"));
        }
    }

    /// What looks odd about the template; a compiler has no other place to say so.
    pub(super) fn warnings(&mut self, warnings: &[TemplateWarning]) {
        for warning in warnings {
            let message = warning.to_string();
            match warning {
                // The check says the same.
                TemplateWarning::UnknownClass { .. } => {}
                TemplateWarning::UndeclaredInput { node, input, .. } => {
                    self.tell_input(&message, node, input.as_str());
                }
                TemplateWarning::UnknownMember { .. } | TemplateWarning::NotInstalled { .. } => {
                    self.tell_elsewhere("sidecar", &message);
                }
                _ => self.tell("placeholder", &message, None),
            }
        }
    }

    /// Why there is no template; the answer is one of the rest, where that is possible, so that
    /// what else is wrong is found at once.
    pub(super) fn template(
        &mut self,
        prompt: &Prompt,
        errors: &TemplateErrors,
    ) -> Option<Template> {
        let mut rest = prompt.clone();
        for error in &errors.0 {
            let message = error.to_string();
            match error {
                TemplateError::LinkOnly { node, input, .. }
                | TemplateError::HintClash { node, input, .. }
                | TemplateError::InputsClash { node, input, .. }
                | TemplateError::PartOfValue { node, input, .. } => {
                    self.tell_input(&message, node, input.as_str());
                    let inputs = rest.node_mut(&node.id).map(|node| &mut node.inputs);
                    if let Some(value) = inputs.and_then(|inputs| inputs.get_mut(input.as_str())) {
                        *value = Value::Literal(serde_json::Value::Null);
                    }
                }
                TemplateError::Sidecar(_) => self.tell_elsewhere("sidecar", &message),
                _ => self.tell("placeholder", &message, None),
            }
        }
        Template::new(rest, Sidecar::default(), self.schema).ok()
    }

    /// What a server would say, and what it would not say although it goes wrong.
    pub(super) fn check(&mut self, template: &Template) {
        let prompt = match sample::bound(template) {
            Ok(prompt) => prompt,
            Err(errors) => {
                return errors.0.iter().for_each(|error| {
                    self.tell("placeholder", &error.to_string(), None);
                });
            }
        };
        let validator = Validator::new(self.schema);
        let report = validator.prompt(&prompt);
        if let Outcome::Refused(Refusal::MissingNodeType { .. }) = report.outcome {
            return self.unknown_classes(&prompt, &validator);
        }
        self.report(report, &prompt);
    }

    /// Servers name the first node of an unknown class alone.
    fn unknown_classes(&mut self, prompt: &Prompt, validator: &Validator<'_>) {
        for (id, node) in prompt.nodes() {
            let alone: Prompt = [(id.clone(), node.clone())].into_iter().collect();
            let report = validator.prompt(&alone);
            if let Outcome::Refused(Refusal::MissingNodeType { .. }) = report.outcome {
                self.lacks_classes = true;
                self.report(report, &alone);
            }
        }
    }

    fn report(&mut self, mut report: Report, prompt: &Prompt) {
        report.undecided.clear();
        report.warnings.retain(|warning| goes_wrong(&warning.concern));
        let told = &self.told;
        let is_told = |node: &NodeName, input: Option<&str>| {
            told.iter().any(|(id, name)| **id == *node.id && Some(&**name) == input)
        };
        report.warnings.retain(|found| !is_told(&found.node, found.input.as_deref()));
        for faulty in &mut report.nodes {
            let node = &faulty.node;
            faulty.violations.retain(|found| !is_told(node, found.input.as_deref()));
        }
        report.nodes.retain(|faulty| !faulty.violations.is_empty());
        let is_refused = match &report.outcome {
            Outcome::Accepted { .. } => false,
            Outcome::Refused(Refusal::OutputsFailed { .. }) => !report.nodes.is_empty(),
            _ => true,
        };
        if is_refused || !report.nodes.is_empty() || !report.warnings.is_empty() {
            let text = self.text(&report, prompt);
            self.blocks.push(text);
        }
    }

    /// The report without the line that sums it up.
    fn text(&self, report: &Report, prompt: &Prompt) -> String {
        let text = if self.places.is_request() {
            let source = SourceFile { file: self.name, text: self.file.text() };
            report.to_text(&source, self.schema, Style::Plain)
        } else {
            let origin = |node: &str| Some(self.spelled(self.places.node(node)));
            let json = serde_json::to_string(prompt).expect("BUG: prompts are always JSON");
            report.to_text_by_origin(&json, origin, self.schema, Style::Plain)
        };
        let blocks = text.trim_end().rsplit_once('\n').map_or("", |(blocks, _)| blocks);
        format!("{}\n", blocks.trim_end())
    }

    fn tell_input(&mut self, message: &str, node: &NodeName, input: &str) {
        self.told.push((node.id.to_string(), input.to_owned()));
        self.tell("placeholder", message, self.places.input(&node.id, input));
    }

    fn tell(&mut self, what: &str, message: &str, place: Option<(usize, usize)>) {
        let place = self.spelled(place);
        self.blocks.push(format!("error[{what}]: {message}\n --> {place}\n"));
    }

    /// Tells what names its place itself.
    fn tell_elsewhere(&mut self, what: &str, message: &str) {
        self.blocks.push(format!("error[{what}]: {message}\n"));
    }

    fn spelled(&self, place: Option<(usize, usize)>) -> String {
        match place {
            Some((line, column)) => format!("{}:{line}:{column}", self.name),
            None => self.name.to_owned(),
        }
    }
}

/// Whether a prompt with such an input or node does something else than its author meant.
fn goes_wrong(concern: &Concern) -> bool {
    !matches!(
        concern,
        Concern::HiddenInput
            | Concern::DeadNode
            | Concern::OffStep { .. }
            | Concern::TextOf { .. }
            | Concern::DeepChain { .. }
    )
}
