//! Plans what each input takes, whether `new` asks for it, what is sent otherwise.

use comfy_graph_core::schema::{
    Autogrow, Choice, ChoiceSource, Combo, DynamicCombo, ElementNames, Input, InputKind, IntWidget,
    Number, Presence, SocketType,
};

use super::Planner;
use super::choices::{ChoiceTypes, Module, SharedLists, Use};
use super::docs;
use super::input_types::{InputTypes, TypeHome};
use super::sockets::Sockets;
use super::types::{
    Bag, InputPlan, Kind, NamesPlan, OptionPlan, OptionsPlan, Param, Path, PresetPlan, RangePlan,
    TemplatePlan,
};
use crate::claims::Claims;
use crate::lock::Lock;
use crate::names::{field_ident, type_part, variant_ident};

/// Beyond so many arguments, `new` takes the links by name.
const MOST_ARGUMENTS: usize = 5;

/// Whose inputs are planned.
pub(super) struct Owner<'o> {
    /// What type names of its own begin with.
    pub(super) prefix: &'o str,
    /// Where its choices go.
    pub(super) choices: &'o mut ChoiceTypes,
    /// Where its dynamic combos go, and how their types are reached.
    pub(super) options: &'o mut Vec<OptionsPlan>,
    pub(super) options_path: fn(String) -> Path,
    /// The class with the names of its types; `None` inside options.
    pub(super) class: Option<ClassTypes<'o>>,
    /// What the lock entries of its options begin with.
    pub(super) scope: &'o str,
    /// Match templates of the class.
    pub(super) templates: &'o [TemplatePlan],
}

/// What the types of a class's inputs are called.
#[derive(Clone, Copy)]
pub(super) struct ClassTypes<'o> {
    pub(super) name: &'o str,
    pub(super) types: &'o InputTypes,
    /// Lists shared by many classes.
    pub(super) shared: &'o SharedLists,
}

impl Owner<'_> {
    /// What the type that `wire` brings is called.
    fn type_name(&mut self, home: TypeHome, wire: &str, lock: &mut Lock) -> String {
        match self.class {
            Some(class) => class.types.ident(home, class.name, wire, lock),
            None => format!("{}{}", self.prefix, type_part(wire)),
        }
    }
}

