//! Spells a plan as Rust tokens.
//!
//! Every decision is in the plan; what is here cannot fail.

mod choices;
mod inputs;
pub(crate) mod lints;
mod node;
mod options;
mod sockets;
pub(crate) mod workflow;

use std::cell::Cell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::format::print;
use crate::plan::types::{Home, Path, Plan, Types};

/// One module of the generated code.
#[derive(Debug)]
pub(crate) struct Unit {
    /// The name of the module; empty for the root.
    pub(crate) name: String,
    /// What the module holds.
    pub(crate) doc: String,
    /// Its items as text, imports first.
    pub(crate) items: Vec<String>,
    /// Modules inside it.
    pub(crate) children: Vec<Unit>,
}

/// The modules of `plan`, under a root that holds nothing else.
pub(crate) fn units(plan: &Plan<'_>, doc: String) -> Unit {
    let mut children = vec![nodes(plan)];
    children.extend(packs(plan));
    children.extend(types("combos", "Choices of node classes.", &plan.combos));
    children.extend(types("models", "Model files, one type for each folder.", &plan.models));
    if !plan.options.is_empty() {
        let scope = Scope::at(1);
        let doc = "Options of dynamic combos, each with inputs of its own.";
        children.push(options::unit("options", doc, &plan.options, &Types::default(), &scope));
    }
    children.push(sockets::unit(plan));
    let items = if plan.nodes.is_empty() {
        Vec::new()
    } else {
        vec![print(quote! { use ::comfy_graph::generated as rt; })]
    };
    Unit { name: String::new(), doc, items, children }
}

fn nodes(plan: &Plan<'_>) -> Unit {
    let mut unit = home(plan, "nodes", "Node classes of ComfyUI itself.", &Home::Nodes, 1);
    if plan.nodes.iter().any(|node| node.home == Home::Partner) {
        let doc = "Node classes that run at a partner: they need credentials and cost credits.";
        unit.children.push(home(plan, "partner", doc, &Home::Partner, 2));
    }
    unit
}

fn packs(plan: &Plan<'_>) -> Option<Unit> {
    let mut homes: Vec<&Home> = plan.nodes.iter().map(|node| &node.home).collect();
    homes.sort();
    homes.dedup();
    let packs = homes.into_iter().filter_map(|home| match home {
        Home::Pack(pack) => Some((home, pack)),
        Home::Nodes | Home::Partner => None,
    });
    let unit = |(at, pack): (&Home, &String)| {
        home(plan, pack, &format!("Node classes of the pack `{pack}`."), at, 2)
    };
    let children: Vec<Unit> = packs.map(unit).collect();
    let doc = "Node classes of custom node packs.".to_owned();
    (!children.is_empty()).then(|| Unit {
        name: "packs".to_owned(),
        doc,
        items: Vec::new(),
        children,
    })
}

fn home(plan: &Plan<'_>, name: &str, doc: &str, home: &Home, depth: usize) -> Unit {
    let scope = Scope::at(depth);
    let nodes = plan.nodes.iter().filter(|node| node.home == *home);
    // Each class is printed alone: token streams of whole modules are slow to build and to parse.
    let items = nodes.map(|node| print(node::tokens(node, &scope))).collect();
    let items = scope.with_imports(items);
    Unit { name: name.to_owned(), doc: doc.to_owned(), items, children: Vec::new() }
}

fn types(name: &str, doc: &str, types: &Types) -> Option<Unit> {
    let scope = Scope::at(1);
    let items = choices::types(types, &scope);
    (!items.is_empty()).then(|| Unit {
        name: name.to_owned(),
        doc: doc.to_owned(),
        items: scope.with_imports(items),
        children: Vec::new(),
    })
}

/// The module at hand: how deep it is, which of its neighbours it names.
pub(crate) struct Scope {
    depth: usize,
    rt: Cell<bool>,
    ty: Cell<bool>,
    combos: Cell<bool>,
    models: Cell<bool>,
    options: Cell<bool>,
}

impl Scope {
    pub(crate) fn at(depth: usize) -> Self {
        let no = || Cell::new(false);
        Self { depth, rt: no(), ty: no(), combos: no(), models: no(), options: no() }
    }

    /// A scope for a module inside this one.
    pub(crate) fn inner(&self) -> Self {
        Self::at(self.depth + 1)
    }

    /// The module that generated code is made of.
    pub(crate) fn rt(&self) -> TokenStream {
        self.rt.set(true);
        quote!(rt)
    }

    /// The marker of a socket type.
    pub(crate) fn socket(&self, name: &str) -> TokenStream {
        self.ty.set(true);
        let name = ident(name);
        quote!(ty::#name)
    }

    /// A type of the generated code.
    pub(crate) fn path(&self, path: &Path) -> TokenStream {
        let (module, used, name) = match path {
            Path::Combos(name) => (quote!(combos), &self.combos, name),
            Path::Models(name) => (quote!(models), &self.models, name),
            Path::Options(name) => (quote!(options), &self.options, name),
            Path::Here(name) => {
                let name = ident(name);
                return quote!(#name);
            }
        };
        used.set(true);
        let name = ident(name);
        quote!(#module::#name)
    }

    /// `items` behind the imports that they need, no more.
    pub(crate) fn with_imports(&self, mut items: Vec<String>) -> Vec<String> {
        let named = [
            ("combos", &self.combos),
            ("models", &self.models),
            ("options", &self.options),
            ("rt", &self.rt),
            ("ty", &self.ty),
        ];
        let used: Vec<Ident> =
            named.iter().filter(|(_, used)| used.get()).map(|(name, _)| ident(name)).collect();
        let up = (1..self.depth).map(|_| quote!(super::));
        let up: TokenStream = std::iter::once(quote!(super::)).chain(up).collect();
        let imports = match used.as_slice() {
            [] => return items,
            [one] => quote! { use #up #one; },
            many => quote! { use #up {#(#many),*}; },
        };
        items.insert(0, print(imports));
        items
    }
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A link to a type, also where a macro has its name: small names, and what can be derived.
pub(crate) fn type_link(name: &str) -> String {
    let derived = ["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq"];
    let small = name.chars().next().is_some_and(char::is_lowercase);
    if small || derived.contains(&name) {
        format!("[`{name}`](struct@{name})")
    } else {
        format!("[`{name}`]")
    }
}

/// The documentation of an item, a line at a time.
pub(crate) fn doc(text: &str) -> TokenStream {
    let line = |line: &str| {
        let line = line.replace('\t', " ");
        let line = if line.is_empty() { line } else { format!(" {line}") };
        quote!(#[doc = #line])
    };
    text.lines().map(line).collect()
}
