//! Decides what the generated code will hold: modules, names, order, documentation.
//!
//! The emitters after it only spell the plan as tokens, so they cannot fail.

mod choices;
mod docs;
mod input_types;
mod inputs;
mod nodes;
mod sockets;
pub(crate) mod types;
pub(crate) mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use comfy_graph_core::closest::closest;
use comfy_graph_core::ids::ClassName;
use comfy_graph_core::schema::{NodeClass, Pack, Schema};

use crate::claims::Claims;
use crate::lock::Lock;
use crate::names::{class_ident, pack_ident, spelled_out_class_ident, type_part};
use crate::settings::{Select, Settings};
use choices::{ChoiceTypes, ModelTypes, Module, SharedLists};
use input_types::InputTypes;
use inputs::{ClassTypes, Owner};
use sockets::Sockets;
use types::{Home, Path, Plan};

/// A class that was asked for and is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the schema has no class `{class}`{}; `comfy-codegen snapshot` takes a fresh one",
    hint(.closest)
)]
pub struct UnknownClass {
    /// The class asked for.
    pub class: String,
    /// The classes whose names are nearest, at most three.
    pub closest: Vec<ClassName>,
}

fn hint(closest: &[ClassName]) -> String {
    let names: Vec<_> = closest.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!(", the closest are {}", names.join(", ")) }
}

/// Names that generated code uses beside node types, so that no node type may have them.
const RESERVED: &[&str] = &[
    "Default",
    "IntoIterator",
    "RawNode",
    "T",
    "To",
    "bool",
    "char",
    "combos",
    "core",
    "f32",
    "f64",
    "i128",
    "i64",
    "models",
    "new",
    "nodes",
    "options",
    "packs",
    "partner",
    "rt",
    "str",
    "ty",
    "u16",
    "u64",
];

/// The work of planning.
struct Planner<'l> {
    lock: &'l mut Lock,
    sockets: Sockets,
    models: ModelTypes,
    idents: BTreeMap<ClassName, String>,
}

/// Plans the code for the selected classes of `schema`; names go into `lock`.
///
/// # Errors
///
/// Every class that was asked for by name and is not there.
pub(crate) fn plan<'s>(
    schema: &'s Schema,
    settings: &Settings,
    lock: &mut Lock,
) -> Result<Plan<'s>, Vec<UnknownClass>> {
    let idents = name_classes(schema, lock);
    let selected = select(schema, &settings.select, &idents)?;
    let sockets = Sockets::of(schema, lock);
    let models = ModelTypes::new(settings.models);
    let mut planner = Planner { lock, sockets, models, idents };
    Ok(planner.plan(schema, selected))
}

impl Planner<'_> {
    fn plan<'s>(&mut self, schema: &'s Schema, selected: Vec<&'s NodeClass>) -> Plan<'s> {
        let idents = self.idents.clone();
        let types = InputTypes::of(schema, self.lock, |class| type_prefix(schema, &idents, class));
        let shared = SharedLists::of(schema, &types);
        let mut combos = ChoiceTypes::new(Module::Combos, String::new());
        let mut options = Vec::new();
        let mut nodes = Vec::new();
        for class in selected {
            let prefix = type_prefix(schema, &idents, class.name.as_str());
            let templates = inputs::templates(&class.inputs, &mut self.sockets);
            let mut owner = Owner {
                prefix: &prefix,
                choices: &mut combos,
                options: &mut options,
                options_path: Path::Options,
                class: Some(ClassTypes {
                    name: class.name.as_str(),
                    types: &types,
                    shared: &shared,
                }),
                scope: "",
                templates: &templates,
            };
            let bag = self.bag(&class.inputs, &mut owner);
            nodes.push(self.node(class, bag, templates));
        }
        self.derive_names(schema, &mut nodes);
        self.find_feeds(&mut nodes);
        nodes.sort_by(|a, b| (&a.home, &a.ident).cmp(&(&b.home, &b.ident)));
        options.sort_by(|a, b| a.ident.cmp(&b.ident));
        let models = std::mem::replace(&mut self.models, ModelTypes::new(Default::default()));
        let models = models.into_types(self.lock);
        let (sockets, unions) = std::mem::take(&mut self.sockets).into_plans();
        Plan { sockets, unions, combos: combos.into_types(), models, options, nodes }
    }
}

/// What the names of a class's own types begin with; packs may have classes named alike.
fn type_prefix(schema: &Schema, idents: &BTreeMap<ClassName, String>, class: &str) -> String {
    let ident = idents.get(class).map_or("", String::as_str);
    match schema.class(class).map(NodeClass::pack) {
        Some(Pack::Custom(pack)) => format!("{}{ident}", type_part(pack)),
        _ => ident.to_owned(),
    }
}

fn home(class: &NodeClass) -> Home {
    match class.pack() {
        Pack::Custom(pack) => Home::Pack(pack_ident(pack)),
        Pack::Core if class.flags.api_node => Home::Partner,
        Pack::Core => Home::Nodes,
    }
}

/// Names every class, selected or not, so that selection changes no name.
fn name_classes(schema: &Schema, lock: &mut Lock) -> BTreeMap<ClassName, String> {
    let mut homes: BTreeMap<Home, BTreeSet<&str>> = BTreeMap::new();
    for class in schema.classes() {
        homes.entry(home(class)).or_default().insert(class.name.as_str());
    }
    let mut idents = BTreeMap::new();
    for names in homes.into_values() {
        let mut claims = Claims::reserving(RESERVED);
        let locked = |name: &str| lock.class(name);
        // The structs of classes that were there before keep their names from new classes.
        let (old, new): (Vec<&str>, Vec<&str>) =
            names.into_iter().partition(|name| locked(name).is_some());
        let mut assigned = claims.assign(old, locked, class_ident, spelled_out_class_ident);
        for ident in assigned.values() {
            claims.reserve(&format!("{ident}Out"));
            claims.reserve(&format!("{ident}Links"));
        }
        assigned.extend(claims.assign(new, locked, class_ident, spelled_out_class_ident));
        for (name, ident) in assigned {
            let name = name.parse::<ClassName>().expect("BUG: a class of the schema has no name");
            idents.insert(name, ident);
        }
    }
    for (name, ident) in &idents {
        lock.keep_class(name.as_str(), ident);
    }
    idents
}

fn select<'s>(
    schema: &'s Schema,
    select: &Select,
    idents: &BTreeMap<ClassName, String>,
) -> Result<Vec<&'s NodeClass>, Vec<UnknownClass>> {
    let mut classes: Vec<&NodeClass> = match select {
        Select::All => schema.classes().collect(),
        Select::Words(words) => {
            schema.classes().filter(|class| words.contains(&idents[&class.name])).collect()
        }
        Select::Only(names) => {
            let missing = names.iter().filter(|name| schema.class(name).is_none());
            let missing: Vec<_> = missing.map(|class| unknown(schema, class)).collect();
            if !missing.is_empty() {
                return Err(missing);
            }
            names.iter().filter_map(|name| schema.class(name)).collect()
        }
    };
    classes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(classes)
}

fn unknown(schema: &Schema, class: &str) -> UnknownClass {
    let names = schema.classes().map(|known| known.name.as_str());
    let closest = closest(class, names).into_iter().filter_map(|name| name.parse().ok());
    UnknownClass { class: class.to_owned(), closest: closest.collect() }
}