impl Planner<'_> {
    /// Plans `inputs`, in order.
    pub(super) fn bag(&mut self, inputs: &[Input], owner: &mut Owner<'_>) -> Bag {
        let (declared, flat) = (inputs, flat(inputs));
        let mut claims = Claims::reserving(&["new"]);
        let names = flat.iter().map(|(wire, _)| wire.as_str());
        let idents = claims.assign(names, |_| None, field_ident, field_ident);
        let plan = |(wire, input): &(String, &Input)| {
            let ident = idents[wire.as_str()].clone();
            self.input(wire.clone(), ident, input, owner)
        };
        let mut inputs: Vec<InputPlan> = flat.iter().map(plan).collect();
        for input in inputs.iter_mut().filter(|input| brought_by_optional(declared, &input.wire)) {
            input.in_new = false;
        }
        let own_links = || owner.choices.derive(format!("{}Links", owner.prefix));
        let links = named_links(&inputs).then(own_links);
        Bag { inputs, links }
    }

    fn input(
        &mut self,
        wire: String,
        ident: String,
        input: &Input,
        owner: &mut Owner<'_>,
    ) -> InputPlan {
        let param = self.param(&wire, input, owner);
        let required = input.presence == Presence::Required;
        let preset = if required { preset(&input.kind) } else { PresetPlan::None };
        let may_be_empty = matches!(&input.kind, InputKind::Autogrow(grow) if grow.min == 0);
        let in_new = required && preset == PresetPlan::None && !may_be_empty;
        let range = range(&input.kind);
        let doc = docs::input(input, &preset, &range);
        InputPlan { wire, ident, param, in_new, preset, range, doc }
    }

    fn param(&mut self, wire: &str, input: &Input, owner: &mut Owner<'_>) -> Param {
        match &input.kind {
            InputKind::Int(widget) => Param::Value(Kind::Plain(int_type(widget))),
            InputKind::Float(_) => Param::Value(Kind::Plain("f64")),
            InputKind::Boolean(_) => Param::Value(Kind::Plain("bool")),
            InputKind::Text(_) => {
                self.sockets.use_wire("STRING");
                Param::Value(Kind::Text)
            }
            InputKind::Combo(combo) => Param::Value(self.choice(wire, combo, owner)),
            InputKind::Custom(widget) => Param::Value(self.custom(&widget.socket)),
            InputKind::Socket(socket) => Param::Link(self.sockets.use_type(socket)),
            InputKind::DynamicSlot(slot) => Param::Link(self.sockets.use_type(&slot.socket)),
            InputKind::MatchType(matched) => {
                let template =
                    owner.templates.iter().find(|template| template.id == *matched.template);
                match template {
                    Some(template) => Param::Match(template.param.clone()),
                    None => Param::Link(self.sockets.use_type(&matched.allowed)),
                }
            }
            InputKind::Autogrow(grow) => {
                let element = self.param(wire, &grow.element, owner);
                Param::Grow(Box::new(element), names(grow))
            }
            InputKind::DynamicCombo(combo) => {
                let caption = docs::caption(input);
                let ident = owner.type_name(TypeHome::Options, wire, self.lock);
                let (ident, module) = match owner.class {
                    Some(class) => (ident.clone(), class.types.module(&ident)),
                    None => {
                        let ident = owner.choices.derive(ident);
                        let module = owner.choices.derive(field_ident(&ident));
                        (ident, module)
                    }
                };
                let scope = format!("{}{ident}", owner.scope);
                let options = self.options(OptionsName { ident, module, scope, caption }, combo);
                let path = (owner.options_path)(options.ident.clone());
                owner.options.push(options);
                Param::Options(path)
            }
            InputKind::Opaque => Param::Value(Kind::Custom("Any".to_owned())),
        }
    }

    fn choice(&mut self, wire: &str, combo: &Combo, owner: &mut Owner<'_>) -> Kind {
        if combo.source.is_fixed() {
            let own = owner.type_name(TypeHome::Combos, wire, self.lock);
            let used = Use { own: &own, input: wire, combo };
            let shared = owner.class.map(|class| class.shared);
            return owner.choices.fixed(used, shared, self.lock);
        }
        if !matches!(combo.source, ChoiceSource::Models(None)) {
            return self.models.kind("", combo);
        }
        let own = owner.type_name(TypeHome::Models, wire, self.lock);
        // Options share the module of models with all others, so their names say where they are.
        let own =
            if owner.class.is_some() { own } else { format!("{}{own}", type_part(owner.scope)) };
        self.models.kind(&own, combo)
    }

    fn custom(&mut self, socket: &SocketType) -> Kind {
        let ident = self.sockets.use_type(socket);
        if Sockets::has_literals(socket) && socket.names().len() > 1 {
            Kind::Union(ident)
        } else {
            Kind::Custom(ident)
        }
    }

    /// Plans a dynamic combo and everything in it.
    fn options(&mut self, name: OptionsName, combo: &DynamicCombo) -> OptionsPlan {
        let OptionsName { ident, module, scope, caption: doc } = name;
        let inner = format!("{scope}/");
        let mut choices = ChoiceTypes::new(Module::Here, inner.clone());
        let mut nested = Vec::new();
        let keys = combo.options.iter().map(|option| &*option.key);
        let mut claims = Claims::reserving(&["Other"]);
        let lock = &*self.lock;
        let variants =
            claims.assign(keys, |key| lock.variant(&scope, key), variant_ident, variant_ident);
        // Payloads are called like their variants, whatever else is in their module.
        variants.values().for_each(|variant| choices.reserve(variant));
        let mut options = Vec::new();
        for option in &combo.options {
            let variant = variants[&*option.key].clone();
            self.lock.keep_variant(&scope, &option.key, &variant);
            let mut owner = Owner {
                prefix: &variant,
                choices: &mut choices,
                options: &mut nested,
                options_path: Path::Here,
                class: None,
                scope: &inner,
                templates: &[],
            };
            let bag = (!option.inputs.is_empty()).then(|| self.bag(&option.inputs, &mut owner));
            options.push(OptionPlan { variant, key: option.key.to_string(), bag });
        }
        OptionsPlan { ident, module, doc, options, types: choices.into_types(), nested }
    }
}

