//! Writes the inputs of a node, or of a dynamic option, as arguments and setters.
//!
//! What cannot be written so stays for `node`, which gives it raw.

use std::collections::BTreeSet;

use comfy_graph_core::ids::InputName;
use comfy_graph_core::prompt::{Link, PromptNode, Value};
use indexmap::IndexMap;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value as Json;

use super::fit::{is_preset, is_within};
use super::imports::Imports;
use super::links::Source;
use super::literals::{Literals, Spelled};
use super::note::{Limits, Reason};
use super::typed::{Carried, Place, Typed};
use crate::emit::ident;
use crate::plan::types::{Bag, Form, InputPlan, Kind, Param, PresetPlan};

/// What an input is wired to, or why that cannot be named.
pub(super) type Wired<'e> = &'e dyn Fn(&InputName, &Link) -> Result<&'e Source, Reason>;

/// The inputs of one node, as they are written.
pub(super) struct Inputs<'t, 'p> {
    pub(super) typed: &'t Typed<'p>,
    pub(super) imports: &'t Imports,
    pub(super) node: &'t PromptNode,
    pub(super) wired: Wired<'t>,
    /// What the match templates of the node stand for.
    pub(super) matched: IndexMap<String, Carried>,
    /// Inputs that are written, or that are default.
    pub(super) written: BTreeSet<String>,
    /// Beginnings of inputs that are known and could not be written.
    pub(super) refused: Vec<String>,
    /// Names of autogrow inputs.
    pub(super) grown: Vec<String>,
    /// Inputs whose defaults must not be sent.
    pub(super) omitted: Vec<String>,
    pub(super) notes: Vec<Reason>,
}

/// The input at hand.
#[derive(Clone, Copy)]
pub(super) struct At<'a, 'p> {
    pub(super) input: &'p InputPlan,
    /// Its name in prompts, dynamic prefixes included.
    pub(super) name: &'a str,
    /// Where the types are that its own are beside.
    pub(super) place: &'a Place<'p>,
}

/// The call of a constructor and its setters.
#[derive(Default)]
pub(super) struct Calls {
    positional: Vec<TokenStream>,
    named: Vec<(Ident, TokenStream)>,
    setters: Vec<TokenStream>,
}

