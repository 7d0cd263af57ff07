//! Answers what `POST /prompt` would answer, without a server.
//!
//! A request is read by `body`, old classes are replaced by `replace`, nodes are read by `nodes`;
//! then `walk` goes from output nodes to what they need, and `node` checks the inputs of each, by
//! `links` and `literals`. Every rule stands in reference C, and was seen on running servers.

mod advice;
mod answer;
mod body;
mod crash;
mod declared;
mod input;
mod links;
mod literals;
mod machine;
mod node;
mod nodes;
mod order;
mod own;
mod phrases;
mod problem;
mod producers;
mod replace;
mod report;
mod slots;
mod terminal;
mod walk;
mod warn;
mod warning;
mod warning_words;

use std::fmt;

use crate::json::{Json, Object};
use crate::prompt::Prompt;
use crate::schema::Schema;
use body::Body;
use nodes::{Nodes, Targets};
use walk::Walk;
use warn::Inspection;

pub use advice::Advice;
pub use crash::Crash;
pub use declared::DeclaredInputs;
pub(crate) use input::{InputCheck, Place};
pub(crate) use links::feeds;
pub use order::Order;
pub(crate) use phrases::{either, quoted, shown};
pub use problem::{Problem, Stumble, WireType};
pub(crate) use producers::producers;
pub use replace::Replacements;
pub use report::{
    FaultyNode, NodeName, Outcome, Refusal, Report, Undecided, UndecidedReason, Violation,
};
pub use terminal::{SourceFile, Style};
pub use warning::{Concern, Meant, Warning};

/// Checks prompts against what a server can run.
///
/// ```
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::validate::Validator;
///
/// let schema = Schema::from_object_info(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{"max":16384}]}},"output":["IMAGE"]},
///         "SaveImage":{"input":{"required":{"images":["IMAGE"]}},"output_node":true}}"#,
/// )?;
///
/// let report = Validator::new(&schema).file(
///     r#"{"1":{"class_type":"EmptyImage","inputs":{"width":99999}},
///         "2":{"class_type":"SaveImage","inputs":{"images":["1",0]}}}"#,
/// );
///
/// let (node, violation) = report.violations().next().ok_or("no violation")?;
/// assert_eq!(report.status(), 400);
/// assert_eq!(node.node.to_string(), "node `1` (EmptyImage)");
/// assert_eq!(violation.problem.code(), "value_bigger_than_max");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Validator<'s> {
    schema: &'s Schema,
    replacements: Replacements,
    files: Option<&'s dyn Files>,
    order: Order,
}

/// The files of a server, for those who have them at hand.
pub trait Files {
    /// Whether the file that nodes call `name` is there; `name` may end in ` [output]` and so on.
    fn exists(&self, name: &str) -> bool;
}

impl fmt::Debug for Validator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("classes", &self.schema.classes().len()).finish()
    }
}

/// A checked request.
#[derive(Debug)]
pub struct Submission<'a> {
    /// What the server would answer.
    pub report: Report,
    /// The prompt as the server would run it: classes replaced, literals converted.
    pub prompt: Object<'a>,
}

/// A literal that the server stores converted.
#[derive(Debug)]
struct Coercion {
    node: usize,
    input: Box<str>,
    value: Json<'static>,
}

