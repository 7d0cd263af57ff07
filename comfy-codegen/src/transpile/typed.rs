//! Looks up what the generated code has for the classes of a prompt.

use comfy_graph_core::ids::ClassName;
use comfy_graph_core::schema::Schema;
use indexmap::IndexMap;

use crate::plan::types::{ChoicePlan, NodePlan, OptionsPlan, OutSocket, Path, Plan, Types};

/// The plan of the generated code, by what prompts name.
pub(super) struct Typed<'p> {
    pub(super) schema: &'p Schema,
    plan: &'p Plan<'p>,
    nodes: IndexMap<&'p ClassName, &'p NodePlan<'p>>,
}

/// Where the types of a bag of inputs are: at the top, or in the module of an option.
#[derive(Clone)]
pub(super) struct Place<'p> {
    /// The modules that lead there, from that of the generated code.
    pub(super) path: Vec<&'p str>,
    pub(super) options: Option<&'p OptionsPlan>,
}

impl Place<'_> {
    /// Where node types are.
    pub(super) const TOP: Self = Self { path: Vec::new(), options: None };
}

/// What an output carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carried {
    /// A socket type of the generated code.
    Type(String),
    /// Whatever is said.
    Wild,
    /// A choice of an old list.
    Chosen,
}

impl<'p> Typed<'p> {
    pub(super) fn new(schema: &'p Schema, plan: &'p Plan<'p>) -> Self {
        let nodes = plan.nodes.iter().map(|node| (node.class_name(), node)).collect();
        Self { schema, plan, nodes }
    }

    /// The type of a class.
    pub(super) fn node(&self, class: &ClassName) -> Option<&'p NodePlan<'p>> {
        self.nodes.get(class).copied()
    }

    /// Every type, for imports.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &'p NodePlan<'p>> {
        self.plan.nodes.iter()
    }

    /// The choices of `path`, with the modules that lead to the type and its name.
    pub(super) fn choice(
        &self,
        path: &'p Path,
        place: &Place<'p>,
    ) -> (Vec<&'p str>, &'p ChoicePlan) {
        let (modules, types, name) = match path {
            Path::Combos(name) => (vec!["combos"], &self.plan.combos, name),
            Path::Models(name) => (vec!["models"], &self.plan.models, name),
            Path::Options(name) | Path::Here(name) => {
                let options = place.options.expect("BUG: a choice of no option");
                (place.path.clone(), &options.types, name)
            }
        };
        (modules, choice(types, name))
    }

    /// The dynamic combo of `path`, with the modules that lead to the type.
    pub(super) fn options(
        &self,
        path: &'p Path,
        place: &Place<'p>,
    ) -> (Vec<&'p str>, &'p OptionsPlan) {
        let (modules, among, name) = match (path, place.options) {
            (Path::Options(name), _) | (Path::Combos(name) | Path::Models(name), _) => {
                (vec!["options"], &self.plan.options, name)
            }
            (Path::Here(name), options) => {
                let options = options.expect("BUG: a dynamic combo of no option");
                (place.path.clone(), &options.nested, name)
            }
        };
        let found = among.iter().find(|options| options.ident == *name);
        (modules, found.expect("BUG: a dynamic combo that is not planned"))
    }

    /// Whether an output that carries `from` feeds inputs of type `to`; the rule of
    /// `comfy_graph::Feeds`.
    pub(super) fn feeds(&self, from: &Carried, to: &str) -> bool {
        let from = match from {
            Carried::Wild => return to == "Any",
            Carried::Chosen => return matches!(to, "Any" | "Combo"),
            Carried::Type(from) => from,
        };
        if from == to {
            return to != "Any";
        }
        let union = |name: &str| self.plan.unions.iter().find(|union| union.ident == name);
        let has = |name: &str| union(to).is_some_and(|to| to.members.iter().any(|m| m == name));
        let shared = || {
            union(from)
                .filter(|from| from.is_output)
                .is_some_and(|from| from.members.iter().any(|member| member == to || has(member)))
        };
        to == "Any" || has(from) || shared()
    }

    /// The names of the literals that the union `ident` takes, such as `INT`.
    pub(super) fn union_literals(&self, ident: &str) -> &[&'static str] {
        let found = self.plan.unions.iter().find(|union| union.ident == ident);
        found.map_or(&[], |union| union.literals.as_slice())
    }

    /// A type that feeds inputs of type `ident`: the first of a union, else itself.
    pub(super) fn member<'n>(&'n self, ident: &'n str) -> &'n str {
        let found = self.plan.unions.iter().find(|union| union.ident == ident);
        found.and_then(|union| union.members.first()).map_or(ident, String::as_str)
    }
}

/// The choices called `name`, or what it is another name of.
fn choice<'p>(types: &'p Types, name: &str) -> &'p ChoicePlan {
    let alias = types.aliases.iter().find(|alias| alias.ident == name);
    let name = alias.map_or(name, |alias| alias.target.as_str());
    let found = types.choices.iter().find(|choice| choice.ident == name);
    found.expect("BUG: a choice that is not planned")
}

impl Carried {
    /// What an output of `socket` carries, with what the match templates of its node stand for.
    pub(super) fn of(socket: &OutSocket, templates: &IndexMap<String, Carried>) -> Self {
        match socket {
            OutSocket::Type(ident) => Self::Type(ident.clone()),
            OutSocket::Wild => Self::Wild,
            OutSocket::Chosen(_) => Self::Chosen,
            OutSocket::Template(param) => templates.get(param).cloned().unwrap_or(Self::Wild),
        }
    }

    /// The name in messages.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Type(ident) => ident,
            Self::Wild => "Wild",
            Self::Chosen => "Chosen",
        }
    }
}
