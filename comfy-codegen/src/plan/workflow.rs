//! Decides what the type of a workflow looks like: its fields, choices, outputs.
//!
//! `emit::workflow` spells it. Nothing is wrong with the workflow any more.

use comfy_graph_core::ids::NodeId;
use comfy_graph_core::prompt::PromptNode;
use comfy_graph_core::schema::{ChoiceList, InputKind, NodeClass, Number, Schema, SocketType};
use comfy_graph_core::template::{Domain, Fallback, Kind, Parameter, Step};
use heck::{ToShoutySnakeCase, ToUpperCamelCase};

use super::docs::{escaped, prose};
use super::sockets::KNOWN;
use crate::claims::Claims;
use crate::names::{class_ident, field_ident, type_part, variant_ident};
use crate::workflow::CheckedWorkflow;

/// How many arguments a constructor takes before they become a struct.
const MOST_ARGUMENTS: usize = 5;

/// Methods that every such type has.
const METHODS: &[&str] = &["new", "bind", "bind_with", "template"];

/// What can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fields {
    /// The parameters: what placeholders and the sidecar name.
    #[default]
    Parameters,
    /// The parameters, and what was found by following links.
    Settings,
}

/// The type of one workflow.
#[derive(Debug)]
pub(crate) struct WorkflowPlan {
    pub(crate) ident: String,
    pub(crate) doc: String,
    pub(crate) fields: Vec<FieldPlan>,
    /// The struct that the constructor takes, where the arguments are many.
    pub(crate) required: Option<String>,
    pub(crate) choices: Vec<ChoicesPlan>,
    pub(crate) outputs: Vec<OutputPlan>,
    pub(crate) settings: Fields,
    pub(crate) prompt: String,
    pub(crate) sidecar: String,
    pub(crate) schema: String,
}

/// One field, with its setter unless it is required.
#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) ident: String,
    /// What arguments call it.
    pub(crate) name: String,
    pub(crate) value: ValuePlan,
    pub(crate) is_required: bool,
    pub(crate) doc: String,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValuePlan {
    /// A type of the language.
    Plain(&'static str),
    Text,
    Json,
    /// One of the choices, by the name of their type.
    Choice(String),
}

/// A fixed list.
#[derive(Debug)]
pub(crate) struct ChoicesPlan {
    pub(crate) ident: String,
    pub(crate) doc: String,
    /// Identifiers with what the server is sent.
    pub(crate) values: Vec<(String, String)>,
}

/// A node that shows or saves something.
#[derive(Debug)]
pub(crate) struct OutputPlan {
    pub(crate) ident: String,
    pub(crate) node: String,
    pub(crate) class: String,
    /// The marker of the socket type that goes in.
    pub(crate) socket: &'static str,
    pub(crate) doc: String,
}

impl WorkflowPlan {
    /// The plan of a type called `ident`, by default after the file.
    pub(crate) fn new(workflow: &CheckedWorkflow, ident: Option<String>, settings: Fields) -> Self {
        let template = &workflow.template;
        let ident = ident.unwrap_or_else(|| struct_ident(&workflow.name));
        let found = template.settings().map(|setting| &setting.parameter);
        let found = found.filter(|_| settings == Fields::Settings);
        let parameters: Vec<_> = template.parameters().chain(found).collect();
        let idents = Claims::reserving(METHODS).assign(
            parameters.iter().map(|parameter| parameter.name.as_str()),
            |_| None,
            field_ident,
            |name| format!("{}_", field_ident(name)),
        );
        let mut choices = Choices { owner: &ident, types: Vec::new(), claims: Claims::default() };
        choices.claims.reserve(&ident);
        let required = parameters.iter().filter(|parameter| parameter.is_required()).count();
        let required =
            (required > MOST_ARGUMENTS).then(|| choices.claims.derive(format!("{ident}Required")));
        let field = |parameter: &&Parameter| FieldPlan {
            ident: idents[parameter.name.as_str()].clone(),
            name: parameter.name.to_string(),
            value: choices.value(parameter),
            is_required: parameter.is_required(),
            doc: field_doc(parameter),
        };
        Self {
            fields: parameters.iter().map(field).collect(),
            doc: struct_doc(workflow),
            required,
            choices: choices.types,
            outputs: outputs(workflow),
            settings,
            prompt: json(template.prompt()),
            sidecar: workflow.sidecar.clone().unwrap_or_else(|| "{}".to_owned()),
            schema: workflow.snapshot.to_json(),
            ident,
        }
    }

    /// The fields that `new` takes.
    pub(crate) fn required(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields.iter().filter(|field| field.is_required)
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("BUG: prompts are always JSON")
}

/// The name of the file without its folders and endings, in camel case.
fn struct_ident(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    class_ident(&name.split('.').next().unwrap_or(name).to_upper_camel_case())
}

fn struct_doc(workflow: &CheckedWorkflow) -> String {
    let template = &workflow.template;
    let file = workflow.name.replace('`', "'");
    let title = template.name().map_or_else(|| format!("The workflow `{file}`"), escaped);
    let mut lines = vec![sentence(&title)];
    if let Some(description) = template.description() {
        lines.extend([String::new(), sentence(&prose(description))]);
    }
    if template.name().is_some() {
        lines.extend([String::new(), format!("Made of `{file}`.")]);
    }
    lines.join("\n")
}

fn sentence(text: &str) -> String {
    let full_stop = if text.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    format!("{text}{full_stop}")
}

fn field_doc(parameter: &Parameter) -> String {
    let mut sentences = vec![sentence(&prose(&parameter.description))];
    sentences.extend(fallback_words(&parameter.fallback));
    sentences.extend(range_words(&parameter.domain));
    sentences.join(" ")
}

fn fallback_words(fallback: &Fallback) -> Option<String> {
    let value = match fallback {
        Fallback::Random => return Some("Random unless given.".to_owned()),
        Fallback::Kept(None) => return Some("Stays as in the file unless given.".to_owned()),
        fallback => fallback.value()?,
    };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(match text.as_str() {
        "" => "Default empty.".to_owned(),
        long if long.len() > 60 => return None,
        text => format!("Default `{}`.", text.replace('`', "'").replace(['\n', '\r'], " ")),
    })
}

fn range_words(domain: &Domain) -> Option<String> {
    if !domain.kind.is_number() {
        return None;
    }
    let range = match (domain.min, domain.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("At least {min}")),
        (None, Some(max)) => Some(format!("At most {max}")),
        (None, None) => None,
    };
    let step = domain.step.filter(|Step { size, .. }| *size != Number::Int(1));
    let step = step.map(|Step { size, .. }| format!("steps of {size}"));
    let words: Vec<_> = range.into_iter().chain(step).collect();
    (!words.is_empty()).then(|| format!("{}.", words.join(", ")))
}

/// The choice types of one workflow, in the making.
struct Choices<'o> {
    owner: &'o str,
    types: Vec<ChoicesPlan>,
    claims: Claims,
}

