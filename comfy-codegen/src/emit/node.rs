//! Spells node types, with what their nodes give back.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::inputs::{constructor, fields, links, named, setters};
use super::lints::{allow_arguments, allow_case, allow_numbers};
use super::{Scope, doc, ident, type_link};
use crate::plan::types::{NodePlan, OutSocket, OutputPlan};

/// All items of one node class.
pub(super) fn tokens(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let declaration = declaration(node, scope);
    let links = links(&node.bag, &node.ident);
    let body = body(node, scope);
    let trait_impl = trait_impl(node, scope);
    let outputs = outputs(node, scope);
    let feeds = feeds(node, scope);
    quote! { #declaration #links #body #trait_impl #outputs #feeds }
}

/// The type parameters of a node type: as declared, bare, and bounded.
struct Generics {
    declared: TokenStream,
    bounded: TokenStream,
    types: Vec<Ident>,
}

fn generics(node: &NodePlan<'_>, scope: &Scope) -> Generics {
    let types: Vec<Ident> = node.templates.iter().map(|template| ident(&template.param)).collect();
    if types.is_empty() {
        return Generics { declared: TokenStream::new(), bounded: TokenStream::new(), types };
    }
    let rt = scope.rt();
    let bounds = node.templates.iter().map(|template| {
        let param = ident(&template.param);
        match &template.allowed {
            Some(union) => {
                let union = scope.socket(union);
                quote!(#param: #rt::Feeds<#union>)
            }
            None => quote!(#param),
        }
    });
    Generics { declared: quote!(<#(#types),*>), bounded: quote!(<#(#bounds),*>), types }
}

fn declaration(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&node.ident), scope.rt());
    let (doc, allow) = (doc(&node.doc), allow_case(&node.ident));
    let alias = alias(node);
    let generics = generics(node, scope);
    let declared = &generics.declared;
    let marker = marker(&generics, scope);
    let must_use = quote!(#[must_use = "a node does nothing until it is added to a graph"]);
    quote! {
        #doc #alias #allow #must_use pub struct #name #declared(#rt::RawNode #marker);
    }
}

/// Lets a search find the type by what the server calls it.
fn alias(node: &NodePlan<'_>) -> TokenStream {
    let name = node.class_name().as_str();
    // What rustdoc takes as an alias, and nothing that it finds anyway.
    let odd = |letter: char| matches!(letter, '"' | '\'') || letter.is_control();
    let space = |letter: char| letter.is_whitespace() && letter != ' ';
    let valid = |text: &str| {
        let plain = !text.is_empty() && text.trim() == text && text != node.ident;
        plain && !text.contains(odd) && !text.contains(space)
    };
    let mut aliases = vec![name, &*node.class.display_name];
    aliases.dedup();
    let aliases = aliases.into_iter().filter(|text| valid(text));
    quote! { #(#[doc(alias = #aliases)])* }
}

fn marker(generics: &Generics, scope: &Scope) -> TokenStream {
    if generics.types.is_empty() {
        return TokenStream::new();
    }
    let (rt, types) = (scope.rt(), &generics.types);
    quote!(, #rt::Types<(#(#types,)*)>)
}

fn body(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&node.ident), scope.rt());
    let generics = generics(node, scope);
    let (declared, bounded) = (&generics.declared, &generics.bounded);
    let (table, allow_numbers) = (table(node, scope), allow_numbers(&node.bag));
    let new = constructor(&node.bag, scope);
    let (params, puts) = (&new.params, &new.puts);
    let rest = if generics.types.is_empty() { quote!() } else { quote!(, self.1) };
    let setters = setters(&node.bag, &rest, scope);
    let marker = if generics.types.is_empty() { quote!() } else { quote!(, #rt::Types::NEW) };
    let allow = allow_arguments(new.count, named(&node.bag).count());
    let default = new.is_empty.then(|| {
        quote! {
            impl #bounded Default for #name #declared {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    quote! {
        impl #bounded #name #declared {
            #[doc = " What is known of the class: inputs, defaults, ranges."]
            #allow_numbers pub const CLASS: &'static #rt::Class = &#table;

            #[doc = " The node with what has no default."]
            #allow pub fn new(#params) -> Self {
                Self(#rt::RawNode::of(Self::CLASS) #puts #marker)
            }

            #setters
        }

        #default
    }
}

fn table(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let rt = scope.rt();
    let (class, title) = (node.class_name().as_str(), &*node.class.display_name);
    let (partner, output_node) = (node.class.flags.api_node, node.class.flags.output_node);
    let inputs = fields(&node.bag, scope);
    quote! {
        #rt::Class {
            name: #class,
            title: #title,
            partner: #partner,
            output_node: #output_node,
            inputs: #inputs,
        }
    }
}

fn trait_impl(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let (name, out, rt) = (ident(&node.ident), ident(&node.out_ident), scope.rt());
    let generics = generics(node, scope);
    let (declared, bounded) = (&generics.declared, &generics.bounded);
    let out_types = out_generics(node);
    let fields = node.outputs.iter().zip(0_u16..).map(|(output, slot)| {
        let field = ident(&output.field);
        let make = if output.is_list { quote!(out_list) } else { quote!(out) };
        quote! { #field: node_ref.#make(#slot), }
    });
    // Without an output, the struct has nothing else to know its node by.
    let own = node.outputs.is_empty().then(|| quote!(node_ref));
    quote! {
        impl #bounded #rt::Node for #name #declared {
            type Output = #out #out_types;

            #[inline]

            fn raw_mut(&mut self) -> &mut #rt::RawNode {
                &mut self.0
            }

            #[inline]

            fn outputs(node_ref: #rt::NodeRef) -> Self::Output {
                #out { #(#fields)* #own }
            }
        }
    }
}

/// The type parameters that the outputs name, in order.
fn out_params(node: &NodePlan<'_>) -> Vec<Ident> {
    let used = node.templates.iter().filter(|template| {
        let names =
            |output: &OutputPlan| output.socket == OutSocket::Template(template.param.clone());
        node.outputs.iter().any(names)
    });
    used.map(|template| ident(&template.param)).collect()
}

fn out_generics(node: &NodePlan<'_>) -> TokenStream {
    let used = out_params(node);
    if used.is_empty() { TokenStream::new() } else { quote!(<#(#used),*>) }
}

fn outputs(node: &NodePlan<'_>, scope: &Scope) -> TokenStream {
    let (name, rt, allow) = (ident(&node.out_ident), scope.rt(), allow_case(&node.out_ident));
    let doc_all = doc(&format!("What a {} gives.", type_link(&node.ident)));
    let types = out_generics(node);
    let fields = node.outputs.iter().map(|output| {
        let (doc, field, socket) = (doc(&output.doc), ident(&output.field), socket(output, scope));
        let out = if output.is_list { quote!(OutList) } else { quote!(Out) };
        quote! { #doc pub #field: #rt::#out<#socket>, }
    });
    let own = node.outputs.is_empty().then(|| quote!(node_ref: #rt::NodeRef,));
    let handle = handle(node, scope);
    let copy = copy(&name);
    let (derived, written) = if types.is_empty() {
        (None, Some(copy))
    } else {
        (Some(quote!(#[derive(Clone, Copy)])), None)
    };
    quote! {
        #doc_all
        #allow
        #derived pub struct #name #types {
            #(#fields)*
            #own
        }

        #written
        #handle
    }
}

/// What a derive would write for a struct without type parameters, in a form that costs less: a
/// derive also proves each field, 886 times over.
fn copy(name: &Ident) -> TokenStream {
    quote! {
        impl ::core::clone::Clone for #name {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::marker::Copy for #name {}
    }
}

/// How to tell a node without outputs; those with some tell it by these.
fn handle(node: &NodePlan<'_>, scope: &Scope) -> Option<TokenStream> {
    let (name, rt) = (ident(&node.out_ident), scope.rt());
    let handle = || {
        quote! {
            impl #rt::Handle for #name {
                #[inline]
                fn node(&self) -> #rt::NodeRef {
                    self.node_ref
                }
            }
        }
    };
    node.outputs.is_empty().then(handle)
}

fn socket(output: &OutputPlan, scope: &Scope) -> TokenStream {
    match &output.socket {
        OutSocket::Type(name) => scope.socket(name),
        OutSocket::Wild => scope.socket("Wild"),
        OutSocket::Template(param) => {
            let param = ident(param);
            quote!(#param)
        }
        OutSocket::Chosen(path) => {
            let rt = scope.rt();
            let choice = path.as_ref().map_or(quote!(#rt::Open), |path| scope.path(path));
            quote!(#rt::Chosen<#choice>)
        }
    }
}

/// What the node as a whole can be wired to.
fn feeds(node: &NodePlan<'_>, scope: &Scope) -> Option<TokenStream> {
    let first = node.outputs.first()?;
    let (name, rt, types) = (ident(&node.out_ident), scope.rt(), out_generics(node));
    let (field, each) = (ident(&first.field), first.is_list.then(|| quote!(.each())));
    let is_single = node.outputs.len() == 1;
    let kind = if is_single {
        let socket = socket(first, scope);
        quote!(#rt::Out<#socket>)
    } else {
        quote!(Self)
    };
    let offers = node.feeds.iter().filter(|_| !is_single).map(|(slot, target)| {
        let (target, slot) = (scope.socket(target), Literal::usize_unsuffixed(*slot));
        quote! {
            impl #types #rt::Offers<#target> for #name #types {
                const SLOT: u16 = #slot;
            }
        }
    });
    Some(quote! {
        impl #types #rt::Linkable for #name #types {
            type Kind = #kind;

            #[inline]

            fn first(&self) -> #rt::OutputRef {
                self.#field #each.untyped()
            }
        }

        #(#offers)*
    })
}
