//! Fills the holes of a template.
//!
//! A value comes from the call, else from the layers of defaults, else from the sidecar, else from
//! the node class. Every mistake is collected; a prompt that comes out has no hole left.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::bind_error::{BindError, BindErrors};
use super::domain::Domain;
use super::inputs::nearest;
use super::json_schema;
use super::name::ParameterName;
use super::parameter::{Address, Extent, Fallback, Parameter};
use super::placeholder::Piece;
use super::resolve::{Meaning, Meaningless};
use super::seeds::Seeds;
use super::value::{ValueError, as_text};
use super::{MOST_ERRORS, Template};
use crate::prompt::{self, Object, Prompt};
use crate::schema::Number;
use crate::validate::Validator;

/// A template with its arguments, and the defaults beneath them.
///
/// ```
/// use comfy_graph_core::prompt::Prompt;
/// use comfy_graph_core::schema::Schema;
/// use comfy_graph_core::template::{Seeds, Sidecar, Template};
/// use serde_json::{Map, json};
///
/// let schema = Schema::from_object_info(
///     br#"{"EmptyImage":{"input":{"required":{"width":["INT",{}]}},"output":["IMAGE"]}}"#,
/// )?;
/// let prompt: Prompt = serde_json::from_str(
///     r#"{"1":{"class_type":"EmptyImage","inputs":{"width":"PARAM_INT_WIDTH"}}}"#,
/// )?;
/// let template = Template::new(prompt, Sidecar::default(), &schema)?;
///
/// let built_in = json!({"width": 512, "steps": 20});
/// let built_in = built_in.as_object().ok_or("not an object")?;
/// let nothing = Map::new();
/// let call = template.call(&nothing).beneath("built-in", built_in);
///
/// let bound = call.bind(&mut Seeds::starting_at(1))?;
/// assert_eq!(bound.values["width"].0, 512);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is filled in until it is bound"]
pub struct Call<'c> {
    template: &'c Template,
    arguments: &'c Object,
    above: Vec<Layer<'c>>,
    beneath: Vec<Layer<'c>>,
    validator: Option<&'c Validator<'c>>,
}

/// Defaults by name, of which those for other workflows do not count.
#[derive(Debug, Clone, Copy)]
struct Layer<'c> {
    name: &'c str,
    values: &'c Object,
}

/// A prompt without holes.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The prompt, ready to be sent.
    pub prompt: Prompt,
    /// What was filled in, converted, with where it came from; addresses are keys like names.
    pub values: IndexMap<Box<str>, (Value, Source)>,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// The call.
    Argument,
    /// The layer of this name.
    Layer(Box<str>),
    /// The sidecar.
    Sidecar,
    /// The default of the node class.
    NodeClass,
    /// The caller's seeds.
    Random,
}

impl<'c> Call<'c> {
    pub(super) const fn new(template: &'c Template, arguments: &'c Object) -> Self {
        Self { template, arguments, above: Vec::new(), beneath: Vec::new(), validator: None }
    }

    /// Adds defaults that go before those of the sidecar, the strongest layer first.
    pub fn above(mut self, name: &'c str, values: &'c Object) -> Self {
        self.above.push(Layer { name, values });
        self
    }

    /// Adds defaults that come after those of the sidecar, the strongest layer first.
    pub fn beneath(mut self, name: &'c str, values: &'c Object) -> Self {
        self.beneath.push(Layer { name, values });
        self
    }

    /// Has the bound prompt checked as a server would.
    pub const fn checked_by(mut self, validator: &'c Validator<'c>) -> Self {
        self.validator = Some(validator);
        self
    }

