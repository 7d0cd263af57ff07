//! Names the pieces of a plan: what will exist in the generated code.

use comfy_graph_core::ids::ClassName;
use comfy_graph_core::schema::{Choice, NodeClass};

/// Everything that will exist, in emission order; names are settled, tokens are not made yet.
#[derive(Debug, Default)]
pub(crate) struct Plan<'s> {
    pub(crate) sockets: Vec<SocketPlan>,
    pub(crate) unions: Vec<UnionPlan>,
    pub(crate) combos: Types,
    pub(crate) models: Types,
    pub(crate) options: Vec<OptionsPlan>,
    pub(crate) nodes: Vec<NodePlan<'s>>,
}

/// Choices of one module.
#[derive(Debug, Default)]
pub(crate) struct Types {
    pub(crate) choices: Vec<ChoicePlan>,
    pub(crate) aliases: Vec<Alias>,
}

/// Another name of a type, so that a later split of shared lists breaks nobody.
#[derive(Debug, Clone)]
pub(crate) struct Alias {
    pub(crate) ident: String,
    pub(crate) target: String,
}

/// A socket type of this server alone.
#[derive(Debug)]
pub(crate) struct SocketPlan {
    pub(crate) ident: String,
    pub(crate) wire: String,
    pub(crate) known: bool,
}

/// Several socket types that one input takes.
#[derive(Debug)]
pub(crate) struct UnionPlan {
    pub(crate) ident: String,
    pub(crate) wire: String,
    /// Identifiers of the members, in server order.
    pub(crate) members: Vec<String>,
    /// Names of the members that literals exist for, such as `INT`.
    pub(crate) literals: Vec<&'static str>,
    /// Whether some output is of this type.
    pub(crate) is_output: bool,
}

/// A choice type.
#[derive(Debug, Clone)]
pub(crate) struct ChoicePlan {
    pub(crate) ident: String,
    pub(crate) kind: ChoiceKind,
    pub(crate) values: Vec<(String, Choice)>,
    pub(crate) doc: String,
    /// Whether an input takes it by the old form, whose type is the list.
    pub(crate) listed: bool,
    /// Whether any text will do, since the choices are files.
    pub(crate) files: bool,
}

/// What the values of a choice type are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChoiceKind {
    Text,
    Int,
    Mixed,
}

/// Where a class lives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    Nodes,
    Partner,
    Pack(String),
}

/// A node class that gets a type.
#[derive(Debug)]
pub(crate) struct NodePlan<'s> {
    pub(crate) ident: String,
    pub(crate) out_ident: String,
    pub(crate) home: Home,
    pub(crate) class: &'s NodeClass,
    pub(crate) doc: String,
    pub(crate) bag: Bag,
    pub(crate) outputs: Vec<OutputPlan>,
    /// Type parameters, one for each match template.
    pub(crate) templates: Vec<TemplatePlan>,
    /// Unions that exactly one of several outputs feeds, as socket identifiers.
    pub(crate) feeds: Vec<(usize, String)>,
}

impl NodePlan<'_> {
    pub(crate) fn class_name(&self) -> &ClassName {
        &self.class.name
    }
}

/// A match template as a type parameter.
#[derive(Debug, Clone)]
pub(crate) struct TemplatePlan {
    pub(crate) id: String,
    pub(crate) param: String,
    /// The union it is limited to, if any.
    pub(crate) allowed: Option<String>,
}

/// An output field.
#[derive(Debug)]
pub(crate) struct OutputPlan {
    pub(crate) field: String,
    pub(crate) socket: OutSocket,
    pub(crate) is_list: bool,
    pub(crate) doc: String,
}

/// What an output carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OutSocket {
    Type(String),
    Template(String),
    Wild,
    Chosen(Option<Path>),
}

/// Inputs with a constructor and setters: those of a node, or of a dynamic option.
#[derive(Debug, Default)]
pub(crate) struct Bag {
    pub(crate) inputs: Vec<InputPlan>,
    /// The struct of named links, where links of one type stand side by side.
    pub(crate) links: Option<String>,
}

impl Bag {
    /// The inputs that `new` takes.
    pub(crate) fn required(&self) -> impl Iterator<Item = &InputPlan> {
        self.inputs.iter().filter(|input| input.in_new)
    }
}

/// One input.
#[derive(Debug)]
pub(crate) struct InputPlan {
    pub(crate) wire: String,
    pub(crate) ident: String,
    pub(crate) param: Param,
    pub(crate) in_new: bool,
    pub(crate) preset: PresetPlan,
    pub(crate) range: RangePlan,
    pub(crate) doc: String,
}

/// What a method takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Param {
    /// A literal or a link.
    Value(Kind),
    /// A link to a socket type.
    Link(String),
    /// A link that takes part in a match template, by type parameter.
    Match(String),
    /// Any number of elements.
    Grow(Box<Param>, NamesPlan),
    /// An option of a dynamic combo, by path.
    Options(Path),
}

/// The kind of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Plain(&'static str),
    Text,
    /// A union that literals exist for.
    Union(String),
    /// JSON with a socket type.
    Custom(String),
    Choice(Path, Form),
    Open(Form),
}

/// How an input declares its choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Named,
    Listed,
    Many,
}

/// A type of the generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Path {
    Combos(String),
    Models(String),
    Options(String),
    /// In the module at hand.
    Here(String),
}

/// How elements are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NamesPlan {
    Numbered(String, usize),
    /// Letters and the like, which callers give themselves.
    List(Vec<String>),
}

/// What is sent when nothing is given.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PresetPlan {
    None,
    Int(i64),
    Unsigned(u64),
    Float(f64),
    Bool(bool),
    Text(String),
    Json(String),
}

/// What an input takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RangePlan {
    None,
    Int(i128, i128),
    Float(f64, f64),
    Elements(u32, u32),
}

/// A dynamic combo: an enum with one payload type an option, in a module of their own.
#[derive(Debug)]
pub(crate) struct OptionsPlan {
    pub(crate) ident: String,
    pub(crate) module: String,
    pub(crate) doc: String,
    pub(crate) options: Vec<OptionPlan>,
    /// Choices of the payloads.
    pub(crate) types: Types,
    /// Dynamic combos of the payloads.
    pub(crate) nested: Vec<OptionsPlan>,
}

/// One option: a unit variant, or one with a payload type of the same name.
#[derive(Debug)]
pub(crate) struct OptionPlan {
    pub(crate) variant: String,
    pub(crate) key: String,
    pub(crate) bag: Option<Bag>,
}