impl Choices<'_> {
    fn value(&mut self, parameter: &Parameter) -> ValuePlan {
        let domain = &parameter.domain;
        match domain.kind {
            Kind::Int => ValuePlan::Plain(whole(domain)),
            Kind::Float => ValuePlan::Plain("f64"),
            Kind::Bool => ValuePlan::Plain("bool"),
            Kind::Choice => match domain.choices.as_deref() {
                Some(list) if list.is_text() => self.choice(parameter, list),
                Some(list) if list.is_int() => ValuePlan::Plain("i64"),
                _ => ValuePlan::Json,
            },
            Kind::Text | Kind::Model(_) | Kind::Upload(_) => ValuePlan::Text,
            _ => ValuePlan::Json,
        }
    }

    fn choice(&mut self, parameter: &Parameter, list: &ChoiceList) -> ValuePlan {
        let name = parameter.name.as_str();
        let ident = self.claims.derive(format!("{}{}", self.owner, type_part(name)));
        let mut texts: Vec<&str> = Vec::new();
        for text in list.as_slice().iter().filter_map(|choice| choice.as_text()) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let given = texts.iter().copied();
        let idents = Claims::default().assign(given, |_| None, variant_ident, variant_ident);
        let values = texts.iter().map(|text| (idents[text].clone(), (*text).to_owned()));
        let doc = format!("What `{name}` of [`{}`] can be.", self.owner);
        self.types.push(ChoicesPlan { ident: ident.clone(), doc, values: values.collect() });
        ValuePlan::Choice(ident)
    }
}

fn whole(domain: &Domain) -> &'static str {
    let is_above_0 = domain.min.is_some_and(|min| min >= Number::Int(0));
    let is_large = domain.max.is_some_and(|max| max > Number::Int(i64::MAX.into()));
    if is_above_0 && is_large { "u64" } else { "i64" }
}

fn outputs(workflow: &CheckedWorkflow) -> Vec<OutputPlan> {
    let nodes = workflow.template.prompt().nodes();
    let nodes: Vec<_> = nodes
        .filter_map(|(id, node)| Some((id, node, output_class(node, &workflow.schema)?)))
        .collect();
    let mut claims = Claims::default();
    let name = |node: &PromptNode| {
        let title = node.title().unwrap_or_default();
        let class = node.class_type.as_ref().map_or("", |class| class.as_str());
        field_ident(if title.trim().is_empty() { class } else { title }).to_shouty_snake_case()
    };
    let plan = |(id, node, class): &(&NodeId, &PromptNode, &NodeClass)| {
        let plain = name(node);
        let is_alone = nodes.iter().filter(|(_, other, _)| name(other) == plain).count() == 1;
        let own = if is_alone { plain } else { format!("{plain}_{}", shout(id.as_str())) };
        OutputPlan {
            ident: claims.derive(own),
            node: id.to_string(),
            class: class.name.to_string(),
            socket: shown(class),
            doc: format!("What node `{id}` (`{}`) shows or saves.", class.name),
        }
    };
    nodes.iter().map(plan).collect()
}

fn shout(id: &str) -> String {
    id.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_").to_ascii_uppercase()
}

fn output_class<'s>(node: &PromptNode, schema: &'s Schema) -> Option<&'s NodeClass> {
    let class = schema.class(node.class_type.as_ref()?.as_str())?;
    class.flags.output_node.then_some(class)
}

/// The marker of what an output node is given: its first input that is a socket.
fn shown(class: &NodeClass) -> &'static str {
    let sockets = class.inputs.iter().filter_map(|input| match &input.kind {
        InputKind::Socket(socket @ SocketType::Named(_)) => Some(socket.to_string()),
        _ => None,
    });
    let marker = |wire: String| KNOWN.iter().find(|(name, _)| *name == wire);
    sockets.filter_map(marker).map(|(_, ident)| *ident).next().unwrap_or("Any")
}