impl Calls {
    /// The struct `name` of the links.
    pub(super) fn links(&self, name: &TokenStream) -> TokenStream {
        let fields = self.named.iter().map(|(field, value)| {
            // As by hand: a field that is called like its value needs no saying.
            let same = *field == value.to_string();
            if same { quote!(#field) } else { quote!(#field: #value) }
        });
        quote!(#name { #(#fields),* })
    }

    /// `new` of `of`, with `links` where it takes them by name, then the setters.
    pub(super) fn build(&self, of: &TokenStream, links: Option<TokenStream>) -> TokenStream {
        let arguments = links.iter().chain(&self.positional);
        let setters = &self.setters;
        quote!(#of::new(#(#arguments),*) #(#setters)*)
    }
}

impl<'t, 'p> Inputs<'t, 'p> {
    /// Writes the inputs of `bag`, whose names begin with `prefix`.
    ///
    /// # Errors
    ///
    /// Why `new` cannot be called.
    pub(super) fn bag(
        &mut self,
        bag: &'p Bag,
        prefix: &str,
        place: &Place<'p>,
    ) -> Result<Calls, Reason> {
        let mut calls = Calls::default();
        for input in &bag.inputs {
            let name = format!("{prefix}{}", input.wire);
            let spelled = ident(&input.ident);
            let imports = self.imports.mark();
            match self.argument(At { input, name: &name, place }) {
                Ok(Some(value)) if !input.in_new => calls.setters.push(quote!(.#spelled(#value))),
                Ok(Some(value)) if bag.links.is_some() && matches!(input.param, Param::Link(_)) => {
                    calls.named.push((spelled, value));
                }
                Ok(Some(value)) => calls.positional.push(value),
                Ok(None) if input.in_new => return Err(Reason::MissingInput { input: name }),
                Ok(None) => {}
                Err(reason) if input.in_new => return Err(reason),
                Err(reason) => {
                    self.imports.reset(imports);
                    self.notes.push(reason);
                    self.refused.push(name);
                }
            }
        }
        Ok(calls)
    }

    /// What the setter of an input is given; `None` where there is nothing to say.
    fn argument(&mut self, at: At<'_, 'p>) -> Result<Option<TokenStream>, Reason> {
        let At { input, name, .. } = at;
        if let Param::Grow(element, names) = &input.param {
            self.grown.push(name.to_owned());
            return self.elements(at, element, names);
        }
        let node = self.node;
        let Some(value) = node.inputs.get(name) else {
            self.leave_out(input, name);
            return Ok(None);
        };
        let written = match (&input.param, value) {
            (Param::Options(path), value) => Some(self.option(at, path, value)?),
            (Param::Value(_), Value::Literal(literal))
                if !input.in_new && is_preset(input, literal) =>
            {
                None
            }
            (Param::Value(kind), Value::Literal(literal)) => {
                let spelled = self.literal(at, kind, literal)?;
                if !is_within(&input.range, literal) {
                    let (input, limits) = (name.to_owned(), Limits::new(&input.range));
                    return Err(Reason::OutOfRange { input, limits, value: literal.clone() });
                }
                Some(spelled.tokens)
            }
            (param, Value::Link(link)) => Some(self.link(param, name, link)?),
            (_, Value::Literal(literal)) => return Err(no_link(name, literal)),
        };
        self.written.insert(name.to_owned());
        Ok(written)
    }

    /// The prompt has no `input`, so a default must not stand in for it.
    fn leave_out(&mut self, input: &InputPlan, name: &str) {
        if input.preset != PresetPlan::None {
            self.omitted.push(name.to_owned());
            self.notes.push(Reason::NoDefault { input: name.to_owned() });
        }
    }

    /// The literal in the type of `kind`.
    pub(super) fn literal(
        &self,
        at: At<'_, 'p>,
        kind: &'p Kind,
        literal: &Json,
    ) -> Result<Spelled, Reason> {
        let literals = Literals { typed: self.typed, imports: self.imports, place: at.place };
        literals.spell(kind, literal, at.name)
    }

    /// The link as `param` takes it.
    pub(super) fn link(
        &self,
        param: &Param,
        name: &str,
        link: &Link,
    ) -> Result<TokenStream, Reason> {
        let source = self.source(name, link)?;
        let (wanted, written) = match param {
            Param::Link(socket) => (socket.clone(), source.link(socket, self.typed, self.imports)),
            Param::Match(template) => {
                let carried = &self.matched[template];
                (carried.name().to_owned(), source.exactly(carried, self.imports))
            }
            Param::Value(kind) => {
                let wanted = value_socket(kind);
                let out = |wanted: &str| source.out(wanted, self.typed, self.imports);
                let written = wanted.and_then(out).or_else(|| self.chosen(kind, source));
                (wanted.unwrap_or("a choice of the same list").to_owned(), written)
            }
            Param::Grow(..) | Param::Options(_) => ("an option".to_owned(), None),
        };
        let given = source.carried.name().to_owned();
        written.ok_or(Reason::WrongSocket { input: name.to_owned(), wanted, given })
    }

    /// Old lists take only outputs that carry a choice of the same.
    fn chosen(&self, kind: &Kind, source: &Source) -> Option<TokenStream> {
        let fits = *kind == Kind::Open(Form::Listed) && source.carried == Carried::Chosen;
        fits.then(|| source.output(self.imports))
    }

    /// The output that the input `name` is wired to.
    pub(super) fn source(&self, name: &str, link: &Link) -> Result<&'t Source, Reason> {
        let (name, _) = self.node.inputs.get_key_value(name).expect("BUG: an input is gone");
        (self.wired)(name, link)
    }
}

/// The socket type of links that inputs of `kind` take; `None` for old lists.
pub(super) fn value_socket(kind: &Kind) -> Option<&str> {
    Some(match kind {
        Kind::Plain("f64") => "Float",
        Kind::Plain("bool") => "Boolean",
        Kind::Plain(_) => "Int",
        Kind::Text => "Text",
        // JSON of any type has no literals that links could stand for.
        Kind::Custom(name) if name == "Any" => return None,
        Kind::Union(name) | Kind::Custom(name) => name,
        Kind::Choice(_, Form::Listed) | Kind::Open(Form::Listed) => return None,
        Kind::Choice(..) | Kind::Open(_) => "Combo",
    })
}

pub(super) fn no_link(name: &str, literal: &Json) -> Reason {
    Reason::WrongLiteral { input: name.to_owned(), wanted: "a link", value: literal.clone() }
}

/// A link as prompts hold it.
pub(super) fn link_json(link: &Link) -> Json {
    Json::from(vec![Json::from(link.node.as_str()), Json::from(link.slot.position())])
}