/// A dynamic combo to be planned.
struct OptionsName {
    ident: String,
    module: String,
    /// Its key in the lock.
    scope: String,
    caption: String,
}

/// The inputs with those of dynamic slots beside them, under the names prompts use.
pub(super) fn flat(inputs: &[Input]) -> Vec<(String, &Input)> {
    let mut flat = Vec::new();
    for input in inputs {
        flat.push((input.name.to_string(), input));
        if let InputKind::DynamicSlot(slot) = &input.kind {
            let inner = |inner: &'_ Input| format!("{}.{}", input.name, inner.name);
            flat.extend(slot.inputs.iter().map(|input| (inner(input), input)));
        }
    }
    flat
}

/// Whether `wire` is an input that comes with an optional dynamic slot, and so may stay away too.
fn brought_by_optional(inputs: &[Input], wire: &str) -> bool {
    let brings = |input: &&Input| {
        let inner = wire.strip_prefix(input.name.as_str());
        matches!(input.kind, InputKind::DynamicSlot(_))
            && inner.is_some_and(|inner| inner.starts_with('.'))
    };
    inputs.iter().filter(brings).any(|slot| slot.presence == Presence::Optional)
}

/// Whether `new` takes its links in a struct: two of one type could be swapped unseen, and a long
/// row of arguments says nothing.
fn named_links(inputs: &[InputPlan]) -> bool {
    let required: Vec<&InputPlan> = inputs.iter().filter(|input| input.in_new).collect();
    let links = || required.iter().filter(|input| matches!(input.param, Param::Link(_)));
    let swappable = links().enumerate().any(|(position, input)| {
        links().skip(position + 1).any(|other| other.param == input.param)
    });
    swappable || (required.len() > MOST_ARGUMENTS && links().count() > 1)
}

/// The Rust type of a whole number: unsigned only where the range needs it.
fn int_type(widget: &IntWidget) -> &'static str {
    let past = |limit: Number| limit.as_f64() > i64::MAX as f64;
    let negative = widget.min.is_none_or(|min| min.as_f64() < 0.0);
    if widget.max.is_some_and(past) && !negative { "u64" } else { "i64" }
}

fn names(grow: &Autogrow) -> NamesPlan {
    match &grow.names {
        ElementNames::Prefix { prefix, .. } => NamesPlan::Numbered(prefix.to_string(), 0),
        ElementNames::Names(names) => numbered(names)
            .unwrap_or_else(|| NamesPlan::List(names.iter().map(ToString::to_string).collect())),
    }
}

/// `image_1`, `image_2` and so on, if the names are like that.
fn numbered(names: &[Box<str>]) -> Option<NamesPlan> {
    let first = names.first()?;
    let stem = first.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let base: usize = first[stem.len()..].parse().ok()?;
    let regular = names.iter().enumerate().all(|(index, name)| {
        name.strip_prefix(stem).is_some_and(|number| number == (base + index).to_string())
    });
    regular.then(|| NamesPlan::Numbered(stem.to_owned(), base))
}

