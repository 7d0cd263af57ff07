//! Writes the functions of a program, statement by statement.

use std::collections::{BTreeSet, HashMap};

use comfy_graph_core::ids::{InputName, NodeId};
use comfy_graph_core::prompt::{Link, Prompt};
use indexmap::{IndexMap, IndexSet};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::groups::{Group, Groups, Unit};
use super::imports::Imports;
use super::links::{Origin, Source};
use super::node::{Nodes, Written};
use super::note::{Note, Reason};
use super::order::{Links, circular};
use super::params::Crossing;
use super::spelling::FunctionName;
use super::text::Comments;
use super::typed::{Carried, Typed};
use super::variables::{Key, Namer, Uses, Variables};
use crate::emit::lints::is_near_constant;
use crate::emit::{doc, ident};
use crate::format::print;

/// The outputs that the code at hand can name.
pub(super) type Env = HashMap<(NodeId, u16), Source>;

/// Writes the functions of one prompt.
pub(super) struct Writer<'t, 'p> {
    prompt: &'p Prompt,
    typed: &'t Typed<'p>,
    uses: Uses<'p>,
    cut: Links,
    /// The functions of subgraphs, by host.
    called: IndexMap<NodeId, String>,
    /// Names that no variable may have.
    reserved: BTreeSet<String>,
    main: FunctionName,
    pub(super) imports: Imports,
    pub(super) notes: Vec<Note>,
    pub(super) comments: Comments,
    functions: Vec<String>,
}

/// Where statements stand: what the graph is called there.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Main,
    Subgraph,
}

/// The statements of a function, with what they made.
struct Body {
    statements: Vec<TokenStream>,
    env: Env,
}

impl<'t, 'p> Writer<'t, 'p> {
    pub(super) fn new(
        prompt: &'p Prompt,
        typed: &'t Typed<'p>,
        names: &IndexMap<NodeId, String>,
        main: &FunctionName,
    ) -> Self {
        let mut writer = Self {
            prompt,
            typed,
            uses: Uses::of(prompt),
            cut: circular(prompt),
            called: names.clone(),
            reserved: Imports::names(typed).map(str::to_owned).collect(),
            main: main.clone(),
            imports: Imports::new(typed),
            notes: Vec::new(),
            comments: Comments::default(),
            functions: Vec::new(),
        };
        writer.reserved.extend(["graph", "links", "node", main.as_str()].map(str::to_owned));
        writer
    }

    /// The functions as text, the main one first.
    pub(super) fn functions(&mut self, origin: &str) -> Vec<String> {
        let groups = Groups::of(self.prompt, &self.cut);
        let wished = std::mem::take(&mut self.called);
        self.name_functions(&groups.root, &wished);
        let mut statements = Vec::new();
        for host in groups.entangled {
            let reason = Reason::Entangled { host: host.clone() };
            statements.push(self.comments.add(&reason.to_string()));
            self.notes.push(Note { node: host, reason });
        }
        let body = self.body(&groups.root, &[], Env::new(), At::Main);
        statements.extend(body.statements);
        let main = self.main_function(&groups.root, &statements, origin);
        let mut functions = vec![main];
        functions.append(&mut self.functions);
        functions
    }

    fn name_functions(&mut self, group: &Group<'_>, wished: &IndexMap<NodeId, String>) {
        for unit in &group.units {
            let Unit::Group(group) = unit else { continue };
            let host = group.host.as_ref().expect("BUG: a subgraph without host");
            let number = format!("subgraph {}", host.as_str().replace(':', " "));
            let plain = FunctionName::of(wished.get(host).unwrap_or(&number));
            let mut name = plain.to_string();
            while !self.reserved.insert(name.clone()) {
                name = FunctionName::of(&format!("{name} {}", host.as_str().replace(':', " ")))
                    .to_string();
            }
            self.called.insert(host.clone(), name);
            self.name_functions(group, wished);
        }
    }

