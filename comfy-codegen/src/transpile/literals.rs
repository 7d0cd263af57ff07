//! Spells literals as what setters take.

use comfy_graph_core::closest::closest;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::fit::wrapped;
use super::imports::Imports;
use super::json;
use super::note::Reason;
use super::typed::{Place, Typed};
use crate::emit::ident;
use crate::plan::types::{ChoiceKind, ChoicePlan, Form, Kind, Path};

/// A literal in Rust, with the type that a list of such literals has.
pub(super) struct Spelled {
    pub(super) tokens: TokenStream,
    pub(super) rust_type: &'static str,
}

impl Spelled {
    fn new(tokens: TokenStream, rust_type: &'static str) -> Self {
        Self { tokens, rust_type }
    }
}

/// Spells literals for the inputs of one place.
pub(super) struct Literals<'t, 'p> {
    pub(super) typed: &'t Typed<'p>,
    pub(super) imports: &'t Imports,
    pub(super) place: &'t Place<'p>,
}

impl<'p> Literals<'_, 'p> {
    /// `value` as an input of `kind` takes it.
    pub(super) fn spell(
        &self,
        kind: &'p Kind,
        value: &Json,
        input: &str,
    ) -> Result<Spelled, Reason> {
        let spelled = match kind {
            Kind::Plain("f64") => float(value),
            Kind::Plain("bool") => flag(value),
            Kind::Plain(name) => whole(value, name == &"u64"),
            Kind::Text => text(value),
            Kind::Union(name) => self.of_union(name, value),
            Kind::Custom(_) => self.custom(value),
            Kind::Choice(path, form) => self.choices(path, *form, value),
            Kind::Open(Form::Many) => open_many(value),
            Kind::Open(Form::Named | Form::Listed) => text(value),
        };
        let (input, value, wanted) = (input.to_owned(), value.clone(), wanted(kind));
        spelled.ok_or(Reason::WrongLiteral { input, wanted, value })
    }

    fn of_union(&self, name: &str, value: &Json) -> Option<Spelled> {
        let taken = self.typed.union_literals(name);
        let has = |wire: &str| taken.contains(&wire);
        let number = || if has("INT") { whole(value, false) } else { None };
        let real = || if has("FLOAT") { float(value) } else { None };
        match value {
            Json::Number(_) => number().or_else(real),
            Json::String(_) if has("STRING") => text(value),
            Json::Bool(_) if has("BOOLEAN") => flag(value),
            _ => None,
        }
    }

    /// Anything goes but a bare list, which would be wrapped.
    fn custom(&self, value: &Json) -> Option<Spelled> {
        match value {
            Json::Array(_) => None,
            Json::String(_) => text(value),
            _ => {
                let items = wrapped(value).map(|items| Json::from(items.to_vec()));
                let tokens = json::tokens(items.as_ref().unwrap_or(value));
                let json = self.imports.library("json");
                Some(Spelled::new(quote!(#json!(#tokens)), "Json"))
            }
        }
    }

    fn choices(&self, path: &'p Path, form: Form, value: &Json) -> Option<Spelled> {
        let (modules, plan) = self.typed.choice(path, self.place);
        if form != Form::Many {
            return self.choice(&modules, plan, value);
        }
        let items = wrapped(value)?;
        let name = self.imports.path(&modules, &plan.ident);
        if items.is_empty() {
            return Some(Spelled::new(quote!(Vec::<#name>::new()), "list"));
        }
        let item = |item: &Json| {
            let choice = self.choice(&modules, plan, item)?.tokens;
            Some(if plan.files { quote!(#name::from(#choice)) } else { choice })
        };
        let items = items.iter().map(item).collect::<Option<Vec<_>>>()?;
        Some(Spelled::new(quote!([#(#items),*]), "list"))
    }

    fn choice(&self, modules: &[&str], plan: &ChoicePlan, value: &Json) -> Option<Spelled> {
        // Files come and go, so text says more than a variant that may be gone.
        if plan.files {
            return text(value);
        }
        let name = self.imports.path(modules, &plan.ident);
        let known = plan.values.iter().find(|(_, choice)| choice.to_json().to_value() == *value);
        if let Some((variant, _)) = known {
            let variant = ident(variant);
            return Some(Spelled::new(quote!(#name::#variant), "choice"));
        }
        let other = match (plan.kind, value) {
            (ChoiceKind::Text, Json::String(text)) => quote!(#text.to_owned()),
            (ChoiceKind::Int, Json::Number(number)) => {
                let number = Literal::i64_unsuffixed(number.as_i64()?);
                quote!(#number)
            }
            // A bare list would be read as a link.
            (ChoiceKind::Mixed, value) if !value.is_array() => {
                let (json, tokens) = (self.imports.library("json"), json::tokens(value));
                quote!(#json!(#tokens))
            }
            _ => return None,
        };
        Some(Spelled::new(quote!(#name::Other(#other)), "choice"))
    }
}

fn whole(value: &Json, unsigned: bool) -> Option<Spelled> {
    let Json::Number(number) = value else { return None };
    if let Some(small) = number.as_i64().and_then(|whole| i32::try_from(whole).ok()) {
        let literal = Literal::i32_unsuffixed(small);
        return Some(Spelled::new(quote!(#literal), "i32"));
    }
    if unsigned && let Some(whole) = number.as_u64() {
        let literal = json::suffixed(whole, "u64");
        return Some(Spelled::new(quote!(#literal), "u64"));
    }
    let literal = json::suffixed(number.as_i64()?, "i64");
    Some(Spelled::new(quote!(#literal), "i64"))
}

/// Whole numbers stay whole, so far as setters for other numbers take them.
fn float(value: &Json) -> Option<Spelled> {
    let Json::Number(number) = value else { return None };
    if !number.is_f64() {
        let small = Literal::i32_unsuffixed(i32::try_from(number.as_i64()?).ok()?);
        return Some(Spelled::new(quote!(#small), "i32"));
    }
    let literal = Literal::f64_unsuffixed(number.as_f64()?);
    Some(Spelled::new(quote!(#literal), "f64"))
}

fn flag(value: &Json) -> Option<Spelled> {
    let flag = value.as_bool()?;
    Some(Spelled::new(quote!(#flag), "bool"))
}

fn text(value: &Json) -> Option<Spelled> {
    let text = value.as_str()?;
    Some(Spelled::new(quote!(#text), "&str"))
}

fn open_many(value: &Json) -> Option<Spelled> {
    let items = wrapped(value)?;
    let items = items.iter().map(Json::as_str).collect::<Option<Vec<_>>>()?;
    let tokens = if items.is_empty() { quote!(Vec::<&str>::new()) } else { quote!([#(#items),*]) };
    Some(Spelled::new(tokens, "list"))
}

fn wanted(kind: &Kind) -> &'static str {
    match kind {
        Kind::Plain("f64") => "a number",
        Kind::Plain("bool") => "a flag",
        Kind::Plain("u64") => "a whole number that is not negative",
        Kind::Plain(_) => "a whole number",
        Kind::Text | Kind::Open(Form::Named | Form::Listed) => "text",
        Kind::Union(_) | Kind::Custom(_) => "another kind of value",
        Kind::Choice(_, Form::Many) | Kind::Open(Form::Many) => "a wrapped list of choices",
        Kind::Choice(..) => "one of its choices",
    }
}

/// That a dynamic combo does not have `key`.
pub(super) fn unknown_option<'k>(
    input: &str,
    key: &Json,
    keys: impl Iterator<Item = &'k str>,
) -> Reason {
    let near = key.as_str().map(|key| closest(key, keys)).unwrap_or_default();
    let closest = near.into_iter().map(str::to_owned).collect();
    Reason::UnknownOption { input: input.to_owned(), key: key.clone(), closest }
}