impl<'s> Validator<'s> {
    /// Checks against `schema`, with the replacements of a stock ComfyUI.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        Self { schema, replacements: Replacements::default(), files: None, order: Order::Written }
    }

    /// Replaces old classes as the server does whose table this is.
    #[must_use]
    pub fn replacements(mut self, replacements: Replacements) -> Self {
        self.replacements = replacements;
        self
    }

    /// Decides inputs that name files, which are undecided otherwise.
    #[must_use]
    pub fn files(mut self, files: &'s dyn Files) -> Self {
        self.files = Some(files);
        self
    }

    /// Checks inputs and output nodes in another order than the written one.
    ///
    /// The server goes through Python sets, which have an order of their own in each process. It
    /// matters only where the server's code raises or a cycle closes: what was found by then stays.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// What the server would answer to the prompt.
    #[must_use]
    pub fn prompt(&self, prompt: &Prompt) -> Report {
        let inputs: Vec<_> = prompt.nodes().map(|(_, node)| node.inputs_json()).collect();
        match Nodes::of_prompt(prompt, &inputs, self.schema) {
            Some(nodes) => self.judge(&nodes, &Targets::All).0,
            // An unknown class may be an old one, which replacement needs the whole node for.
            None => self.submit(Body::of_prompt(prompt.to_json())).report,
        }
    }

    /// What the server would answer to the prompt or request body that a file holds.
    ///
    /// It is a body if it has a key `prompt` and no nodes; any other object is a prompt.
    #[must_use]
    pub fn file(&self, text: &str) -> Report {
        match Json::parse(text) {
            Ok(Json::Object(prompt)) if !body::is_body(&prompt) => {
                self.submit(Body::of_prompt(prompt)).report
            }
            Ok(body) => self.body(body).report,
            Err(error) => Report::new(Outcome::Crashed(Crash::NotJson(error))),
        }
    }

    /// What the server would make of the body of a request.
    #[must_use]
    pub fn request<'a>(&self, text: &'a str) -> Submission<'a> {
        match Json::parse(text) {
            Ok(body) => self.body(body),
            Err(error) => Submission::failed(Outcome::Crashed(Crash::NotJson(error))),
        }
    }

    /// What the server would make of the body of a request that is read as JSON already.
    #[must_use]
    pub fn body<'a>(&self, body: Json<'a>) -> Submission<'a> {
        match Body::read(body) {
            Ok(body) => self.submit(body),
            Err(outcome) => Submission::failed(outcome),
        }
    }

    fn submit<'a>(&self, mut body: Body<'a>) -> Submission<'a> {
        if let Err(outcome) = self.replacements.apply(&mut body.prompt, self.schema) {
            return Submission::failed(outcome);
        }
        let (mut report, coercions) = self.check(&body.prompt, &body.targets());
        let (mut prompt, extra_data, has_client_id) = body.into_parts();
        report.outcome = Body::after(extra_data.as_ref(), has_client_id, report.outcome);
        convert(&mut prompt, coercions);
        Submission { report, prompt }
    }

    fn check(&self, prompt: &Object<'_>, targets: &Targets<'_>) -> (Report, Vec<Coercion>) {
        match Nodes::read(prompt, self.schema, targets) {
            Ok(nodes) => self.judge(&nodes, targets),
            Err(outcome) => (Report::new(outcome), Vec::new()),
        }
    }

    fn judge(&self, nodes: &Nodes<'_, '_>, targets: &Targets<'_>) -> (Report, Vec<Coercion>) {
        let mut roots = nodes.roots(targets);
        self.order.sort(&mut roots, |order, root| order.key(nodes.at(*root).id));
        if roots.is_empty() {
            let outcome = Outcome::Refused(Refusal::NoOutputs);
            return (Report::new(outcome), Vec::new());
        }
        let mut walk = Walk::new(self, nodes);
        walk.roots(&roots);
        let warnings = Inspection::new(&walk).warnings(&roots, targets);
        let Walk { mut report, coercions, .. } = walk;
        report.warnings = warnings;
        (report, coercions)
    }
}

impl Submission<'_> {
    fn failed(outcome: Outcome) -> Self {
        Self { report: Report::new(outcome), prompt: Object::new() }
    }
}

/// Stores converted literals, which come by node in the order of their checks.
fn convert(prompt: &mut Object<'_>, mut coercions: Vec<Coercion>) {
    coercions.sort_by_key(|coercion| coercion.node);
    let mut coercions = coercions.into_iter().peekable();
    for (position, (_, node)) in prompt.iter_mut().enumerate() {
        while let Some(coercion) = coercions.next_if(|coercion| coercion.node == position) {
            let Json::Object(node) = &mut *node else { continue };
            if let Some(Json::Object(inputs)) = node.get_mut("inputs") {
                inputs.insert(String::from(coercion.input), coercion.value);
            }
        }
    }
}
