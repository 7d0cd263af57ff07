//! Names the choice types, sharing one type among equal lists under one input name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use comfy_graph_core::schema::{
    Choice, ChoiceList, ChoiceSource, Combo, ComboForm, InputKind, ModelFolder, Schema,
};

use super::input_types::{InputTypes, TypeHome, rank};
use super::types::{Alias, ChoiceKind, ChoicePlan, Form, Kind, Path, Types};
use crate::claims::{Claims, Rank};
use crate::lock::Lock;
use crate::names::{file_ident, type_part, variant_ident};
use crate::settings::Models;

/// Lists with a name of their own: that of the class and input, wherever it repeats.
pub(super) const CURATED: &[(&str, &str, &str)] =
    &[("KSampler", "sampler_name", "Sampler"), ("KSampler", "scheduler", "Scheduler")];

/// The lists that several classes share, over the whole schema, so that selection changes no name.
pub(crate) struct SharedLists {
    /// By input name and list: the type that stands for all.
    groups: HashMap<(String, String), String>,
}

impl SharedLists {
    /// Finds the lists; the first class of each gives its name, those of ComfyUI before packs.
    pub(crate) fn of(schema: &Schema, types: &InputTypes) -> Self {
        let mut owners: BTreeMap<(String, String), Vec<(Rank, &str)>> = BTreeMap::new();
        for class in schema.classes() {
            for input in &class.inputs {
                if let InputKind::Combo(combo) = &input.kind
                    && combo.source.is_fixed()
                {
                    let key = (input.name.to_string(), key_of(&combo.choices));
                    owners.entry(key).or_default().push((rank(class), class.name.as_str()));
                }
            }
        }
        let name = |(key, owners): ((String, String), Vec<(Rank, &str)>)| {
            let curated = CURATED.iter().find(|(class, input, _)| {
                *input == key.0 && owners.iter().any(|(_, owner)| owner == class)
            });
            let ident = match (curated, owners.iter().min()) {
                (Some((_, _, ident)), _) => *ident,
                (None, Some((_, first))) => types.known(TypeHome::Combos, first, &key.0)?,
                (None, None) => return None,
            };
            Some((key, ident.to_owned()))
        };
        Self { groups: owners.into_iter().filter_map(name).collect() }
    }

    fn ident(&self, input: &str, list: &ChoiceList) -> Option<&str> {
        self.groups.get(&(input.to_owned(), key_of(list))).map(String::as_str)
    }
}

fn key_of(list: &ChoiceList) -> String {
    serde_json::to_string(list).expect("BUG: choices are always JSON")
}

/// The choice types of one module, in the making.
pub(crate) struct ChoiceTypes {
    module: Module,
    scope: String,
    by_list: HashMap<(String, String), usize>,
    types: Types,
    claims: Claims,
}

/// An input with a fixed list.
#[derive(Clone, Copy)]
pub(crate) struct Use<'u> {
    /// The name that its type has of its own.
    pub(crate) own: &'u str,
    /// The name of the input.
    pub(crate) input: &'u str,
    pub(crate) combo: &'u Combo,
}

/// Which module the types are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Module {
    Combos,
    Here,
}

impl ChoiceTypes {
    /// None yet, in a module whose lock entries begin with `scope`.
    pub(crate) fn new(module: Module, scope: String) -> Self {
        let claims = Claims::default();
        Self { module, scope, by_list: HashMap::new(), types: Types::default(), claims }
    }

    /// Keeps `ident` from choices.
    pub(crate) fn reserve(&mut self, ident: &str) {
        self.claims.reserve(ident);
    }

    /// Another name of the module, for something that is no choice.
    pub(crate) fn derive(&mut self, ident: String) -> String {
        self.claims.derive(ident)
    }

    /// The type of a fixed list: `own` for this input, the shared one behind it where there is one.
    pub(crate) fn fixed(
        &mut self,
        Use { own, input, combo }: Use<'_>,
        shared: Option<&SharedLists>,
        lock: &mut Lock,
    ) -> Kind {
        let key = (input.to_owned(), key_of(&combo.choices));
        let canonical =
            shared.and_then(|shared| shared.ident(input, &combo.choices)).unwrap_or(own);
        let position = match self.by_list.get(&key) {
            Some(&position) => position,
            None => {
                let ident = self.claims.derive(canonical.to_owned());
                let scope = &self.scope;
                let plan = plan(scope, ident, &combo.choices, variant_ident, lock);
                self.types.choices.push(plan);
                self.by_list.insert(key, self.types.choices.len() - 1);
                self.types.choices.len() - 1
            }
        };
        let choice = &mut self.types.choices[position];
        let form = form(combo);
        choice.listed |= form == Form::Listed;
        let target = choice.ident.clone();
        let ident = if own == target { target } else { self.alias(own, target) };
        Kind::Choice(self.path(ident), form)
    }

