//! Spells choice types.

use comfy_graph_core::schema::Choice;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::lints::{allow_case, allow_near, is_near_constant};
use super::{Scope, doc, ident};
use crate::format::print;
use crate::plan::types::{Alias, ChoiceKind, ChoicePlan, Types};

/// Two-valued lists that stand for flags: what is sent for `true`, then for `false`.
const FLAGS: &[(&str, &str)] = &[
    ("enable", "disable"),
    ("enabled", "disabled"),
    ("true", "false"),
    ("yes", "no"),
    ("on", "off"),
];

/// The choice types and aliases of one module.
pub(super) fn types(types: &Types, scope: &Scope) -> Vec<String> {
    let choices = types.choices.iter().map(|choice| tokens(choice, scope));
    let aliases = types.aliases.iter().map(alias);
    choices.chain(aliases).map(print).collect()
}

fn alias(alias: &Alias) -> TokenStream {
    let (name, target) = (ident(&alias.ident), ident(&alias.target));
    let doc = doc(&format!("The choices of [`{}`].", alias.target));
    let allow = allow_case(&alias.ident);
    quote! { #doc #allow pub type #name = #target; }
}

fn tokens(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let declaration = declaration(plan, scope);
    let choice = choice(plan, scope);
    let values = values(plan, scope);
    quote! { #declaration #choice #values }
}

fn declaration(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let name = ident(&plan.ident);
    let own = match (plan.doc.is_empty(), plan.kind) {
        (false, _) => plan.doc.clone(),
        (true, ChoiceKind::Int) => "A whole number out of a list.".to_owned(),
        (true, _) => "One of a list of choices.".to_owned(),
    };
    let (doc_all, allow) = (doc(&own), allow_case(&plan.ident));
    let other = other_type(plan.kind, scope);
    let variants = plan.values.iter().map(|(variant, value)| {
        let shown = value.to_string().replace('`', "'").replace(['\n', '\r'], " ");
        let shown =
            if shown.is_empty() { "The empty text.".to_owned() } else { format!("`{shown}`.") };
        let (doc, allow) = (doc(&shown), allow_case(variant));
        let variant = ident(variant);
        quote! { #doc #allow #variant, }
    });
    let (derives, written) = match plan.kind {
        ChoiceKind::Text => (quote!(#[derive(Clone)]), Some(by_text(&name, scope))),
        ChoiceKind::Int | ChoiceKind::Mixed => (quote!(#[derive(Debug, Clone, PartialEq)]), None),
    };
    quote! {
        #doc_all
        #allow
        #derives
        #[non_exhaustive] pub enum #name {
            #(#variants)*
            #[doc = " A choice that was not known when this was generated."]
            Other(#other),
        }

        #written
    }
}

/// Compares and shows text choices by what the server is sent.
///
/// Derives would be longer than the enum, and tell `Other("euler")` from `Euler`.
fn by_text(name: &Ident, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    quote! {
        impl ::core::cmp::PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                #rt::same(self, other)
            }
        }

        impl ::core::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #rt::show(self, f)
            }
        }
    }
}

fn other_type(kind: ChoiceKind, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    match kind {
        ChoiceKind::Text => quote!(::std::string::String),
        ChoiceKind::Int => quote!(i64),
        ChoiceKind::Mixed => quote!(#rt::Json),
    }
}

/// The list of the choices, and what the server is sent for each.
fn choice(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    match plan.kind {
        ChoiceKind::Text => text(plan, scope),
        ChoiceKind::Int => {
            let rt = scope.rt();
            literals(plan, &quote!(#rt::Json::from(*other)), scope)
        }
        ChoiceKind::Mixed => literals(plan, &quote!(other.clone()), scope),
    }
}

fn literals(plan: &ChoicePlan, other: &TokenStream, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    let variants: Vec<_> = plan.values.iter().map(|(variant, _)| ident(variant)).collect();
    let literals = plan.values.iter().map(|(_, value)| literal(value, scope));
    let near = |(_, value): &(String, Choice)| match value {
        Choice::Float(number) => is_near_constant(*number),
        _ => false,
    };
    let allow = allow_near(plan.values.iter().any(near));
    quote! {
        impl #rt::Choice for #name {
            const ALL: &'static [Self] = &[#(Self::#variants),*];

            #allow

            #[inline]

            fn literal(&self) -> #rt::Json {
                match self {
                    #(Self::#variants => #literals,)*
                    Self::Other(other) => #other,
                }
            }
        }
    }
}

fn literal(value: &Choice, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    let value = match value {
        Choice::Text(text) => quote!(#text),
        Choice::Int(number) => {
            let number = Literal::i64_suffixed(*number);
            quote!(#number)
        }
        Choice::Float(number) => {
            let number = Literal::f64_suffixed(*number);
            quote!(#number)
        }
        Choice::Bool(flag) => quote!(#flag),
        Choice::Other(json) => {
            let text = json.to_string();
            return quote!(#rt::json(#text));
        }
    };
    quote!(#rt::Json::from(#value))
}

fn text(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    let variants: Vec<_> = plan.values.iter().map(|(variant, _)| ident(variant)).collect();
    let values = plan.values.iter().map(|(_, value)| value.to_string());
    let from_str =
        if plan.files { from_any_text(plan, scope) } else { from_known_text(plan, scope) };
    quote! {
        impl #rt::TextChoice for #name {
            const KNOWN: &'static [Self] = &[#(Self::#variants),*];

            #[inline]
            fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Other(other) => other,
                }
            }
        }

        #from_str
    }
}

fn from_known_text(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    quote! {
        impl ::core::str::FromStr for #name {
            type Err = #rt::UnknownChoice;

            #[inline]

            fn from_str(text: &str) -> ::core::result::Result<Self, #rt::UnknownChoice> {
                #rt::parse(text)
            }
        }
    }
}

/// Files come and go, so any name is one.
fn from_any_text(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    quote! {
        impl ::core::convert::From<&str> for #name {
            #[inline]
            fn from(file: &str) -> Self {
                #rt::parse(file).unwrap_or_else(|_| Self::Other(file.to_owned()))
            }
        }

        impl ::core::convert::From<::std::string::String> for #name {
            #[inline]
            fn from(file: ::std::string::String) -> Self {
                Self::from(file.as_str())
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = #rt::UnknownChoice;

            #[inline]

            fn from_str(file: &str) -> ::core::result::Result<Self, #rt::UnknownChoice> {
                ::core::result::Result::Ok(Self::from(file))
            }
        }
    }
}

/// What can be given to inputs: the type itself, and what stands for it.
fn values(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    let mut kinds = vec![quote!(#name)];
    if plan.listed {
        kinds.push(quote!(#rt::Listed<#name>));
    }
    let files = plan.files.then(|| file_values(plan, scope));
    let flag = flag(plan).map(|(on, off)| flag_values(plan, on, off, scope));
    quote! {
        #(
            impl #rt::Value<#kinds> for #name {
                #[inline]
                fn given(self) -> #rt::Given {
                    #rt::choice(self)
                }
            }
        )*

        #files
        #flag
    }
}

fn file_values(plan: &ChoicePlan, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    quote! {
        impl #rt::FileChoice for #name {}

        impl #rt::Value<#name> for &str {
            #[inline]
            fn given(self) -> #rt::Given {
                #rt::Given::Literal(#rt::Json::from(self))
            }
        }

        impl #rt::Value<#name> for ::std::string::String {
            #[inline]
            fn given(self) -> #rt::Given {
                #rt::Given::Literal(#rt::Json::from(self))
            }
        }
    }
}

fn flag_values(plan: &ChoicePlan, on: &str, off: &str, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&plan.ident), scope.rt());
    let (on, off) = (ident(on), ident(off));
    quote! {
        impl #rt::FlagChoice for #name {
            const ON: Self = Self::#on;
            const OFF: Self = Self::#off;
        }

        impl #rt::Value<#name> for bool {
            #[inline]
            fn given(self) -> #rt::Given {
                #rt::given::<#name>(if self { #name::#on } else { #name::#off })
            }
        }
    }
}

/// The variants for `true` and `false`, where the list stands for a flag.
fn flag(plan: &ChoicePlan) -> Option<(&str, &str)> {
    let variant = |text: &str| {
        let found = plan.values.iter().find(|(_, value)| value.as_text() == Some(text));
        found.map(|(variant, _)| variant.as_str())
    };
    let pair = |(on, off): &(&str, &str)| Some((variant(on)?, variant(off)?));
    if plan.values.len() == 2 { FLAGS.iter().find_map(pair) } else { None }
}
