//! Gives every parameter a value that it takes, so that a server's check can run.

use comfy_graph_core::prompt::{Object, Prompt};
use comfy_graph_core::schema::Number;
use comfy_graph_core::template::{BindErrors, Domain, Kind, Parameter, Seeds, Template};
use serde_json::Value;

/// The prompt of `template` with its defaults, and a sample where there is none.
pub(super) fn bound(template: &Template) -> Result<Prompt, BindErrors> {
    let required = template.parameters().filter(|parameter| parameter.is_required());
    let sample = |parameter: &Parameter| (parameter.name.to_string(), of(&parameter.domain));
    let arguments: Object = required.map(sample).collect();
    Ok(template.bind(&arguments, &mut Seeds::starting_at(0))?.prompt)
}

/// A value that `domain` takes.
fn of(domain: &Domain) -> Value {
    if let Some(first) = domain.choices.as_ref().and_then(|choices| choices.as_slice().first()) {
        return first.to_json().to_value();
    }
    match domain.kind {
        Kind::Int | Kind::Float => nearest_to_0(domain).to_json().to_value(),
        Kind::Bool => Value::from(false),
        _ => Value::from("sample"),
    }
}

fn nearest_to_0(domain: &Domain) -> Number {
    match (domain.min, domain.max) {
        // Steps are counted from there.
        (Some(min), _) => min,
        (None, Some(max)) if max < Number::Int(0) => max,
        _ => Number::Int(0),
    }
}