    fn alias(&mut self, own: &str, target: String) -> String {
        if let Some(known) = self.types.aliases.iter().find(|alias| alias.ident == own) {
            return known.ident.clone();
        }
        let ident = self.claims.derive(own.to_owned());
        self.types.aliases.push(Alias { ident: ident.clone(), target });
        ident
    }

    fn path(&self, ident: String) -> Path {
        match self.module {
            Module::Combos => Path::Combos(ident),
            Module::Here => Path::Here(ident),
        }
    }

    pub(crate) fn into_types(mut self) -> Types {
        self.types.choices.sort_by(|a, b| a.ident.cmp(&b.ident));
        self.types.aliases.sort_by(|a, b| a.ident.cmp(&b.ident));
        self.types
    }
}

pub(crate) fn form(combo: &Combo) -> Form {
    match combo.form {
        _ if combo.multiselect => Form::Many,
        ComboForm::List => Form::Listed,
        ComboForm::Named => Form::Named,
    }
}

fn plan(
    scope: &str,
    ident: String,
    list: &ChoiceList,
    spell: impl Fn(&str) -> String,
    lock: &mut Lock,
) -> ChoicePlan {
    let kind = match list {
        list if list.is_text() => ChoiceKind::Text,
        list if list.is_int() => ChoiceKind::Int,
        _ => ChoiceKind::Mixed,
    };
    let mut values: Vec<(String, Choice)> = Vec::new();
    for choice in list.as_slice() {
        let text = choice.to_string();
        if !values.iter().any(|(known, _)| *known == text) {
            values.push((text, choice.clone()));
        }
    }
    let texts = values.iter().map(|(text, _)| text.as_str());
    let mut claims = Claims::reserving(&["Other"]);
    let key = format!("{scope}{ident}");
    let variants = claims.assign(texts, |text| lock.variant(&key, text), &spell, &spell);
    let variants: Vec<String> =
        values.iter().map(|(text, _)| variants[text.as_str()].clone()).collect();
    for ((text, _), variant) in values.iter().zip(&variants) {
        lock.keep_variant(&key, text, variant);
    }
    let values = variants.into_iter().zip(values).map(|(variant, (_, choice))| (variant, choice));
    let values = values.collect();
    ChoicePlan { ident, kind, values, doc: String::new(), listed: false, files: false }
}

/// The types of model files, one for each folder.
pub(crate) struct ModelTypes {
    models: Models,
    lists: BTreeMap<String, (Arc<ChoiceList>, String, bool)>,
}

impl ModelTypes {
    pub(crate) fn new(models: Models) -> Self {
        Self { models, lists: BTreeMap::new() }
    }

    /// The type of a combo whose choices belong to the machine.
    pub(crate) fn kind(&mut self, own: &str, combo: &Combo) -> Kind {
        let form = form(combo);
        let (ident, doc) = match &combo.source {
            ChoiceSource::Models(Some(folder)) => (
                folder_ident(*folder),
                format!("A file of the model folder `{}`.", folder.as_str()),
            ),
            ChoiceSource::Models(None) => (own.to_owned(), "A model file.".to_owned()),
            _ => return Kind::Open(form),
        };
        let entry = self.lists.entry(ident.clone());
        let entry = entry.or_insert_with(|| (Arc::clone(&combo.choices), doc, false));
        entry.2 |= form == Form::Listed;
        // Loaders add entries of their own to the files, such as `pixel_space`: keep the longest.
        if combo.choices.as_slice().len() > entry.0.as_slice().len() {
            entry.0 = Arc::clone(&combo.choices);
        }
        Kind::Choice(Path::Models(ident), form)
    }

    pub(crate) fn into_types(self, lock: &mut Lock) -> Types {
        let models = self.models;
        let choices = self.lists.into_iter().map(|(ident, (list, doc, listed))| {
            let none = ChoiceList::default();
            let list = if models == Models::Variants { &*list } else { &none };
            let plan = plan("", ident, list, file_ident, lock);
            ChoicePlan { kind: ChoiceKind::Text, doc, listed, files: true, ..plan }
        });
        Types { choices: choices.collect(), aliases: Vec::new() }
    }
}

/// The type of a model folder, such as `Checkpoint` for `checkpoints`.
pub(super) fn folder_ident(folder: ModelFolder) -> String {
    let name = folder.as_str();
    let one = name.strip_suffix("es").filter(|stem| stem.ends_with("ch"));
    type_part(one.or_else(|| name.strip_suffix('s')).unwrap_or(name))
}
