//! Finds what can be set where a prompt has no placeholders.
//!
//! `walk` follows links from the savers upwards, `rules` tells what an input does by the value it
//! takes part in. Neither titles nor the order of nodes play a role.

mod role;
mod rules;
mod stream;
mod walk;

use std::fmt;

use indexmap::IndexMap;

use super::domain::{Domain, Kind};
use super::inputs::{Inputs, given};
use super::name::ParameterName;
use super::parameter::{Address, Binding, Extent, Fallback, Parameter};
use crate::ids::InputName;
use crate::prompt::Prompt;
use crate::schema::Schema;
use crate::validate::NodeName;
use walk::Walk;

pub use role::Role;

/// How many settings are told.
const MOST: usize = 500;

/// An input that people may want to set, though no placeholder stands in it.
///
/// It prints as an explanation: by which links it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// What it does in the workflow.
    pub role: Role,
    /// Its name, with what it takes; the fallback is what the workflow holds.
    pub parameter: Parameter,
    /// The inputs that lead to it: its own first, that of a saver last; the middle of long ways is
    /// left out.
    pub path: Vec<Waypoint>,
}

/// An input on the way from a saver to a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waypoint {
    /// The node.
    pub node: NodeName,
    /// The input.
    pub input: InputName,
}

/// Writes "negative prompt: input `text` of node `7` feeds `negative` of node `3`, `samples` of …".
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((own, way)) = self.path.split_first() else {
            return f.write_str(self.role.words());
        };
        write!(f, "{}: input `{}` of {}", self.role.words(), own.input, own.node)?;
        for (position, step) in way.iter().enumerate() {
            let before = if position == 0 { " feeds" } else { "," };
            write!(f, "{before} `{}` of {}", step.input, step.node)?;
        }
        Ok(())
    }
}

/// The settings of a prompt, less the inputs that parameters fill.
pub(super) fn find(
    prompt: &Prompt,
    schema: &Schema,
    inputs: &Inputs,
    parameters: &IndexMap<ParameterName, Parameter>,
) -> IndexMap<ParameterName, Setting> {
    let bound = parameters.values().flat_map(|parameter| &parameter.bindings);
    let bound = bound.map(|binding| &binding.address).collect();
    let mut walk = Walk::new(prompt, schema, inputs, bound);
    walk.finish();
    let mut settings = IndexMap::new();
    let mut counts = IndexMap::<Role, usize>::new();
    for found in walk.found.iter().take(MOST) {
        let name = loop {
            let count = counts.entry(found.role).or_default();
            *count += 1;
            let name = numbered(found.role, *count);
            if !parameters.contains_key(&name) {
                break name;
            }
        };
        let path = walk.path(found);
        let parameter = parameter(name.clone(), found.role, &found.address, (prompt, inputs));
        settings.insert(name, Setting { role: found.role, parameter, path });
    }
    settings
}

/// `seed`, then `seed_2` and so on.
fn numbered(role: Role, count: usize) -> ParameterName {
    match count {
        1 => ParameterName::sanitized(role.name()),
        count => ParameterName::sanitized(&format!("{}_{count}", role.name())),
    }
}

fn parameter(
    name: ParameterName,
    role: Role,
    address: &Address,
    (prompt, inputs): (&Prompt, &Inputs),
) -> Parameter {
    let domain = inputs.facts(address).and_then(|facts| facts.domain.clone());
    let value = given(prompt, address).and_then(|value| value.as_literal()).cloned();
    let node = &inputs.of(&address.node).name;
    Parameter {
        name,
        domain: domain.unwrap_or_else(|| Domain::of(Kind::Any)),
        description: format!("{}: `{}` of {node}", role.words(), address.input).into(),
        fallback: Fallback::Kept(value),
        bindings: vec![Binding { address: address.clone(), extent: Extent::Whole }],
    }
}
