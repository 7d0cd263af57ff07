//! Spells the type of a workflow.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::lints::allow_case;
use super::{doc, ident};
use crate::plan::workflow::{ChoicesPlan, FieldPlan, Fields, OutputPlan, ValuePlan, WorkflowPlan};

/// What the front says of the type.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) visibility: TokenStream,
    pub(crate) attributes: TokenStream,
    /// The path of `comfy_graph`.
    pub(crate) library: TokenStream,
}

impl Head {
    /// The module that the code is made of.
    fn rt(&self) -> TokenStream {
        let library = &self.library;
        quote!(#library::compiled)
    }
}

/// All items of one workflow.
pub(crate) fn tokens(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let declaration = declaration(plan, head);
    let required = required(plan, head);
    let body = body(plan, head);
    let traits = traits(plan, head);
    let choices = plan.choices.iter().map(|choices| choice(choices, head));
    quote! { #declaration #required #body #traits #(#choices)* }
}

/// A program uses what it needs of all this.
fn unused() -> TokenStream {
    quote!(#[allow(dead_code, reason = "a program uses what it needs")])
}

fn declaration(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let Head { visibility, attributes, .. } = head;
    let (name, about, allow) = (ident(&plan.ident), doc(&plan.doc), allow_case(&plan.ident));
    // Without required fields, there is a value by default.
    let default = plan.required().next().is_none().then(|| quote!(, Default));
    let unused = unused();
    let fields = plan.fields.iter().map(|field| {
        let (about, name, kind) = (doc(&field.doc), ident(&field.ident), stored(field, head));
        quote! { #about pub #name: #kind, }
    });
    quote! {
        #about
        #attributes
        #allow
        #[derive(Debug, Clone, PartialEq #default)]
        #unused
        #visibility struct #name { #(#fields)* }
    }
}

fn stored(field: &FieldPlan, head: &Head) -> TokenStream {
    let kind = kind(&field.value, head);
    if field.is_required { kind } else { quote!(::core::option::Option<#kind>) }
}

fn kind(value: &ValuePlan, head: &Head) -> TokenStream {
    match value {
        ValuePlan::Plain(name) => {
            let name = ident(name);
            quote!(#name)
        }
        ValuePlan::Text => quote!(::std::string::String),
        ValuePlan::Json => {
            let rt = head.rt();
            quote!(#rt::Json)
        }
        ValuePlan::Choice(name) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

/// What a method takes for a field, and how it keeps it.
fn argument(field: &FieldPlan, head: &Head) -> (TokenStream, TokenStream) {
    let (name, kind) = (ident(&field.ident), kind(&field.value, head));
    match field.value {
        // Of `u64` a bare number would be none.
        ValuePlan::Plain("bool" | "u64") | ValuePlan::Choice(_) => (kind, quote!(#name)),
        _ => (quote!(impl ::core::convert::Into<#kind>), quote!(#name.into())),
    }
}

fn required(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let Some(required) = &plan.required else { return TokenStream::new() };
    let (name, visibility, unused) = (ident(required), &head.visibility, unused());
    let about = doc(&format!("What [`{}`] cannot do without.", plan.ident));
    let fields = plan.required().map(|field| {
        let (about, name, kind) = (doc(&field.doc), ident(&field.ident), kind(&field.value, head));
        quote! { #about pub #name: #kind, }
    });
    quote! {
        #about
        #[derive(Debug, Clone, PartialEq)]
        #unused
        #visibility struct #name { #(#fields)* }
    }
}

fn body(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let (name, unused) = (ident(&plan.ident), unused());
    let outputs = plan.outputs.iter().map(|output| output_handle(output, head));
    let new = constructor(plan, head);
    let setters = plan.fields.iter().filter(|field| !field.is_required);
    let setters = setters.map(|field| setter(field, head));
    let (bind, template) = (bind(head), template(plan, head));
    quote! {
        #unused
        impl #name {
            #(#outputs)*
            #new
            #(#setters)*
            #bind
            #template
        }
    }
}

fn output_handle(output: &OutputPlan, head: &Head) -> TokenStream {
    let (rt, library) = (head.rt(), &head.library);
    let (about, name) = (doc(&output.doc), ident(&output.ident));
    let (node, class, socket) = (&output.node, &output.class, ident(output.socket));
    quote! {
        #about pub const #name: #rt::WorkflowOutput<#library::ty::#socket> =
            #rt::WorkflowOutput::new(#node, #class);
    }
}

fn constructor(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let unset = plan.fields.iter().filter(|field| !field.is_required);
    let unset = unset.map(|field| ident(&field.ident));
    let unset: Vec<_> = unset.map(|name| quote!(#name: ::core::option::Option::None,)).collect();
    let about = doc("Arguments with every default; what they are is checked when they are bound.");
    if let Some(required) = &plan.required {
        let required = ident(required);
        let moved = plan.required().map(|field| ident(&field.ident));
        return quote! {
            #about
            #[must_use] #[inline] pub fn new(required: #required) -> Self {
                Self { #(#moved: required.#moved,)* #(#unset)* }
            }
        };
    }
    let (takes, keeps): (Vec<_>, Vec<_>) = plan
        .required()
        .map(|field| {
            let (name, (takes, keeps)) = (ident(&field.ident), argument(field, head));
            (quote!(#name: #takes), quote!(#name: #keeps,))
        })
        .unzip();
    quote! {
        #about
        #[must_use] #[inline] pub fn new(#(#takes),*) -> Self {
            Self { #(#keeps)* #(#unset)* }
        }
    }
}

fn setter(field: &FieldPlan, head: &Head) -> TokenStream {
    let (about, name) = (doc(&field.doc), ident(&field.ident));
    let (takes, keeps) = argument(field, head);
    quote! {
        #about
        #[must_use] #[inline] pub fn #name(mut self, #name: #takes) -> Self {
            self.#name = ::core::option::Option::Some(#keeps);
            self
        }
    }
}

fn bind(head: &Head) -> TokenStream {
    let rt = head.rt();
    let result = quote!(::core::result::Result);
    quote! {
        /// The prompt with these arguments; a seed that is not set is drawn by lot.
        ///
        /// # Errors
        ///
        /// Everything that is wrong with the arguments.
        #[inline] pub fn bind(&self) -> #result<#rt::Prompt, #rt::BindErrors> {
            #rt::bind(Self::template(), self)
        }

        /// The same with seeds of the caller's, and with the values that were filled in.
        ///
        /// # Errors
        ///
        /// Everything that is wrong with the arguments.
        #[inline] pub fn bind_with(
            &self,
            seeds: &mut #rt::Seeds<'_>,
        ) -> #result<#rt::Bound, #rt::BindErrors> {
            #rt::bind_with(Self::template(), self, seeds)
        }
    }
}

fn template(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let rt = head.rt();
    let WorkflowPlan { prompt, sidecar, schema, .. } = plan;
    quote! {
        /// The workflow itself, for arguments that are not known before.
        #[must_use] #[inline] pub fn template() -> &'static #rt::Template {
            static TEMPLATE: #rt::Embedded = #rt::Embedded::new(#prompt, #sidecar, #schema);
            TEMPLATE.get()
        }
    }
}

fn traits(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let (rt, name, wire) = (head.rt(), ident(&plan.ident), &plan.ident);
    let schema = match plan.settings {
        Fields::Parameters => quote!(to_json_schema),
        Fields::Settings => quote!(to_json_schema_with_settings),
    };
    let template = quote!(#name::template());
    let (fields, result) = (fields(plan, head), quote!(::core::result::Result));
    quote! {
        #fields

        impl #rt::serde::Serialize for #name {
            #[inline]
            fn serialize<S: #rt::serde::Serializer>(&self, s: S) -> #result<S::Ok, S::Error> {
                #rt::serialize(self, s)
            }
        }

        impl<'de> #rt::serde::Deserialize<'de> for #name {
            #[inline]
            fn deserialize<D: #rt::serde::Deserializer<'de>>(d: D) -> #result<Self, D::Error> {
                #rt::deserialize_fields(d)
            }
        }

        #rt::json_schema!(#name, #wire, #rt::workflow_schema(#template, #template.#schema()));
    }
}

/// How fields are written and read, by the names that arguments have.
fn fields(plan: &WorkflowPlan, head: &Head) -> TokenStream {
    let (rt, name) = (head.rt(), ident(&plan.ident));
    let names = plan.fields.iter().map(|field| &field.name);
    let writes = plan.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.ident), &field.name);
        if field.is_required {
            quote!(map.serialize_entry(#wire, &self.#name)?;)
        } else {
            quote!(#rt::put(map, #wire, &self.#name)?;)
        }
    });
    let reads = plan.fields.iter().map(|field| {
        let (name, wire) = (ident(&field.ident), &field.name);
        let how = ident(if field.is_required { "required" } else { "optional" });
        quote!(#name: fields.#how(#wire)?,)
    });
    let result = quote!(::core::result::Result);
    let allow = plan
        .fields
        .is_empty()
        .then(|| quote!(#[allow(unused_variables, reason = "the workflow has no parameters")]));
    quote! {
        #allow
        impl #rt::WorkflowFields for #name {
            const NAMES: &'static [&'static str] = &[#(#names),*];

            #[inline] fn write<M: #rt::serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> #result<(), M::Error> {
                #(#writes)*
                #result::Ok(())
            }

            #[inline] fn read(fields: &mut #rt::Fields) -> #result<Self, #rt::FieldError> {
                #result::Ok(Self { #(#reads)* })
            }
        }
    }
}

/// The type of a fixed list.
fn choice(plan: &ChoicesPlan, head: &Head) -> TokenStream {
    let (name, about, visibility) = (ident(&plan.ident), doc(&plan.doc), &head.visibility);
    let (allow, unused) = (allow_case(&plan.ident), unused());
    let variants = plan.values.iter().map(|(variant, value)| {
        let (about, allow, variant) = (doc(&shown(value)), allow_case(variant), ident(variant));
        quote! { #about #allow #variant, }
    });
    let traits = choice_traits(plan, &name, head);
    quote! {
        #about
        #allow
        #unused
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #visibility enum #name { #(#variants)* }

        #traits
    }
}

fn shown(value: &str) -> String {
    match value.replace('`', "'").replace(['\n', '\r'], " ") {
        empty if empty.is_empty() => "The empty text.".to_owned(),
        text => format!("`{text}`."),
    }
}

fn choice_traits(plan: &ChoicesPlan, name: &Ident, head: &Head) -> TokenStream {
    let rt = head.rt();
    let variants: Vec<_> = plan.values.iter().map(|(variant, _)| ident(variant)).collect();
    let values = plan.values.iter().map(|(_, value)| value);
    let (result, wire) = (quote!(::core::result::Result), &plan.ident);
    quote! {
        impl #rt::WorkflowChoice for #name {
            const ALL: &'static [Self] = &[#(Self::#variants),*];

            #[inline] fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #values,)*
                }
            }
        }

        impl ::core::fmt::Display for #name {
            #[inline] fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#rt::WorkflowChoice::as_str(*self))
            }
        }

        impl ::core::str::FromStr for #name {
            type Err = #rt::NoSuchChoice;

            #[inline] fn from_str(text: &str) -> #result<Self, #rt::NoSuchChoice> {
                #rt::parse(text)
            }
        }

        impl #rt::serde::Serialize for #name {
            #[inline]
            fn serialize<S: #rt::serde::Serializer>(&self, s: S) -> #result<S::Ok, S::Error> {
                s.serialize_str(#rt::WorkflowChoice::as_str(*self))
            }
        }

        impl<'de> #rt::serde::Deserialize<'de> for #name {
            #[inline]
            fn deserialize<D: #rt::serde::Deserializer<'de>>(d: D) -> #result<Self, D::Error> {
                #rt::deserialize_choice(d)
            }
        }

        #rt::json_schema!(#name, #wire, #rt::choice_schema::<#name>());
    }
}
