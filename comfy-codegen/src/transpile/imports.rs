//! Collects what a transpiled program imports.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::spelling::ModulePath;
use super::typed::{Carried, Typed};
use crate::emit::ident;
use crate::format::print;
use crate::plan::types::{Home, NodePlan};

/// Names that programs have from the library, so that node types are not imported under them.
const TAKEN: &[&str] = &[
    "Default",
    "Graph",
    "In",
    "Inputs",
    "IntoIterator",
    "Node",
    "Open",
    "Option",
    "Out",
    "OutList",
    "RawNode",
    "Self",
    "String",
    "Vec",
    "combos",
    "json",
    "models",
    "nodes",
    "options",
    "packs",
    "ty",
];

/// The imports of one program, noted as names are spelled.
pub(super) struct Imports {
    /// Node types whose bare name would mean two things.
    clashing: BTreeSet<String>,
    noted: RefCell<Noted>,
}

/// What is imported so far.
#[derive(Clone, Default)]
pub(super) struct Noted {
    library: BTreeSet<&'static str>,
    modules: BTreeSet<&'static str>,
    nodes: BTreeMap<Home, BTreeSet<String>>,
}

impl Imports {
    pub(super) fn new(typed: &Typed<'_>) -> Self {
        let mut seen: BTreeSet<&str> = TAKEN.iter().copied().collect();
        let all = || typed.nodes().flat_map(|node| names(node).map(move |name| (node, name)));
        let mut clashing = BTreeSet::new();
        for (_, name) in all() {
            if !seen.insert(name) {
                clashing.insert(name.to_owned());
            }
        }
        Self { clashing, noted: RefCell::default() }
    }

    /// What is imported so far, to go back to where nothing comes of what follows.
    pub(super) fn mark(&self) -> Noted {
        self.noted.borrow().clone()
    }

    /// Forgets what came after `mark`.
    pub(super) fn reset(&self, mark: Noted) {
        self.noted.replace(mark);
    }

    /// An item of `comfy_graph`.
    pub(super) fn library(&self, name: &'static str) -> Ident {
        self.noted.borrow_mut().library.insert(name);
        ident(name.rsplit("::").next().unwrap_or(name))
    }

    /// The module of socket types.
    pub(super) fn ty(&self) -> Ident {
        self.module("ty")
    }

    fn module(&self, name: &'static str) -> Ident {
        self.noted.borrow_mut().modules.insert(name);
        ident(name)
    }

    /// The marker of what an output carries.
    pub(super) fn carried(&self, carried: &Carried) -> TokenStream {
        let ty = self.ty();
        match carried {
            Carried::Type(name) => {
                let name = ident(name);
                quote!(#ty::#name)
            }
            Carried::Wild => quote!(#ty::Wild),
            Carried::Chosen => {
                let open = self.library("Open");
                quote!(::comfy_graph::ty::Chosen<#open>)
            }
        }
    }

    /// A type of the generated code under these modules.
    pub(super) fn path(&self, modules: &[&str], name: &str) -> TokenStream {
        for root in ["combos", "models", "options"] {
            if modules.first() == Some(&root) {
                self.module(root);
            }
        }
        let (modules, name) = (modules.iter().map(|module| ident(module)), ident(name));
        quote!(#(#modules::)*#name)
    }

    /// A type of the module that `node` is in.
    pub(super) fn node(&self, node: &NodePlan<'_>, name: &str) -> TokenStream {
        let spelled = ident(name);
        if !self.clashing.contains(name) {
            let mut noted = self.noted.borrow_mut();
            noted.nodes.entry(node.home.clone()).or_default().insert(name.to_owned());
            return quote!(#spelled);
        }
        match &node.home {
            Home::Nodes | Home::Partner => {
                let nodes = self.module("nodes");
                let partner = (node.home == Home::Partner).then(|| quote!(partner::));
                quote!(#nodes::#partner #spelled)
            }
            Home::Pack(pack) => {
                let (packs, pack) = (self.module("packs"), ident(pack));
                quote!(#packs::#pack::#spelled)
            }
        }
    }

    /// The imports as lines, those of the generated nodes from `module`.
    pub(super) fn lines(&self, module: &ModulePath) -> String {
        let mut uses = Vec::new();
        let noted = self.noted.borrow();
        let library = &noted.library;
        let inner: Vec<&str> = library.iter().copied().filter(|n| n.contains("::")).collect();
        let outer: Vec<&str> = library.iter().copied().filter(|n| !n.contains("::")).collect();
        uses.extend(group("comfy_graph", &outer));
        uses.extend(inner.iter().map(|path| format!("use comfy_graph::{path};")));
        let modules: Vec<&str> = noted.modules.iter().copied().collect();
        let module = module.as_str();
        let mut own: Vec<String> = group(module, &modules).into_iter().collect();
        for (home, names) in &noted.nodes {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let home = match home {
                Home::Nodes => "nodes".to_owned(),
                Home::Partner => "nodes::partner".to_owned(),
                Home::Pack(pack) => format!("packs::{pack}"),
            };
            own.extend(group(&format!("{module}::{home}"), &names));
        }
        let print = |uses: &[String]| -> String { uses.iter().map(|line| printed(line)).collect() };
        [print(&uses), print(&own)]
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Every name that an import brings, which no variable may have.
    pub(super) fn names<'n>(typed: &'n Typed<'_>) -> impl Iterator<Item = &'n str> {
        typed.nodes().flat_map(|node| names(node))
    }
}

fn names<'n>(node: &'n NodePlan<'_>) -> impl Iterator<Item = &'n str> {
    std::iter::once(node.ident.as_str()).chain(node.bag.links.as_deref())
}

fn group(path: &str, names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("use {path}::{one};")),
        many => Some(format!("use {path}::{{{}}};", many.join(", "))),
    }
}

fn printed(line: &str) -> String {
    print(line.parse().expect("BUG: an import is no Rust"))
}