    fn main_function(&self, root: &Group<'_>, body: &[TokenStream], origin: &str) -> String {
        let graph = self.imports.library("Graph");
        let (name, near) = (ident(self.main.as_str()), self.near(root));
        let count = self.prompt.len();
        let nodes = if count == 1 { "node" } else { "nodes" };
        let doc = doc(&format!("The graph of {origin}: {count} {nodes}."));
        let titles = (!self.has_titles()).then(|| quote!(.own_titles()));
        let new = if body.is_empty() {
            quote!(#graph::new() #titles)
        } else {
            quote! {
                let mut graph = #graph::new() #titles;
                #(#body)*
                graph
            }
        };
        print(quote! { #doc #near pub fn #name() -> #graph { #new } })
    }

    /// Whether every node has a title, as graphs give them.
    fn has_titles(&self) -> bool {
        let mut classed = self.prompt.nodes().filter(|(_, node)| node.class_type.is_some());
        classed.all(|(_, node)| node.meta.contains_key("title"))
    }

    /// Allows numbers that clippy would take for attempts at a constant.
    fn near(&self, group: &Group<'_>) -> TokenStream {
        fn is_near(json: &Json) -> bool {
            match json {
                Json::Number(number) => {
                    number.is_f64() && number.as_f64().is_some_and(is_near_constant)
                }
                Json::Array(items) => items.iter().any(is_near),
                Json::Object(members) => members.values().any(is_near),
                _ => false,
            }
        }
        let nodes = group.nodes();
        let nodes = nodes.iter().filter_map(|id| self.prompt.node(id.as_str()));
        let mut values = nodes.flat_map(|node| node.inputs.values());
        let near = values.any(|value| value.as_literal().is_some_and(is_near));
        let why = quote!(reason = "the workflow's own number");
        if near { quote!(#[allow(clippy::approx_constant, #why)]) } else { TokenStream::new() }
    }

    fn body(&mut self, group: &Group<'p>, parameters: &[Key], env: Env, at: At) -> Body {
        let mut body = Body { statements: Vec::new(), env };
        let names = self.variables(group, parameters);
        for (key, source) in &mut body.env {
            let key = (key.0.clone(), Some(key.1));
            source.origin = Origin::Variable(ident(names.name(&key)));
        }
        for unit in &group.units {
            match unit {
                Unit::Node(id) => self.node(id, &names, &mut body),
                Unit::Group(inner) => self.call(inner, &names, &mut body, at),
            }
        }
        body
    }

    /// Names everything that the function of `group` keeps.
    fn variables(&self, group: &Group<'p>, parameters: &[Key]) -> Variables {
        let mut keys: Vec<Key> = parameters.to_vec();
        for unit in &group.units {
            match unit {
                Unit::Node(id) if self.is_used(id) => keys.push(((*id).clone(), None)),
                Unit::Node(_) => {}
                Unit::Group(inner) => keys.extend(self.crossing(inner).results),
            }
        }
        let namer = Namer { prompt: self.prompt, typed: self.typed, uses: &self.uses };
        let keys = keys.into_iter().map(|key| {
            let wishes = namer.wishes(&key);
            (key, wishes)
        });
        Variables::of(keys.collect(), &self.reserved)
    }

    fn crossing(&self, group: &Group<'_>) -> Crossing {
        Crossing::of(group, self.prompt, &self.uses, &self.cut)
    }

    /// Whether a link that is written starts at `id`.
    fn is_used(&self, id: &NodeId) -> bool {
        self.uses.node(id).iter().any(|one| !one.is_cut(&self.cut))
    }

    fn node(&mut self, id: &NodeId, names: &Variables, body: &mut Body) {
        let node = self.prompt.node(id.as_str()).expect("BUG: a node of the prompt is gone");
        let nodes =
            Nodes { typed: self.typed, imports: &self.imports, has_titles: self.has_titles() };
        let (prompt, cut, env) = (self.prompt, &self.cut, &body.env);
        let wired = |input: &InputName, link: &Link| wire(prompt, cut, env, (id, input), link);
        let mut written = nodes.write(id, node, &wired);
        for reason in written.notes.drain(..) {
            body.statements.push(self.comments.add(&reason.to_string()));
            self.notes.push(Note { node: id.clone(), reason });
        }
        let variable = self.is_used(id).then(|| ident(names.name(&(id.clone(), None))));
        let made = variable.as_ref().map(|variable| self.outputs(id, variable, &written));
        let made = made.unwrap_or_default();
        body.statements.extend(added(&written, variable.filter(|_| !made.is_empty())));
        body.env.extend(made);
    }

    /// The outputs of a node that some link starts at.
    fn outputs(
        &self,
        id: &NodeId,
        variable: &Ident,
        written: &Written<'_>,
    ) -> Vec<((NodeId, u16), Source)> {
        let uses = self.uses.node(id).iter().filter(|one| !one.is_cut(&self.cut));
        let slots: IndexSet<u16> = uses.map(|one| one.slot).collect();
        let source = |slot: u16| {
            let Some((plan, matched)) = &written.typed else {
                let origin = Origin::Slot(variable.clone(), slot);
                return Some(Source { origin, carried: Carried::Wild, is_list: false });
            };
            let output = plan.outputs.get(usize::from(slot))?;
            let only = plan.outputs.len() == 1;
            let field = ident(&output.field);
            let origin = Origin::Field { node: variable.clone(), field, only };
            let carried = Carried::of(&output.socket, matched);
            Some(Source { origin, carried, is_list: output.is_list })
        };
        slots.into_iter().filter_map(|slot| Some(((id.clone(), slot), source(slot)?))).collect()
    }

    /// Writes the function of a subgraph, then calls it.
    fn call(&mut self, group: &Group<'p>, names: &Variables, body: &mut Body, at: At) {
        let mut crossing = self.crossing(group);
        crossing.parameters.retain(|key| body.env.contains_key(&slot_of(key)));
        let outer = |key: &Key| body.env[&slot_of(key)].clone();
        let arguments: Vec<Source> = crossing.parameters.iter().map(outer).collect();
        let place = self.functions.len();
        self.functions.push(String::new());
        let env = crossing.parameters.iter().map(slot_of).zip(arguments.iter().cloned()).collect();
        let inner = self.body(group, &crossing.parameters, env, At::Subgraph);
        let made = |key: &Key| Some((key.clone(), inner.env.get(&slot_of(key))?.clone()));
        let results: Vec<(Key, Source)> = crossing.results.iter().filter_map(made).collect();
        self.functions[place] = self.function(group, &crossing.parameters, &inner, &results);

        let name = ident(&self.called[group.host.as_ref().expect("BUG: a subgraph without host")]);
        let graph = if at == At::Main { quote!(&mut graph) } else { quote!(graph) };
        let arguments = arguments.iter().map(|source| source.output(&self.imports));
        let call = quote!(#name(#graph #(, #arguments)*));
        let variables: Vec<Ident> = results.iter().map(|(key, _)| ident(names.name(key))).collect();
        body.statements.push(match variables.as_slice() {
            [] => quote! { #call; },
            [one] => quote! { let #one = #call; },
            many => quote! { let (#(#many),*) = #call; },
        });
        for ((key, source), variable) in results.into_iter().zip(variables) {
            let source = Source { origin: Origin::Variable(variable), ..source };
            body.env.insert(slot_of(&key), source);
        }
    }

    fn function(
        &self,
        group: &Group<'_>,
        parameters: &[Key],
        body: &Body,
        results: &[(Key, Source)],
    ) -> String {
        let host = group.host.as_ref().expect("BUG: a subgraph without host");
        let (name, graph) = (ident(&self.called[host]), self.imports.library("Graph"));
        let (doc, near) = (doc(&format!("The subgraph of node `{host}`.")), self.near(group));
        let parameters: Vec<TokenStream> = parameters
            .iter()
            .map(|key| {
                let source = &body.env[&slot_of(key)];
                let (kind, name) = (self.out_type(source), source.output(&self.imports));
                quote!(#name: #kind)
            })
            .collect();
        let kinds: Vec<TokenStream> =
            results.iter().map(|(_, source)| self.out_type(source)).collect();
        let values: Vec<TokenStream> =
            results.iter().map(|(_, source)| source.output(&self.imports)).collect();
        let (arrow, value) = match (kinds.as_slice(), values.as_slice()) {
            ([kind], [value]) => (quote!(-> #kind), quote!(#value)),
            ([], _) => (quote!(), quote!()),
            (kinds, values) => (quote!(-> (#(#kinds),*)), quote!((#(#values),*))),
        };
        let allow = allow_many(parameters.len() + 1, kinds.len());
        let statements = &body.statements;
        print(quote! {
            #doc #near #allow fn #name(graph: &mut #graph #(, #parameters)*) #arrow {
                #(#statements)*
                #value
            }
        })
    }

    fn out_type(&self, source: &Source) -> TokenStream {
        let carried = self.imports.carried(&source.carried);
        let out = self.imports.library(if source.is_list { "OutList" } else { "Out" });
        quote!(#out<#carried>)
    }
}

/// The statements that add a node: one where it fits on a line, else one for each step.
fn added(written: &Written<'_>, variable: Option<Ident>) -> Vec<TokenStream> {
    let bound = variable.map(|variable| quote!(let #variable =));
    let node = &written.node;
    let links = written.links.iter().map(|links| quote! { let links = #links; });
    let mut statements: Vec<TokenStream> = links.collect();
    let short = quote! { #bound graph.add(#node); };
    if is_line(&short) {
        statements.push(short);
    } else {
        statements.extend([quote! { let node = #node; }, quote! { #bound graph.add(node); }]);
    }
    statements
}

/// Whether a statement is printed on one line.
fn is_line(statement: &TokenStream) -> bool {
    print(quote! { fn f() { #statement } }).lines().count() == 3
}

/// What the link at an input of a node is called, or why it has no name.
fn wire<'e>(
    prompt: &Prompt,
    cut: &Links,
    env: &'e Env,
    (node, input): (&NodeId, &InputName),
    link: &Link,
) -> Result<&'e Source, Reason> {
    let (input_name, from) = (input.to_string(), link.node.clone());
    if prompt.node(from.as_str()).is_none() {
        return Err(Reason::MissingNode { input: input_name, node: from });
    }
    if cut.contains(&(node.clone(), input.clone())) {
        return Err(Reason::Cycle { input: input_name, node: from });
    }
    let missing = || Reason::MissingOutput { input: input_name, node: from, slot: link.slot };
    env.get(&(link.node.clone(), link.slot.position())).ok_or_else(missing)
}

fn slot_of(key: &Key) -> (NodeId, u16) {
    (key.0.clone(), key.1.expect("BUG: a whole node crosses into a subgraph"))
}

/// Allows what a large subgraph cannot help.
fn allow_many(arguments: usize, results: usize) -> TokenStream {
    const MOST: usize = 7;
    let why = quote!(reason = "the subgraph has that many");
    let arguments = (arguments > MOST).then(|| quote!(#[allow(clippy::too_many_arguments, #why)]));
    let results = (results > MOST).then(|| quote!(#[allow(clippy::type_complexity, #why)]));
    quote!(#arguments #results)
}
