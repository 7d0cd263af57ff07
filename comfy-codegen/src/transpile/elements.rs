//! Writes autogrow inputs: their elements as one list.

use std::collections::BTreeSet;

use comfy_graph_core::prompt::Value;
use proc_macro2::TokenStream;
use quote::quote;

use super::bag::{At, Inputs, no_link, value_socket};
use super::links::Source;
use super::literals::Spelled;
use super::note::Reason;
use crate::plan::types::{NamesPlan, Param, RangePlan};

/// One element of an autogrow input.
enum Element<'t> {
    Output(&'t Source),
    Literal(Spelled),
}

impl<'t, 'p> Inputs<'t, 'p> {
    /// The elements that follow on each other from the first; others stay.
    pub(super) fn elements(
        &mut self,
        at: At<'_, 'p>,
        element: &'p Param,
        names: &NamesPlan,
    ) -> Result<Option<TokenStream>, Reason> {
        let name = at.name;
        let (least, most) = match at.input.range {
            RangePlan::Elements(min, max) => (min as usize, max as usize),
            _ => (0, usize::MAX),
        };
        let mut elements = Vec::new();
        let mut found = Vec::new();
        while elements.len() < most
            && let Some(own) = element_name(names, elements.len())
        {
            let own = format!("{name}.{own}");
            let Some(value) = self.node.inputs.get(own.as_str()) else { break };
            match self.element(At { name: &own, ..at }, element, value) {
                Ok(element) => elements.push(element),
                Err(reason) if elements.len() < least => return Err(reason),
                Err(reason) => {
                    self.notes.push(reason);
                    self.refused.push(own);
                    break;
                }
            }
            found.push(own);
        }
        if elements.len() < least {
            let missing = element_name(names, elements.len()).unwrap_or_default();
            return Err(Reason::MissingInput { input: format!("{name}.{missing}") });
        }
        self.written.extend(found);
        Ok((!elements.is_empty()).then(|| self.list(element, &elements)))
    }

    fn element(
        &self,
        at: At<'_, 'p>,
        element: &'p Param,
        value: &Value,
    ) -> Result<Element<'t>, Reason> {
        match (element, value) {
            (Param::Value(kind), Value::Literal(literal)) => {
                self.literal(at, kind, literal).map(Element::Literal)
            }
            (_, Value::Link(link)) => {
                self.link(element, at.name, link)?;
                self.source(at.name, link).map(Element::Output)
            }
            (_, Value::Literal(literal)) => Err(no_link(at.name, literal)),
        }
    }

    /// The elements as an array, whose items must be of one type.
    fn list(&self, param: &Param, elements: &[Element<'_>]) -> TokenStream {
        let kinds: BTreeSet<String> = elements.iter().map(kind).collect();
        let same = kinds.len() == 1;
        let items = elements.iter().map(|element| match (element, param) {
            (Element::Literal(spelled), _) if same => spelled.tokens.clone(),
            (Element::Literal(spelled), _) => self.held(&spelled.tokens),
            (Element::Output(source), Param::Value(kind)) => {
                let out = value_socket(kind)
                    .and_then(|to| source.out(to, self.typed, self.imports))
                    .unwrap_or_else(|| source.output(self.imports));
                if same { out } else { self.held(&out) }
            }
            (Element::Output(source), Param::Match(template)) => {
                let out = source.exactly(&self.matched[template], self.imports);
                let out = out.expect("BUG: an element does not fit");
                let each = (!same && source.is_list).then(|| quote!(.each()));
                quote!(#out #each)
            }
            (Element::Output(source), param) => self.wired_element(source, param, same),
        });
        quote!([#(#items),*])
    }

    fn wired_element(&self, source: &Source, param: &Param, same: bool) -> TokenStream {
        let Param::Link(to) = param else { return source.output(self.imports) };
        let out = if same {
            source.out(to, self.typed, self.imports)
        } else {
            source.widened(to, self.typed, self.imports)
        };
        out.expect("BUG: an element does not fit")
    }

    /// A literal or link among others of another type.
    fn held(&self, value: &TokenStream) -> TokenStream {
        let held = self.imports.library("In");
        quote!(#held::new(#value))
    }
}

/// What tells the Rust types of elements apart.
fn kind(element: &Element<'_>) -> String {
    match element {
        Element::Literal(spelled) => spelled.rust_type.to_owned(),
        Element::Output(source) => format!("{:?}", source.kind()),
    }
}

fn element_name(names: &NamesPlan, index: usize) -> Option<String> {
    match names {
        NamesPlan::Numbered(prefix, base) => Some(format!("{prefix}{}", base + index)),
        NamesPlan::List(names) => names.get(index).cloned(),
    }
}
