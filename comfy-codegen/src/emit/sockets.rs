//! Spells socket types, and the unions of several.

use proc_macro2::TokenStream;
use quote::quote;

use super::lints::allow_case;
use super::{Scope, Unit, doc, ident};
use crate::format::print;
use crate::plan::types::{Plan, SocketPlan, UnionPlan};

/// The module of all socket types; known ones come from the library, so that crates share them.
pub(super) fn unit(plan: &Plan<'_>) -> Unit {
    let scope = Scope::at(1);
    let known: Vec<_> = plan.sockets.iter().filter(|socket| socket.known).collect();
    let known: Vec<_> = known.iter().map(|socket| ident(&socket.ident)).collect();
    let own = plan.sockets.iter().filter(|socket| !socket.known);
    let own = own.map(|socket| socket_type(socket, &scope));
    let unions = plan.unions.iter().map(|union| union_type(union, plan, &scope));
    let types: Vec<String> = own.chain(unions).map(print).collect();
    let mut items = vec![print(quote! { pub use ::comfy_graph::ty::{#(#known,)* Any, Wild}; })];
    items.extend(scope.with_imports(types));
    Unit {
        name: "ty".to_owned(),
        doc: "Socket types: what flows over links.".to_owned(),
        items,
        children: Vec::new(),
    }
}

fn socket_type(socket: &SocketPlan, scope: &Scope) -> TokenStream {
    let (name, wire) = (ident(&socket.ident), &socket.wire);
    let (doc, allow, rt) = (doc(&format!("`{wire}`.")), allow_case(&socket.ident), scope.rt());
    quote! {
        #doc
        #allow
        #[derive(Debug, Clone, Copy, PartialEq, Eq)] pub enum #name {}

        impl #rt::Socket for #name {
            const NAME: &'static str = #wire;
        }

        impl #rt::Accepts for #name {
            type Socket = Self;
        }
    }
}

fn union_type(union: &UnionPlan, plan: &Plan<'_>, scope: &Scope) -> TokenStream {
    let name = ident(&union.ident);
    let own = SocketPlan { ident: union.ident.clone(), wire: union.wire.clone(), known: false };
    let (own, rt) = (socket_type(&own, scope), scope.rt());
    let members = union.members.iter().map(|member| ident(member));
    let literals = union.literals.iter().flat_map(|wire| literal_types(wire));
    let mut literals: Vec<&str> = literals.copied().collect();
    literals.sort_unstable();
    literals.dedup();
    let literals = literals.iter().map(|literal| {
        let kind: syn::Type = syn::parse_str(literal).expect("BUG: a literal type is no type");
        quote! {
            impl #rt::Value<#name> for #kind {
                #[inline]
                fn given(self) -> #rt::Given {
                    #rt::Given::Literal(#rt::Json::from(self))
                }
            }
        }
    });
    let back = if union.is_output { output_of(union, plan, scope) } else { TokenStream::new() };
    quote! {
        #own
        #(impl #rt::Feeds<#name> for #members {})*
        #(#literals)*
        #back
    }
}

/// A union that an output has feeds each of its members, and unions that share one.
fn output_of(union: &UnionPlan, plan: &Plan<'_>, scope: &Scope) -> TokenStream {
    let (name, rt) = (ident(&union.ident), scope.rt());
    let shares = |other: &&UnionPlan| {
        other.ident != union.ident && other.members.iter().any(|m| union.members.contains(m))
    };
    let others = plan.unions.iter().filter(shares).map(|other| &other.ident);
    let targets = union.members.iter().chain(others).map(|target| ident(target));
    quote! { #(impl #rt::Feeds<#targets> for #name {})* }
}

fn literal_types(wire: &str) -> &'static [&'static str] {
    match wire {
        "INT" => &["i32", "i64", "u32"],
        "FLOAT" => &["f32", "f64", "i32"],
        "STRING" => &["&str", "String"],
        "BOOLEAN" => &["bool"],
        _ => &[],
    }
}
