//! Gives pictures and masks another size.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::resample::{Crop, Method, scale};
use super::value::{Data, StandIn};
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[
    ("ImageScale", to_size),
    ("ImageScaleBy", by_factor),
    ("ImageScaleToTotalPixels", to_total),
    ("ImageScaleToMaxDimension", to_largest),
    ("ResizeImageMaskNode", by_mode),
    ("ImageUpscaleWithModel", with_model),
];

type Sides = (usize, usize);

/// Rounds half to even, as Python does.
pub(super) fn rounded(value: f64) -> usize {
    value.round_ties_even().max(0.0) as usize
}

/// The side that 0 stands for: what keeps the ratio of `old`.
fn filled_in((width, height): Sides, old: Sides) -> Option<Sides> {
    let part =
        |side: usize, of: usize, by: usize| rounded(side as f64 * by as f64 / of as f64).max(1);
    match (width, height) {
        (0, 0) => None,
        (0, height) => Some((part(old.0, old.1, height), height)),
        (width, 0) => Some((width, part(old.1, old.0, width))),
        both => Some(both),
    }
}

fn sides(pixels: &Pixels) -> Sides {
    (pixels.width, pixels.height)
}

fn to_size(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let method = Method::parse(&inputs.text("upscale_method")?)?;
    let crop = Crop::parse(&inputs.text("crop")?);
    let wanted = (inputs.count("width")?, inputs.count("height")?);
    let Some(size) = filled_in(wanted, sides(&image)) else {
        return Ok([Data::Image(image)].into());
    };
    Ok([Data::image(scale(&image, size, method, crop)?)].into())
}

fn by_factor(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let method = Method::parse(&inputs.text("upscale_method")?)?;
    let size = multiplied(sides(&image), inputs.float("scale_by")?);
    Ok([Data::image(scale(&image, size, method, Crop::Disabled)?)].into())
}

fn multiplied((width, height): Sides, factor: f64) -> Sides {
    (rounded(width as f64 * factor), rounded(height as f64 * factor))
}

fn to_total(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let method = Method::parse(&inputs.text("upscale_method")?)?;
    let steps = inputs.count("resolution_steps").unwrap_or(1).max(1);
    let factor = total_factor(sides(&image), inputs.float("megapixels")?);
    let stepped = |side: usize| rounded(side as f64 * factor / steps as f64) * steps;
    let size = (stepped(image.width), stepped(image.height));
    Ok([Data::image(scale(&image, size, method, Crop::Disabled)?)].into())
}

fn total_factor((width, height): Sides, megapixels: f64) -> f64 {
    (megapixels * 1024.0 * 1024.0 / (width as f64 * height as f64)).sqrt()
}

fn to_largest(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let method = Method::parse(&inputs.text("upscale_method")?)?;
    let size = longer(sides(&image), inputs.count("largest_size")?);
    Ok([Data::image(scale(&image, size, method, Crop::Disabled)?)].into())
}

fn longer((width, height): Sides, size: usize) -> Sides {
    let part = |side: usize, of: usize| rounded(side as f64 / of as f64 * size as f64);
    if height > width {
        (part(width, height), size)
    } else if width > height {
        (size, part(height, width))
    } else {
        (size, size)
    }
}

fn shorter((width, height): Sides, size: usize) -> Sides {
    let part = |side: usize, of: usize| rounded(side as f64 / of as f64 * size as f64);
    if height < width {
        (part(width, height), size)
    } else if width < height {
        (size, part(height, width))
    } else {
        (size, size)
    }
}

fn by_mode(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let given = inputs.need("input")?;
    let (Data::Image(pixels) | Data::Mask(pixels)) = given else {
        return Err(Failure::kind_of("`input` must be an image or a mask"));
    };
    let method = Method::parse(&inputs.text("scale_method")?)?;
    let scaled = match target(inputs, sides(pixels))? {
        _ if &*inputs.text("resize_type")? == "scale to multiple" => {
            to_multiple(pixels, inputs.count("resize_type.multiple")?.max(1), method)?
        }
        Some((size, crop)) => scale(pixels, size, method, crop)?,
        None => (**pixels).clone(),
    };
    Ok([if matches!(given, Data::Mask(_)) { Data::mask(scaled) } else { Data::image(scaled) }]
        .into())
}

fn target(inputs: &Inputs, old: Sides) -> Result<Option<(Sides, Crop)>, Failure> {
    let count = |name: &str| inputs.count(&format!("resize_type.{name}"));
    let stretched = |size: Sides| Ok(Some((size, Crop::Disabled)));
    match &*inputs.text("resize_type")? {
        "scale dimensions" => {
            let crop = Crop::parse(&inputs.text("resize_type.crop")?);
            Ok(filled_in((count("width")?, count("height")?), old).map(|size| (size, crop)))
        }
        "scale by multiplier" => {
            stretched(multiplied(old, inputs.float("resize_type.multiplier")?))
        }
        "scale longer dimension" => stretched(longer(old, count("longer_size")?)),
        "scale shorter dimension" => stretched(shorter(old, count("shorter_size")?)),
        "scale width" => {
            Ok(filled_in((count("width")?, 0), old).map(|size| (size, Crop::Disabled)))
        }
        "scale height" => {
            Ok(filled_in((0, count("height")?), old).map(|size| (size, Crop::Disabled)))
        }
        "scale total pixels" => {
            let factor = total_factor(old, inputs.float("resize_type.megapixels")?);
            stretched(multiplied(old, factor))
        }
        "match size" => {
            let (Data::Image(pixels) | Data::Mask(pixels)) = inputs.need("resize_type.match")?
            else {
                return Err(Failure::kind_of("`match` must be an image or a mask"));
            };
            let crop = Crop::parse(&inputs.text("resize_type.crop")?);
            Ok(Some((sides(pixels), crop)))
        }
        "scale to multiple" => Ok(None),
        other => Err(Failure::value(format!("Unsupported resize type: {other}"))),
    }
}

// Scaled until both sides reach their multiple, then the surplus is cut off evenly.
fn to_multiple(pixels: &Pixels, multiple: usize, method: Method) -> Result<Pixels, Failure> {
    let wanted = (pixels.width / multiple * multiple, pixels.height / multiple * multiple);
    if wanted.0 == 0 || wanted.1 == 0 || wanted == sides(pixels) {
        return Ok(pixels.clone());
    }
    let factor = |wanted: usize, side: usize| wanted as f64 / side as f64;
    let factor = factor(wanted.0, pixels.width).max(factor(wanted.1, pixels.height));
    let (width, height) = multiplied(sides(pixels), factor);
    let covering = (width.max(wanted.0), height.max(wanted.1));
    let scaled = scale(pixels, covering, method, Crop::Disabled)?;
    let corner = ((covering.0 - wanted.0) / 2, (covering.1 - wanted.1) / 2);
    Ok(scaled.crop(corner, wanted))
}

// A model would paint detail; the sandbox enlarges plainly by the model's factor.
fn with_model(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let StandIn::UpscaleModel { factor } = *inputs.stand_in("upscale_model")? else {
        return Err(Failure::kind_of("`upscale_model` must be an upscale model"));
    };
    call.report((1, 1), None)?;
    let size = (image.width.saturating_mul(factor), image.height.saturating_mul(factor));
    Ok([Data::image(scale(&image, size, Method::Bicubic, Crop::Disabled)?)].into())
}