    /// Fills in every value.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the call; then nothing is filled in.
    pub fn bind(&self, seeds: &mut Seeds<'_>) -> Result<Bound, BindErrors> {
        let mut filling = Filling::new(self.template);
        for (key, value) in self.arguments {
            if filling.errors.len() >= MOST_ERRORS {
                break;
            }
            filling.argument(key, value);
        }
        for parameter in self.template.parameters() {
            if !filling.is_settled(parameter) && filling.errors.len() < MOST_ERRORS {
                filling.default(parameter, self, seeds);
            }
        }
        let bound = filling.finish()?;
        match self.validator.map(|validator| validator.prompt(&bound.prompt)) {
            Some(report) if !report.is_valid() => {
                Err(BindErrors(vec![BindError::Refused { report: Box::new(report) }]))
            }
            _ => Ok(bound),
        }
    }

    /// The JSON Schema of the arguments, where what a layer gives is not required.
    #[must_use]
    pub fn to_json_schema(&self) -> Value {
        let parameters: Vec<_> = self.template.parameters().map(|found| self.told(found)).collect();
        json_schema::of_object(parameters.iter())
    }

    /// The parameter as it is with the layers.
    fn told(&self, parameter: &Parameter) -> Parameter {
        let beneath = match parameter.fallback {
            Fallback::Sidecar(_) | Fallback::Kept(_) => None,
            _ => Self::layered(&self.beneath, &parameter.name),
        };
        let layered = Self::layered(&self.above, &parameter.name).or(beneath);
        // A default that is refused leaves the parameter as it was; a call will tell.
        let default = layered.and_then(|(value, _)| parameter.domain.convert(value).ok());
        let fallback = default.map_or_else(|| parameter.fallback.clone(), Fallback::Layer);
        Parameter { fallback, ..parameter.clone() }
    }

    /// The first value for `name` in the layers.
    fn layered(layers: &[Layer<'c>], name: &ParameterName) -> Option<(&'c Value, Source)> {
        layers.iter().find_map(|layer| {
            let value = layer.values.get(name.as_str()).filter(|value| !value.is_null())?;
            Some((value, Source::Layer(layer.name.into())))
        })
    }
}

struct Filling<'t> {
    template: &'t Template,
    values: IndexMap<Box<str>, (Value, Source)>,
    /// What goes into whole inputs.
    inputs: IndexMap<Address, Value>,
    /// The inputs that an argument names itself.
    overridden: HashSet<Address>,
    /// The arguments that are refused.
    refused: HashSet<Box<str>>,
    errors: Vec<BindError>,
}

impl<'t> Filling<'t> {
    fn new(template: &'t Template) -> Self {
        Self {
            template,
            values: IndexMap::new(),
            inputs: IndexMap::new(),
            overridden: HashSet::new(),
            refused: HashSet::new(),
            errors: Vec::new(),
        }
    }

    fn argument(&mut self, key: &str, value: &Value) {
        match self.template.meaning(key) {
            // As in the main seed, null stands for no value.
            Ok(_) if value.is_null() => {}
            Ok(Meaning::Parameter(parameter)) => self.fill(parameter, value, Source::Argument),
            Ok(Meaning::Input(address, domain)) => self.over(key, (address, &domain), value),
            Err(reason) => self.meaningless(key, reason),
        }
    }

    fn over(&mut self, key: &str, (address, domain): (Address, &Domain), value: &Value) {
        match domain.convert(value) {
            Ok(value) => {
                self.values.insert(key.into(), (value.clone(), Source::Argument));
                self.inputs.insert(address.clone(), value);
            }
            Err(reason) => self.invalid(key, Source::Argument, reason),
        }
        self.overridden.insert(address);
    }

    fn meaningless(&mut self, key: &str, reason: Meaningless) {
        let inputs = &self.template.inputs;
        let argument: Box<str> = key.into();
        self.errors.push(match reason {
            Meaningless::Ambiguous(nodes) => BindError::Ambiguous { argument, nodes },
            Meaningless::LinkOnly(node, input) => BindError::LinkOnly { argument, node, input },
            Meaningless::NoInput(node, input) => BindError::UnknownInput {
                argument,
                node: inputs.of(&node).name.clone(),
                closest: inputs.of(&node).closest(input.as_str()),
                known: inputs.of(&node).names(),
                input,
            },
            Meaningless::Unknown => {
                let known = self.template.names();
                let closest = nearest(key, known.iter().map(ParameterName::as_str));
                BindError::Unknown { argument, closest, known }
            }
        });
    }

