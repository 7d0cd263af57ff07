//! Names the types that inputs bring with them: choices, model files, dynamic combos.
//!
//! Over the whole schema, so that neither selection nor a new pack renames any.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use comfy_graph_core::schema::{ChoiceSource, InputKind, NodeClass, Pack, Schema};

use super::choices::{CURATED, folder_ident};
use super::inputs::flat;
use crate::claims::{Claims, Rank};
use crate::lock::Lock;
use crate::names::{field_ident, hashed, type_part};

/// Which module of the generated code a type is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TypeHome {
    Combos,
    Models,
    Options,
}

impl TypeHome {
    const ALL: [Self; 3] = [Self::Combos, Self::Models, Self::Options];

    fn as_str(self) -> &'static str {
        match self {
            Self::Combos => "combos",
            Self::Models => "models",
            Self::Options => "options",
        }
    }

    fn of(kind: &InputKind) -> Option<Self> {
        match kind {
            InputKind::Combo(combo) => match combo.source {
                ChoiceSource::Fixed => Some(Self::Combos),
                ChoiceSource::Models(None) => Some(Self::Models),
                _ => None,
            },
            InputKind::DynamicCombo(_) => Some(Self::Options),
            InputKind::Autogrow(grow) => Self::of(&grow.element.kind),
            _ => None,
        }
    }
}

/// The types of the inputs of every class.
#[derive(Debug)]
pub(crate) struct InputTypes {
    idents: HashMap<(TypeHome, String, String), String>,
    /// The module of each dynamic combo, by its type.
    modules: HashMap<String, String>,
}

impl InputTypes {
    /// Names them; `prefix` gives the part of a class in type names.
    pub(crate) fn of(schema: &Schema, lock: &Lock, prefix: impl Fn(&str) -> String) -> Self {
        let mut types = Self { idents: HashMap::new(), modules: HashMap::new() };
        for home in TypeHome::ALL {
            types.name(home, schema, lock, &prefix);
        }
        types.name_modules(schema, lock);
        types
    }

    fn name(
        &mut self,
        home: TypeHome,
        schema: &Schema,
        lock: &Lock,
        prefix: &impl Fn(&str) -> String,
    ) {
        let mut claims = Claims::default();
        reserved(home, schema).iter().for_each(|ident| claims.reserve(ident));
        let mut wanted: BTreeMap<String, (Rank, &str, String, String)> = BTreeMap::new();
        for class in schema.classes() {
            let inputs = flat(&class.inputs);
            let here = inputs.iter().filter(|(_, input)| TypeHome::of(&input.kind) == Some(home));
            for (wire, _) in here {
                let own = format!("{}{}", prefix(class.name.as_str()), type_part(wire));
                let key = format!("{}\0{wire}", class.name);
                wanted.insert(key, (rank(class), class.name.as_str(), wire.clone(), own));
            }
        }
        let names = wanted.iter().map(|(key, (rank, ..))| (*rank, key.as_str()));
        let locked = |key: &str| {
            let (_, class, input, _) = &wanted[key];
            lock.type_name(home.as_str(), class, input)
        };
        let own = |key: &str| wanted[key].3.clone();
        for (key, ident) in claims.assign_ranked(names, locked, own, own) {
            let (_, class, input, _) = &wanted[key];
            self.idents.insert((home, (*class).to_owned(), input.clone()), ident);
        }
    }

    /// Names the modules of dynamic combos, which stand among their types.
    fn name_modules(&mut self, schema: &Schema, lock: &Lock) {
        let mut claims = Claims::default();
        // A module follows from its type, so those of locked types go first and keep theirs.
        let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
        for ((home, class, input), ident) in &self.idents {
            if *home == TypeHome::Options {
                claims.reserve(ident);
                let is_old = lock.type_name(home.as_str(), class, input).is_some();
                let rank = schema.class(class).map_or(Rank::Pack, rank);
                (if is_old { &mut old } else { &mut new }).insert((rank, ident.as_str()));
            }
        }
        let spelled = |ident: &str| hashed(&field_ident(ident), ident);
        let mut modules = claims.assign_ranked(old, |_| None, field_ident, spelled);
        modules.extend(claims.assign_ranked(new, |_| None, field_ident, spelled));
        let owned = modules.into_iter().map(|(ident, module)| (ident.to_owned(), module));
        self.modules = owned.collect();
    }

    /// The name of the type that `input` of `class` brings, which `lock` keeps from now on.
    pub(crate) fn ident(
        &self,
        home: TypeHome,
        class: &str,
        input: &str,
        lock: &mut Lock,
    ) -> String {
        let ident =
            self.known(home, class, input).expect("BUG: an input brings no type").to_owned();
        lock.keep_type(home.as_str(), class, input, &ident);
        ident
    }

    /// The same without keeping it.
    pub(crate) fn known(&self, home: TypeHome, class: &str, input: &str) -> Option<&str> {
        let key = (home, class.to_owned(), input.to_owned());
        self.idents.get(&key).map(String::as_str)
    }

    /// The module of the dynamic combo `ident`.
    pub(crate) fn module(&self, ident: &str) -> String {
        self.modules[ident].clone()
    }
}

/// Whether a class is of ComfyUI itself or of a pack.
pub(crate) fn rank(class: &NodeClass) -> Rank {
    match class.pack() {
        Pack::Core => Rank::Core,
        Pack::Custom(_) => Rank::Pack,
    }
}

/// Names in a module that are no input's own.
fn reserved(home: TypeHome, schema: &Schema) -> BTreeSet<String> {
    match home {
        TypeHome::Options => BTreeSet::new(),
        TypeHome::Combos => CURATED.iter().map(|(_, _, ident)| (*ident).to_owned()).collect(),
        TypeHome::Models => {
            let inputs = schema.classes().flat_map(|class| &class.inputs);
            let folders = inputs.filter_map(|input| match &input.kind {
                InputKind::Combo(combo) => match combo.source {
                    ChoiceSource::Models(Some(folder)) => Some(folder_ident(folder)),
                    _ => None,
                },
                _ => None,
            });
            folders.collect()
        }
    }
}
