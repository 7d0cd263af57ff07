//! Runs switches, truth values and primitives.

use super::node::{Call, Failure, Inputs, Outputs, Run, ambiguous};
use super::value::Data;

pub(super) const NODES: &[(&str, Run)] = &[
    ("ComfySwitchNode", switch),
    ("ComfyNotNode", not),
    ("ComfyAndNode", and),
    ("ComfyOrNode", or),
    ("ComfyNumberConvert", convert),
    ("PrimitiveInt", same),
    ("PrimitiveFloat", as_float),
    ("PrimitiveString", same),
    ("PrimitiveStringMultiline", same),
    ("PrimitiveBoolean", as_flag),
    ("PrimitiveBoundingBox", bounding_box),
];

/// The inputs that a node wants only now that it knows the others.
pub(super) fn lazy_inputs(class: &str, inputs: &Inputs) -> Vec<&'static str> {
    match class {
        "ComfySwitchNode" => match inputs.flag("switch") {
            Ok(on) => vec![chosen(on)],
            Err(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn chosen(on: bool) -> &'static str {
    if on { "on_true" } else { "on_false" }
}

fn switch(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let data = inputs.need(chosen(inputs.flag("switch")?))?;
    Ok([data.clone()].into())
}

fn not(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::Flag(!inputs.flag("value")?)].into())
}

fn and(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    for (_, data) in inputs.group("values") {
        if !data.is_truthy().ok_or_else(ambiguous)? {
            return Ok([Data::Flag(false)].into());
        }
    }
    Ok([Data::Flag(true)].into())
}

fn or(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    for (_, data) in inputs.group("values") {
        if data.is_truthy().ok_or_else(ambiguous)? {
            return Ok([Data::Flag(true)].into());
        }
    }
    Ok([Data::Flag(false)].into())
}

fn convert(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (float, int) = match inputs.need("value")? {
        Data::Int(int) => (*int as f64, *int),
        Data::Flag(flag) => (f64::from(u8::from(*flag)), i128::from(*flag)),
        Data::Float(float) => (*float, *float as i128),
        Data::Text(text) => from_text(text)?,
        other => {
            let message = format!("Cannot convert {} to a number.", other.describe());
            return Err(Failure::kind_of(message));
        }
    };
    Ok([Data::Float(float), Data::Int(int)].into())
}

fn from_text(text: &str) -> Result<(f64, i128), Failure> {
    let text = text.trim();
    if let Ok(int) = text.parse::<i128>() {
        return Ok((int as f64, int));
    }
    let float: f64 = text
        .parse()
        .map_err(|_| Failure::value(format!("Cannot convert string to number: '{text}'")))?;
    if float.is_finite() {
        Ok((float, float as i128))
    } else {
        Err(Failure::value(format!("Cannot convert non-finite value to number: {text}")))
    }
}

fn same(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([inputs.need("value")?.clone()].into())
}

fn as_float(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::Float(inputs.float("value")?)].into())
}

fn as_flag(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::Flag(inputs.flag("value")?)].into())
}

fn bounding_box(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let side = |name| inputs.int(name).map(|int| int as i64);
    let area = serde_json::json!({
        "x": side("x")?, "y": side("y")?, "width": side("width")?, "height": side("height")?,
    });
    Ok([Data::from_json(&area)].into())
}
