//! Makes, joins and turns pictures without resampling them.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::resample::{Crop, Method, scale};
use super::value::Data;
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[
    ("EmptyImage", empty),
    ("ImageInvert", invert),
    ("ImageBatch", batch_two),
    ("BatchImagesNode", batch_images),
    ("BatchMasksNode", batch_masks),
    ("RepeatImageBatch", repeat),
    ("ImageFromBatch", pick),
    ("ImageFlip", flip),
    ("ImageRotate", rotate),
    ("GetImageSize", size),
];

/// Red, green and blue of a colour given as one number.
pub(super) fn colour(number: i128) -> [f32; 3] {
    [16, 8, 0].map(|shift| ((number >> shift) & 0xff) as f32 / 255.0)
}

fn empty(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let colour = colour(inputs.int("color")?);
    let side = |name| inputs.count(name);
    let shape = [side("batch_size")?, side("height")?, side("width")?, 3];
    Ok([Data::image(Pixels::build(shape, |_, _, _, c| colour[c])?)].into())
}

fn invert(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    Ok([Data::image(inputs.image("image")?.map(|sample| 1.0 - sample))].into())
}

fn batch_two(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let parts = [inputs.image("image1")?, inputs.image("image2")?];
    Ok([Data::image(joined(&parts.map(|part| (*part).clone()))?)].into())
}

fn batch_images(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let names: Vec<_> =
        inputs.group("images").into_iter().map(|(name, _)| name.to_owned()).collect();
    let parts: Result<Vec<_>, _> =
        names.iter().map(|name| inputs.image(&format!("images.{name}"))).collect();
    let parts: Vec<_> = parts?.iter().map(|part| (**part).clone()).collect();
    Ok([Data::image(joined(&parts)?)].into())
}

fn batch_masks(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let names: Vec<_> =
        inputs.group("masks").into_iter().map(|(name, _)| name.to_owned()).collect();
    let parts: Result<Vec<_>, _> =
        names.iter().map(|name| inputs.mask(&format!("masks.{name}"))).collect();
    let parts: Vec<_> = parts?.iter().map(|part| (**part).clone()).collect();
    Ok([Data::mask(joined(&parts)?)].into())
}

// All take the first one's size and the largest number of channels.
fn joined(parts: &[Pixels]) -> Result<Pixels, Failure> {
    let Some(first) = parts.first() else { return Err(Failure::value("nothing to batch")) };
    let channels = parts.iter().map(|part| part.channels).max().unwrap_or(3);
    let mut fitted = Vec::with_capacity(parts.len());
    for part in parts {
        let part = scale(part, (first.width, first.height), Method::Bilinear, Crop::Centre)?;
        fitted.push(part.with_channels(channels)?);
    }
    Ok(Pixels::join(&fitted)?)
}

fn repeat(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let [batch, height, width, channels] = image.shape();
    let all = batch.saturating_mul(inputs.count("amount")?);
    let shape = [all, height, width, channels];
    let repeated = Pixels::build(shape, |b, y, x, c| image.at(b % batch, y, x, c))?;
    Ok([Data::image(repeated)].into())
}

fn pick(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let (start, length) = (inputs.int("batch_index")?, inputs.count("length")?);
    Ok([Data::image(image.frames(batch_start(start, image.batch), length.max(1)))].into())
}

/// Where in a batch a possibly negative position lies.
pub(super) fn batch_start(position: i128, batch: usize) -> usize {
    let position = if position < 0 { position + batch as i128 } else { position };
    usize::try_from(position.max(0)).unwrap_or(0).min(batch.saturating_sub(1))
}

fn flip(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (image, method) = (inputs.image("image")?, inputs.text("flip_method")?);
    let (upside, across) = (method.starts_with('x'), method.starts_with('y'));
    let [_, height, width, _] = image.shape();
    let turned = |side: usize, at: usize, turn: bool| if turn { side - 1 - at } else { at };
    let flipped = Pixels::build(image.shape(), |b, y, x, c| {
        image.at(b, turned(height, y, upside), turned(width, x, across), c)
    })?;
    Ok([Data::image(flipped)].into())
}

fn rotate(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (image, rotation) = (inputs.image("image")?, inputs.text("rotation")?);
    let quarters = ["none", "90", "180", "270"].iter().position(|turn| rotation.starts_with(turn));
    let mut turned = (*image).clone();
    for _ in 0..quarters.unwrap_or(0) {
        let [batch, height, width, channels] = turned.shape();
        let shape = [batch, width, height, channels];
        turned = Pixels::build(shape, |b, y, x, c| turned.at(b, height - 1 - x, y, c))?;
    }
    Ok([Data::image(turned)].into())
}

fn size(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    Ok([image.width, image.height, image.batch].map(|side| Data::Int(side as i128)).into())
}
