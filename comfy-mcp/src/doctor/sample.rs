//! Gives a workflow arguments that its parameters take, so that it can be checked as a whole.

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::schema::Number;
use comfy_graph_core::template::{BindErrors, Domain, Kind, Parameter, Seeds, Template};
use serde_json::Value;

/// The prompt of `template` with a sample for each parameter without a default, or `without` one
/// that the server takes.
pub(super) fn bound(template: &Template, without: &[&Parameter]) -> Result<Prompt, BindErrors> {
    let is_needy = |parameter: &&Parameter| {
        parameter.is_required() || without.iter().any(|other| other.name == parameter.name)
    };
    let sample = |parameter: &Parameter| (parameter.name.to_string(), of(&parameter.domain));
    let arguments: Object = template.parameters().filter(is_needy).map(sample).collect();
    Ok(template.bind(&arguments, &mut Seeds::starting_at(0))?.prompt)
}

/// A value that `domain` takes.
fn of(domain: &Domain) -> Value {
    let choices = domain.choices.as_ref();
    if let Some(first) = choices.and_then(|choices| choices.as_slice().first()) {
        return first.to_json().to_value();
    }
    match domain.kind {
        // Steps are counted from the minimum.
        Kind::Int | Kind::Float => {
            domain.min.or(domain.max).unwrap_or(Number::Int(0)).to_json().to_value()
        }
        Kind::Bool => Value::from(false),
        _ => Value::from("sample"),
    }
}
