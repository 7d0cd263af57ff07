//! Writes dynamic combos: the option that is chosen, with its own inputs.

use std::collections::BTreeSet;

use comfy_graph_core::prompt::{Link, Value};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::bag::{At, Inputs, link_json};
use super::literals::unknown_option;
use super::note::Reason;
use super::typed::Place;
use crate::emit::ident;
use crate::plan::types::{Bag, Path};

impl<'p> Inputs<'_, 'p> {
    /// The option that `value` is, with its own inputs.
    ///
    /// # Errors
    ///
    /// Why it is none at all; what its type does not take stays raw.
    pub(super) fn option(
        &mut self,
        at: At<'_, 'p>,
        path: &'p Path,
        value: &Value,
    ) -> Result<TokenStream, Reason> {
        let name = at.name;
        let (modules, plan) = self.typed.options(path, at.place);
        let keys = plan.options.iter().map(|option| option.key.as_str());
        let key = match value {
            Value::Literal(key) => key,
            Value::Link(link) => return Err(no_option(name, link)),
        };
        let Json::String(text) = key else { return Err(unknown_option(name, key, keys)) };
        let of = |variant: &str| {
            let (of, variant) = (self.imports.path(&modules, &plan.ident), ident(variant));
            quote!(#of::#variant)
        };
        let Some(option) = plan.options.iter().find(|option| option.key == *text) else {
            self.notes.push(unknown_option(name, key, keys));
            let other = of("Other");
            return Ok(self.other(&other, text, name));
        };
        let Some(bag) = &option.bag else { return Ok(of(&option.variant)) };
        let (before, imports) = (self.mark(), self.imports.mark());
        let path = modules.iter().copied().chain([plan.module.as_str()]).collect();
        let place = Place { path, options: Some(plan) };
        self.payload(name, bag, &option.variant, &place).or_else(|reason| {
            self.reset(before);
            self.imports.reset(imports);
            self.notes.push(reason);
            let other = self.imports.path(&modules, &plan.ident);
            Ok(self.other(&quote!(#other::Other), text, name))
        })
    }

    fn payload(
        &mut self,
        name: &str,
        bag: &'p Bag,
        variant: &str,
        place: &Place<'p>,
    ) -> Result<TokenStream, Reason> {
        let calls = self.bag(bag, &format!("{name}."), place)?;
        let of = self.imports.path(&place.path, variant);
        let links = bag.links.as_ref().map(|links| self.imports.path(&place.path, links));
        Ok(calls.build(&of, links.map(|name| calls.links(&name))))
    }

    /// An option without its inputs, which follow raw.
    fn other(&mut self, other: &TokenStream, key: &str, name: &str) -> TokenStream {
        self.refused.push(name.to_owned());
        let inputs = self.imports.library("generated::Inputs");
        quote!(#other(#key.to_owned(), #inputs::default()))
    }

    fn mark(&self) -> (BTreeSet<String>, [usize; 4]) {
        let lengths = [self.refused.len(), self.grown.len(), self.omitted.len(), self.notes.len()];
        (self.written.clone(), lengths)
    }

    fn reset(
        &mut self,
        (written, [refused, grown, omitted, notes]): (BTreeSet<String>, [usize; 4]),
    ) {
        self.written = written;
        self.refused.truncate(refused);
        self.grown.truncate(grown);
        self.omitted.truncate(omitted);
        self.notes.truncate(notes);
    }
}

fn no_option(name: &str, link: &Link) -> Reason {
    Reason::WrongLiteral { input: name.to_owned(), wanted: "an option", value: link_json(link) }
}