    /// Whether nothing is left to fill in for a parameter.
    fn is_settled(&self, parameter: &Parameter) -> bool {
        let mut bindings = parameter.bindings.iter();
        self.values.contains_key(parameter.name.as_str())
            || self.refused.contains(parameter.name.as_str())
            || bindings.all(|binding| self.overridden.contains(&binding.address))
    }

    fn default(&mut self, parameter: &Parameter, call: &Call<'_>, seeds: &mut Seeds<'_>) {
        if let Some((value, source)) = Call::layered(&call.above, &parameter.name) {
            return self.fill(parameter, value, source);
        }
        match &parameter.fallback {
            Fallback::Sidecar(value) => return self.fill(parameter, value, Source::Sidecar),
            Fallback::Kept(_) => return,
            _ => {}
        }
        if let Some((value, source)) = Call::layered(&call.beneath, &parameter.name) {
            return self.fill(parameter, value, source);
        }
        match &parameter.fallback {
            Fallback::NodeClass(value) => self.fill(parameter, value, Source::NodeClass),
            Fallback::Random => {
                let seed = random(&parameter.domain, seeds);
                self.fill(parameter, &seed, Source::Random);
            }
            _ => self.errors.push(BindError::Missing {
                parameter: parameter.name.clone(),
                expected: parameter.domain.kind.name(),
            }),
        }
    }

    fn fill(&mut self, parameter: &Parameter, value: &Value, source: Source) {
        let value = match parameter.domain.convert(value) {
            Ok(value) => value,
            Err(reason) => return self.invalid(parameter.name.as_str(), source, reason),
        };
        for binding in &parameter.bindings {
            let is_whole = binding.extent == Extent::Whole;
            // An input that the call names itself goes before the parameter.
            if is_whole && !self.overridden.contains(&binding.address) {
                self.inputs.insert(binding.address.clone(), value.clone());
            }
        }
        self.values.insert(parameter.name.as_str().into(), (value, source));
    }

    fn invalid(&mut self, name: &str, origin: Source, reason: ValueError) {
        self.refused.insert(name.into());
        self.errors.push(BindError::Invalid { name: name.into(), origin, reason });
    }

    fn finish(self) -> Result<Bound, BindErrors> {
        if !self.errors.is_empty() {
            return Err(BindErrors(self.errors));
        }
        let mut prompt = self.template.prompt.clone();
        for (address, pieces) in &self.template.texts {
            if !self.overridden.contains(address) {
                put(&mut prompt, address, self.joined(pieces).into());
            }
        }
        for (address, value) in self.inputs {
            put(&mut prompt, &address, value);
        }
        Ok(Bound { prompt, values: self.values })
    }

    fn joined(&self, pieces: &[Piece]) -> String {
        let texts = pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.to_string(),
            Piece::Placeholder(placeholder) => {
                let value = self.values.get(placeholder.name.as_str());
                as_text(&value.expect("BUG: every parameter of a text is filled in").0)
            }
        });
        texts.collect()
    }
}

fn put(prompt: &mut Prompt, address: &Address, value: Value) {
    // A bare list could be taken for a link; frontends wrap it like this.
    let value = match value {
        Value::Array(_) => serde_json::json!({ "__value__": value }),
        value => value,
    };
    let node = prompt.node_mut(address.node.as_str());
    let node = node.expect("BUG: addresses are of nodes of the prompt");
    node.inputs.insert(address.input.clone(), prompt::Value::Literal(value));
}

/// A number for a seed, which the main seed takes from 32 bits.
fn random(domain: &Domain, seeds: &mut Seeds<'_>) -> Value {
    let whole = |limit: Option<Number>| limit.map(|limit| limit.as_f64().max(0.0) as u64);
    let first = whole(domain.min).unwrap_or(0);
    let last = whole(domain.max).unwrap_or(u64::MAX).min(u32::MAX.into()).max(first);
    seeds.within(first, last).into()
}
