//! Writes one node: typed where the schema knows it, raw where it does not.

use std::collections::{BTreeMap, BTreeSet};

use comfy_graph_core::closest::closest;
use comfy_graph_core::ids::{ClassName, InputName, NodeId};
use comfy_graph_core::prompt::{PromptNode, Value};
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::bag::{Inputs, Wired, link_json};
use super::imports::Imports;
use super::json;
use super::matched::matched;
use super::note::Reason;
use super::typed::{Carried, Place, Typed};
use crate::emit::ident;
use crate::plan::types::NodePlan;

/// Writes the nodes of one program.
pub(super) struct Nodes<'t, 'p> {
    pub(super) typed: &'t Typed<'p>,
    pub(super) imports: &'t Imports,
    /// Whether the graph titles nodes by their class.
    pub(super) has_titles: bool,
}

/// A node in Rust.
pub(super) struct Written<'p> {
    /// What is added to the graph.
    pub(super) node: TokenStream,
    /// What the node calls `links`: those that it takes by name.
    pub(super) links: Option<TokenStream>,
    pub(super) notes: Vec<Reason>,
    /// Its type, with what its templates stand for; `None` for a raw node.
    pub(super) typed: Option<(&'p NodePlan<'p>, IndexMap<String, Carried>)>,
}

/// A node in the making.
struct Chain<'t> {
    tokens: TokenStream,
    imports: &'t Imports,
    /// Setters of its type, some of which may be called like the library's own.
    setters: BTreeSet<&'t str>,
}

