//! Spells dynamic combos: an enum of options, each option's inputs as a type of their own.

use proc_macro2::TokenStream;
use quote::quote;

use super::choices;
use super::inputs::{constructor, fields, links, named, setters};
use super::lints::{allow_arguments, allow_case, allow_numbers};
use super::{Scope, Unit, doc, ident};
use crate::format::print;
use crate::plan::types::{OptionPlan, OptionsPlan, Types};

/// A module of dynamic combos, with modules for their payloads inside.
pub(super) fn unit(
    name: &str,
    about: &str,
    all: &[OptionsPlan],
    types: &Types,
    scope: &Scope,
) -> Unit {
    let mut items = choices::types(types, scope);
    items.extend(all.iter().map(|options| print(enumeration(options, scope))));
    let items = scope.with_imports(items);
    let children = all.iter().filter_map(|options| payloads(options, scope)).collect();
    Unit { name: name.to_owned(), doc: about.to_owned(), items, children }
}

fn payloads(options: &OptionsPlan, scope: &Scope) -> Option<Unit> {
    let inner = scope.inner();
    let payloads = options.options.iter().filter_map(|option| payload(options, option, &inner));
    let payloads: Vec<String> = payloads.map(print).collect();
    if payloads.is_empty() {
        return None;
    }
    let mut items = choices::types(&options.types, &inner);
    items.extend(options.nested.iter().map(|nested| print(enumeration(nested, &inner))));
    items.extend(payloads);
    let items = inner.with_imports(items);
    let children = options.nested.iter().filter_map(|nested| self::payloads(nested, &inner));
    Some(Unit {
        name: options.module.clone(),
        doc: format!("The inputs of each option of `{}`.", options.ident),
        items,
        children: children.collect(),
    })
}

fn enumeration(options: &OptionsPlan, scope: &Scope) -> TokenStream {
    let (name, rt, module) = (ident(&options.ident), scope.rt(), ident(&options.module));
    let (doc_all, allow) =
        (doc(&format!("The options of {}.", options.doc)), allow_case(&options.ident));
    let variants = options.options.iter().map(|option| {
        let (doc, allow) = (key_doc(option), allow_case(&option.variant));
        let variant = ident(&option.variant);
        let payload = option.bag.as_ref().map(|_| quote!((#module::#variant)));
        quote! { #doc #allow #variant #payload, }
    });
    let arms = options.options.iter().map(|option| {
        let (variant, key) = (ident(&option.variant), &option.key);
        match &option.bag {
            Some(_) => quote! { Self::#variant(inputs) => #rt::Value::<Self>::given(inputs), },
            None => quote! { Self::#variant => #rt::chosen(#key, #rt::Inputs::new(&[])), },
        }
    });
    quote! {
        #doc_all
        #allow
        #[non_exhaustive] pub enum #name {
            #(#variants)*
            #[doc = " An option that was not known when this was generated: key, then inputs."]
            Other(::std::string::String, #rt::Inputs),
        }

        impl #rt::Value<#name> for #name {
            #[inline]
            fn given(self) -> #rt::Given {
                match self {
                    #(#arms)*
                    Self::Other(key, inputs) => #rt::chosen(key, inputs),
                }
            }
        }
    }
}

fn key_doc(option: &OptionPlan) -> TokenStream {
    let shown = option.key.replace('`', "'").replace(['\n', '\r'], " ");
    doc(&if shown.is_empty() { "The empty key.".to_owned() } else { format!("`{shown}`.") })
}

fn payload(options: &OptionsPlan, option: &OptionPlan, scope: &Scope) -> Option<TokenStream> {
    let bag = option.bag.as_ref()?;
    let (name, rt, key) = (ident(&option.variant), scope.rt(), &option.key);
    let (parent, allow) = (ident(&options.ident), allow_case(&option.variant));
    let (key_doc, table, new) = (key_doc(option), fields(bag, scope), constructor(bag, scope));
    let (params, puts, setters) =
        (&new.params, &new.puts, setters(bag, &TokenStream::new(), scope));
    let links = links(bag, &option.variant);
    let allow_new = [allow_arguments(new.count, named(bag).count()), allow_numbers(bag)];
    let default = new.is_empty.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let must_use = quote!(#[must_use = "an option does nothing until it is given to a node"]);
    Some(quote! {
        #key_doc #allow #must_use pub struct #name(#rt::Inputs);

        #links

        impl #name {
            #[doc = " The option with what has no default."]
            #(#allow_new)* pub fn new(#params) -> Self {
                Self(#rt::Inputs::new(const { #table }) #puts)
            }

            #setters
        }

        #default

        impl #rt::Value<super::#parent> for #name {
            #[inline]
            fn given(self) -> #rt::Given {
                #rt::chosen(#key, self.0)
            }
        }
    })
}