/// What an editor would send where nothing is chosen; the server fills in nothing.
fn preset(kind: &InputKind) -> PresetPlan {
    match kind {
        InputKind::Int(widget) => widget.default.map_or(PresetPlan::None, int_preset),
        InputKind::Float(widget) => widget.default.map_or(PresetPlan::None, PresetPlan::Float),
        InputKind::Boolean(default) => default.map_or(PresetPlan::None, PresetPlan::Bool),
        InputKind::Text(widget) => widget
            .default
            .as_ref()
            .map_or(PresetPlan::None, |text| PresetPlan::Text(text.to_string())),
        InputKind::Combo(combo) if combo.source.is_fixed() && !combo.multiselect => {
            combo.initial().map_or(PresetPlan::None, choice_preset)
        }
        InputKind::Combo(combo) if !combo.multiselect => {
            combo.default.as_ref().map_or(PresetPlan::None, choice_preset)
        }
        InputKind::Custom(widget) => {
            widget.default.as_ref().map_or(PresetPlan::None, custom_preset)
        }
        _ => PresetPlan::None,
    }
}

fn int_preset(number: i128) -> PresetPlan {
    match (i64::try_from(number), u64::try_from(number)) {
        (Ok(number), _) => PresetPlan::Int(number),
        (_, Ok(number)) => PresetPlan::Unsigned(number),
        _ => PresetPlan::None,
    }
}

fn choice_preset(choice: &Choice) -> PresetPlan {
    match choice {
        Choice::Text(text) => PresetPlan::Text(text.to_string()),
        Choice::Int(number) => PresetPlan::Int(*number),
        Choice::Float(number) => PresetPlan::Float(*number),
        Choice::Bool(flag) => PresetPlan::Bool(*flag),
        Choice::Other(json) => PresetPlan::Json(canonical(json)),
    }
}

/// JSON with its keys in order, whether or not this build of serde_json keeps them as they came.
fn canonical(json: &serde_json::Value) -> String {
    let mut json = json.clone();
    json.sort_all_objects();
    json.to_string()
}

fn custom_preset(json: &serde_json::Value) -> PresetPlan {
    match json {
        serde_json::Value::String(text) => PresetPlan::Text(text.clone()),
        // A bare list would be read as a link.
        serde_json::Value::Array(_) => {
            PresetPlan::Json(canonical(&serde_json::json!({ "__value__": json })))
        }
        serde_json::Value::Null => PresetPlan::None,
        json => PresetPlan::Json(canonical(json)),
    }
}

fn range(kind: &InputKind) -> RangePlan {
    match kind {
        InputKind::Int(widget) if widget.min.is_some() || widget.max.is_some() => {
            let min = widget.min.map_or(i128::MIN, |min| round(min, f64::ceil));
            RangePlan::Int(min, widget.max.map_or(i128::MAX, |max| round(max, f64::floor)))
        }
        // Without limits too: JSON has no numbers that are not finite.
        InputKind::Float(widget) => {
            let min = widget.min.map_or(f64::NEG_INFINITY, Number::as_f64);
            RangePlan::Float(min, widget.max.map_or(f64::INFINITY, Number::as_f64))
        }
        InputKind::Autogrow(grow) => RangePlan::Elements(grow.min, grow.max()),
        _ => RangePlan::None,
    }
}

fn round(number: Number, toward: impl Fn(f64) -> f64) -> i128 {
    match number {
        Number::Int(whole) => whole,
        Number::Float(number) => toward(number) as i128,
    }
}

/// The match templates of a class, as type parameters named by their order.
pub(super) fn templates(inputs: &[Input], sockets: &mut Sockets) -> Vec<TemplatePlan> {
    let mut templates: Vec<TemplatePlan> = Vec::new();
    for input in inputs {
        let kind = match &input.kind {
            InputKind::Autogrow(grow) => &grow.element.kind,
            kind => kind,
        };
        if let InputKind::MatchType(matched) = kind
            && !templates.iter().any(|template| template.id == *matched.template)
        {
            let limited = matched.allowed != SocketType::Any;
            let allowed = limited.then(|| sockets.use_type(&matched.allowed));
            let param = match templates.len() {
                0 => "T".to_owned(),
                number => format!("T{number}"),
            };
            templates.push(TemplatePlan { id: matched.template.to_string(), param, allowed });
        }
    }
    templates
}