impl Chain<'_> {
    fn call(&mut self, method: &str, arguments: &TokenStream) {
        let (before, name) = (&self.tokens, ident(method));
        let node = self.imports.library("Node");
        self.tokens = if self.setters.contains(method) {
            quote!(#node::#name(#before, #arguments))
        } else {
            quote!(#before.#name(#arguments))
        };
    }
}

impl<'p> Nodes<'_, 'p> {
    /// Writes `node`, whose links lead where `wired` says.
    pub(super) fn write<'e>(
        &'e self,
        id: &NodeId,
        node: &'e PromptNode,
        wired: Wired<'e>,
    ) -> Written<'p> {
        let imports = self.imports.mark();
        let typed = self.known(node).and_then(|plan| self.typed_node(plan, node, wired));
        let mut written = typed.unwrap_or_else(|reason| {
            self.imports.reset(imports);
            self.raw_node(node, wired, vec![reason])
        });
        let setters = written.typed.as_ref().map(|(plan, _)| setters(plan)).unwrap_or_default();
        let mut chain = Chain { tokens: written.node, imports: self.imports, setters };
        let id = id.as_str();
        chain.call("node_id", &quote!(#id));
        let class_title = written.typed.as_ref().map(|(plan, _)| &*plan.class.display_name);
        let class_title = class_title.or(node.class_type.as_ref().map(ClassName::as_str));
        self.title(node, class_title, &mut chain);
        for (key, value) in &node.foreign {
            written.notes.push(Reason::ForeignKey { key: key.clone() });
            let value = json::value(value, self.imports);
            chain.call("node_key", &quote!(#key, #value));
        }
        written.node = chain.tokens;
        written
    }

    fn known(&self, node: &PromptNode) -> Result<&'p NodePlan<'p>, Reason> {
        let class = node.class_type.as_ref().ok_or(Reason::NoClass)?;
        self.typed.node(class).ok_or_else(|| {
            let names = self.typed.schema.classes().map(|known| known.name.as_str());
            let closest = closest(class.as_str(), names).into_iter().map(str::to_owned).collect();
            Reason::UnknownClass { class: class.clone(), closest }
        })
    }

    fn title(&self, node: &PromptNode, class_title: Option<&str>, chain: &mut Chain<'_>) {
        // How serde_json orders keys depends on a feature that any crate may turn on.
        let meta: BTreeMap<_, _> = node.meta.iter().collect();
        for (key, value) in meta {
            match value {
                Json::String(title) if key == "title" => {
                    if !self.has_titles || class_title != Some(title) {
                        chain.call("node_title", &quote!(#title));
                    }
                }
                value => {
                    let value = json::value(value, self.imports);
                    chain.call("node_meta", &quote!(#key, #value));
                }
            }
        }
    }

    fn typed_node<'e>(
        &'e self,
        plan: &'p NodePlan<'p>,
        node: &'e PromptNode,
        wired: Wired<'e>,
    ) -> Result<Written<'p>, Reason> {
        let source = |name: &str| {
            let (name, value) = node.inputs.get_key_value(name)?;
            wired(name, value.as_link()?).ok()
        };
        let matched = matched(plan, node, self.typed, source);
        let mut inputs = Inputs {
            typed: self.typed,
            imports: self.imports,
            node,
            wired,
            matched: matched.carried,
            written: BTreeSet::new(),
            refused: Vec::new(),
            grown: Vec::new(),
            omitted: Vec::new(),
            notes: Vec::new(),
        };
        let calls = inputs.bag(&plan.bag, "", &Place::TOP)?;
        let mut of = self.imports.node(plan, &plan.ident);
        if matched.is_open {
            let types = inputs.matched.values().map(|carried| self.imports.carried(carried));
            of = quote!(#of::<#(#types),*>);
        }
        let links = plan.bag.links.as_ref();
        let links = links.map(|name| calls.links(&self.imports.node(plan, name)));
        let tokens = calls.build(&of, links.as_ref().map(|_| quote!(links)));
        let mut chain = Chain { tokens, imports: self.imports, setters: setters(plan) };
        self.rest(plan, node, &mut inputs, &mut chain);
        let typed = Some((plan, inputs.matched));
        Ok(Written { node: chain.tokens, links, notes: inputs.notes, typed })
    }

    /// Gives raw what types did not take.
    fn rest(
        &self,
        plan: &NodePlan<'_>,
        node: &PromptNode,
        inputs: &mut Inputs<'_, '_>,
        chain: &mut Chain<'_>,
    ) {
        for name in &inputs.omitted {
            chain.call("omit_input", &quote!(#name));
        }
        let within = |name: &str, of: &str| {
            name.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        for (name, value) in &node.inputs {
            let text = name.as_str();
            if inputs.written.contains(text) {
                continue;
            }
            let refused = inputs.refused.iter().any(|of| within(text, of));
            if !refused {
                let loose = inputs.grown.iter().any(|of| text != of && within(text, of));
                let reason = if loose {
                    Reason::LooseElement { input: text.to_owned() }
                } else {
                    unknown_input(plan, name)
                };
                inputs.notes.push(reason);
            }
            let raw = self.raw(name, value, inputs.wired);
            // Of a known input, no value is extra, whatever a range says.
            let method =
                if refused && raw.method == "extra_input" { "raw_input" } else { raw.method };
            chain.call(method, &raw.arguments);
            inputs.notes.extend(raw.note.filter(|_| !refused));
        }
    }

    fn raw_node(&self, node: &PromptNode, wired: Wired<'_>, mut notes: Vec<Reason>) -> Written<'p> {
        let raw = self.imports.library("RawNode");
        let tokens = match &node.class_type {
            Some(class) => {
                let class = class.as_str();
                quote!(#raw::named(#class))
            }
            None => quote!(#raw::classless()),
        };
        let mut chain = Chain { tokens, imports: self.imports, setters: BTreeSet::new() };
        for (name, value) in &node.inputs {
            let raw = self.raw(name, value, wired);
            chain.call(raw.method, &raw.arguments);
            // It may be why the node is raw.
            notes.extend(raw.note.filter(|note| notes.first() != Some(note)));
        }
        Written { node: chain.tokens, links: None, notes, typed: None }
    }

    fn raw(&self, name: &InputName, value: &Value, wired: Wired<'_>) -> Raw {
        let text = name.as_str();
        let literal = |method, value: &Json, note| {
            let value = json::value(value, self.imports);
            Raw { method, arguments: quote!(#text, #value), note }
        };
        match value {
            Value::Link(link) => match wired(name, link) {
                Ok(source) => {
                    let output = source.output(self.imports);
                    Raw { method: "extra_link", arguments: quote!(#text, #output), note: None }
                }
                Err(reason) => literal("raw_input", &link_json(link), Some(reason)),
            },
            // A bare list would be wrapped.
            Value::Literal(value) if value.is_array() => literal("raw_input", value, None),
            Value::Literal(value) => literal("extra_input", value, None),
        }
    }
}

/// An input without its type: the method that gives it, and what the method takes.
struct Raw {
    method: &'static str,
    arguments: TokenStream,
    note: Option<Reason>,
}

fn setters<'p>(plan: &'p NodePlan<'_>) -> BTreeSet<&'p str> {
    plan.bag.inputs.iter().map(|input| input.ident.as_str()).collect()
}

fn unknown_input(plan: &NodePlan<'_>, input: &InputName) -> Reason {
    let known = plan.bag.inputs.iter().map(|input| input.wire.as_str());
    let closest = closest(input.as_str(), known).into_iter().map(str::to_owned).collect();
    Reason::UnknownInput { class: plan.class_name().clone(), input: input.clone(), closest }
}
