//! Makes a template of a prompt, a sidecar, a schema.

mod constraints;
mod domains;
mod fallback;
mod mappings;

use indexmap::IndexMap;
use serde_json::Value;

use super::error::{TemplateError, TemplateErrors, TemplateWarning};
use super::inputs::Inputs;
use super::name::ParameterName;
use super::parameter::{Address, Binding, Extent, Parameter};
use super::placeholder::{self, Found, Piece, Placeholder};
use super::sidecar::Sidecar;
use super::{MOST_ERRORS, Template, settings};
use crate::prompt::Prompt;
use crate::schema::Schema;

pub(super) fn template(
    prompt: Prompt,
    sidecar: Sidecar,
    schema: &Schema,
) -> Result<Template, TemplateErrors> {
    let inputs = Inputs::new(&prompt, schema);
    let mut making = Making {
        prompt: &prompt,
        sidecar: &sidecar,
        inputs: &inputs,
        holes: IndexMap::new(),
        texts: IndexMap::new(),
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    making.find_placeholders();
    making.follow_mappings();
    making.check_sidecar();
    let parameters = making.parameters();
    let Making { texts, errors, warnings, .. } = making;
    if !errors.is_empty() {
        return Err(TemplateErrors(errors));
    }
    let settings = settings::find(&prompt, schema, &inputs, &parameters);
    Ok(Template { prompt, parameters, texts, settings, inputs, warnings, sidecar })
}

/// One place that a parameter fills.
struct Hole {
    address: Address,
    extent: Extent,
    /// `None` where the sidecar maps the parameter to the input.
    placeholder: Option<Placeholder>,
}

struct Making<'a> {
    prompt: &'a Prompt,
    sidecar: &'a Sidecar,
    inputs: &'a Inputs,
    holes: IndexMap<ParameterName, Vec<Hole>>,
    texts: IndexMap<Address, Vec<Piece>>,
    errors: Vec<TemplateError>,
    warnings: Vec<TemplateWarning>,
}

impl Making<'_> {
    fn find_placeholders(&mut self) {
        for (id, node) in self.prompt.nodes() {
            for (input, value) in &node.inputs {
                let text = value.as_literal().and_then(Value::as_str);
                let Some(found) = text.and_then(placeholder::find) else { continue };
                let address = Address { node: id.clone(), input: input.clone() };
                match found {
                    Found::Whole(found) => self.hole(&address, Extent::Whole, found),
                    Found::Parts(pieces) => {
                        for piece in &pieces {
                            if let Piece::Placeholder(found) = piece {
                                self.hole(&address, Extent::Part, found.clone());
                            }
                        }
                        self.texts.insert(address, pieces);
                    }
                }
            }
        }
    }

    fn hole(&mut self, address: &Address, extent: Extent, placeholder: Placeholder) {
        let holes = self.holes.entry(placeholder.name.clone()).or_default();
        // One text may hold a parameter several times.
        if holes.last().is_some_and(|hole| hole.address == *address) {
            return;
        }
        holes.push(Hole { address: address.clone(), extent, placeholder: Some(placeholder) });
    }

    fn is_full(&self) -> bool {
        self.errors.len() >= MOST_ERRORS
    }

    fn parameters(&mut self) -> IndexMap<ParameterName, Parameter> {
        let holes = std::mem::take(&mut self.holes);
        let mut parameters = IndexMap::with_capacity(holes.len());
        for (name, holes) in holes {
            if self.is_full() {
                break;
            }
            let parameter = self.parameter(name.clone(), holes);
            parameters.insert(name, parameter);
        }
        parameters
    }

    fn parameter(&mut self, name: ParameterName, holes: Vec<Hole>) -> Parameter {
        self.warn_of_collisions(&name, &holes);
        let hint = holes.iter().find_map(|hole| hole.placeholder.as_ref()?.hint);
        let domain = self.domain(&name, &holes, hint);
        let domain = self.constrained(&name, domain);
        let fallback = self.fallback(&name, &domain, &holes);
        let description = self.description(&name, &holes);
        let bindings = holes.into_iter();
        let bindings = bindings.map(|Hole { address, extent, .. }| Binding { address, extent });
        Parameter { name, domain, description, fallback, bindings: bindings.collect() }
    }

    fn warn_of_collisions(&mut self, name: &ParameterName, holes: &[Hole]) {
        let mut tokens = holes.iter().filter_map(|hole| Some(&*hole.placeholder.as_ref()?.token));
        let Some(first) = tokens.next() else { return };
        let other = tokens.find(|token| token.to_lowercase() != first.to_lowercase());
        if let Some(second) = other {
            self.warnings.push(TemplateWarning::SameName {
                parameter: name.clone(),
                first: first.into(),
                second: second.into(),
            });
        }
    }
}
