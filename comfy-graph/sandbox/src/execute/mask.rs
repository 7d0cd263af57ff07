//! Makes and changes masks.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::picture::colour;
use super::value::Data;
use crate::pixels::{Pixels, to_byte};

pub(super) const NODES: &[(&str, Run)] = &[
    ("MaskToImage", to_image),
    ("ImageToMask", from_image),
    ("ImageColorToMask", from_colour),
    ("SolidMask", solid),
    ("InvertMask", invert),
    ("CropMask", crop),
    ("MaskComposite", combine),
    ("FeatherMask", feather),
    ("GrowMask", grow),
    ("ThresholdMask", threshold),
];

fn to_image(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let mask = inputs.mask("mask")?;
    let [batch, height, width, _] = mask.shape();
    let image = Pixels::build([batch, height, width, 3], |b, y, x, _| mask.at(b, y, x, 0))?;
    Ok([Data::image(image)].into())
}

fn from_image(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (image, channel) = (inputs.image("image")?, inputs.text("channel")?);
    let channel = match &*channel {
        "red" => 0,
        "green" => 1,
        "blue" => 2,
        _ => 3,
    };
    if channel >= image.channels {
        let message = format!("index {channel} is out of bounds for {} channels", image.channels);
        return Err(Failure::Raised { kind: "IndexError", message });
    }
    Ok([Data::mask(image.channel(channel))].into())
}

fn from_colour(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (image, wanted) = (inputs.image("image")?, inputs.int("color")?);
    let wanted = colour(wanted).map(to_byte);
    let [batch, height, width, _] = image.shape();
    let mask = Pixels::build([batch, height, width, 1], |b, y, x, _| {
        let byte = |c| (image.at(b, y, x, c).clamp(0.0, 1.0) * 255.0).round_ties_even() as u8;
        f32::from(u8::from([0, 1, 2].map(byte) == wanted))
    })?;
    Ok([Data::mask(mask)].into())
}

fn solid(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let shape = [1, inputs.count("height")?, inputs.count("width")?, 1];
    Ok([Data::mask(Pixels::filled(shape, inputs.float("value")? as f32)?)].into())
}

fn invert(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::mask(inputs.mask("mask")?.map(|sample| 1.0 - sample))].into())
}

fn crop(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let corner = (inputs.count("x")?, inputs.count("y")?);
    let size = (inputs.count("width")?, inputs.count("height")?);
    Ok([Data::mask(inputs.mask("mask")?.crop(corner, size))].into())
}

fn combine(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (below, above) = (inputs.mask("destination")?, inputs.mask("source")?);
    let (left, top) = (inputs.count("x")?, inputs.count("y")?);
    let mix = operation(&inputs.text("operation")?)?;
    let combined = Pixels::build(below.shape(), |b, y, x, c| {
        let under = below.at(b, y, x, c);
        match y.checked_sub(top).zip(x.checked_sub(left)) {
            Some((y, x)) if y < above.height && x < above.width => {
                mix(under, above.at(b % above.batch, y, x, c)).clamp(0.0, 1.0)
            }
            _ => under.clamp(0.0, 1.0),
        }
    })?;
    Ok([Data::mask(combined)].into())
}

fn operation(name: &str) -> Result<fn(f32, f32) -> f32, Failure> {
    fn logic(a: f32, b: f32, join: fn(bool, bool) -> bool) -> f32 {
        let on = |sample: f32| sample.round_ties_even() != 0.0;
        f32::from(u8::from(join(on(a), on(b))))
    }
    Ok(match name {
        "multiply" => |a, b| a * b,
        "add" => |a, b| a + b,
        "subtract" => |a, b| a - b,
        "and" => |a, b| logic(a, b, |a, b| a && b),
        "or" => |a, b| logic(a, b, |a, b| a || b),
        "xor" => |a, b| logic(a, b, |a, b| a != b),
        other => return Err(Failure::value(format!("unknown operation '{other}'"))),
    })
}

fn feather(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let mask = inputs.mask("mask")?;
    let side = |name, limit: usize| inputs.count(name).map(|side| side.min(limit));
    let (left, right) = (side("left", mask.width)?, side("right", mask.width)?);
    let (top, bottom) = (side("top", mask.height)?, side("bottom", mask.height)?);
    // Beyond the soft margin nothing changes; inside, the edge keeps one part of its width.
    let rate =
        |at: usize, margin: usize| if at < margin { (at + 1) as f32 / margin as f32 } else { 1.0 };
    let (width, height) = (mask.width, mask.height);
    let soft = Pixels::build(mask.shape(), |b, y, x, c| {
        let across = [rate(x, left), rate(width - 1 - x, right)];
        let down = [rate(y, top), rate(height - 1 - y, bottom)];
        across.into_iter().chain(down).fold(mask.at(b, y, x, c), |sample, rate| sample * rate)
    })?;
    Ok([Data::mask(soft)].into())
}

fn grow(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (mask, expand) = (inputs.mask("mask")?, inputs.int("expand")?);
    let tapered = inputs.flag("tapered_corners")?;
    let mut grown = (*mask).clone();
    // After as many steps as the longer side nothing is left to change.
    let steps = expand.unsigned_abs().min(mask.width.max(mask.height) as u128);
    for _ in 0..steps {
        call.shared.queue.check()?;
        grown = grown_once(&grown, expand > 0, tapered)?;
    }
    Ok([Data::mask(grown)].into())
}

/// Every sample becomes the largest, or smallest, of itself and its neighbours.
pub(super) fn grown_once(mask: &Pixels, larger: bool, tapered: bool) -> Result<Pixels, Failure> {
    let near = |at: usize, side: usize| [at.saturating_sub(1), at, (at + 1).min(side - 1)];
    Ok(Pixels::build(mask.shape(), |b, y, x, c| {
        let mut best = mask.at(b, y, x, c);
        for (row, ny) in near(y, mask.height).into_iter().enumerate() {
            for (column, nx) in near(x, mask.width).into_iter().enumerate() {
                if tapered && row != 1 && column != 1 {
                    continue;
                }
                let sample = mask.at(b, ny, nx, c);
                best = if larger { best.max(sample) } else { best.min(sample) };
            }
        }
        best
    })?)
}

fn threshold(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let value = inputs.float("value")? as f32;
    let cut = inputs.mask("mask")?.map(|sample| f32::from(u8::from(sample > value)));
    Ok([Data::mask(cut)].into())
}
