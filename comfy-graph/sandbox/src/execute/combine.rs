//! Blends two pictures, joins colour with opacity.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::resample::{Crop, Method, scale};
use super::value::Data;
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] =
    &[("ImageBlend", blend), ("JoinImageWithAlpha", join), ("SplitImageWithAlpha", split)];

fn blend(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (first, second) = (inputs.image("image1")?, inputs.image("image2")?);
    let channels = first.channels.max(second.channels);
    let first = first.with_channels(channels)?;
    let second = second.with_channels(channels)?;
    let size = (first.width, first.height);
    let second = scale(&second, size, Method::Bicubic, Crop::Centre)?;
    let batch = match (first.batch, second.batch) {
        (a, b) if a == b || b == 1 => a,
        (1, b) => b,
        _ => return Err(Failure::runtime("The size of tensor a must match the size of tensor b")),
    };
    let factor = inputs.float("blend_factor")? as f32;
    let mix = mode(&inputs.text("blend_mode")?)?;
    let shape = [batch, first.height, first.width, channels];
    let blended = Pixels::build(shape, |b, y, x, c| {
        let a = first.at(b.min(first.batch - 1), y, x, c);
        let b = second.at(b.min(second.batch - 1), y, x, c);
        (a * (1.0 - factor) + mix(a, b) * factor).clamp(0.0, 1.0)
    })?;
    Ok([Data::image(blended)].into())
}

fn mode(name: &str) -> Result<fn(f32, f32) -> f32, Failure> {
    Ok(match name {
        "normal" => |_, b| b,
        "multiply" => |a, b| a * b,
        "screen" => |a, b| 1.0 - (1.0 - a) * (1.0 - b),
        "overlay" => |a, b| if a <= 0.5 { 2.0 * a * b } else { 1.0 - 2.0 * (1.0 - a) * (1.0 - b) },
        "soft_light" => soft_light,
        "difference" => |a, b| a - b,
        other => return Err(Failure::value(format!("Unsupported blend mode: {other}"))),
    })
}

fn soft_light(a: f32, b: f32) -> f32 {
    let raised = if a <= 0.25 { ((16.0 * a - 12.0) * a + 4.0) * a } else { a.sqrt() };
    if b <= 0.5 { a - (1.0 - 2.0 * b) * a * (1.0 - a) } else { a + (2.0 * b - 1.0) * (raised - a) }
}

fn join(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (image, alpha) = (inputs.image("image")?, inputs.mask("alpha")?);
    let size = (image.width, image.height);
    let alpha = scale(&alpha, size, Method::Bilinear, Crop::Disabled)?;
    let batch = image.batch.max(alpha.batch);
    let joined = Pixels::build([batch, image.height, image.width, 4], |b, y, x, c| match c {
        3 => 1.0 - alpha.at(b % alpha.batch, y, x, 0),
        c => image.at(b % image.batch, y, x, c.min(image.channels - 1)),
    })?;
    Ok([Data::image(joined)].into())
}

fn split(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let opaque = image.with_channels(4)?;
    let mask = opaque.channel(3).map(|alpha| 1.0 - alpha);
    Ok([Data::image(image.with_channels(3)?), Data::mask(mask)].into())
}
