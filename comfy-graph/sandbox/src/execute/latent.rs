//! Makes and changes latents, of which only sizes are real.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::picture::batch_start;
use super::resample::{Crop, Method, scale};
use super::resize::rounded;
use super::value::{Data, Latent};
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[
    ("EmptyLatentImage", empty),
    ("EmptySD3LatentImage", empty),
    ("EmptyFlux2LatentImage", empty),
    ("LatentUpscale", upscale),
    ("LatentUpscaleBy", upscale_by),
    ("RepeatLatentBatch", repeat),
    ("LatentFromBatch", pick),
    ("BatchLatentsNode", join),
    ("SetLatentNoiseMask", set_mask),
    ("VAEEncode", encode),
    ("VAEEncodeTiled", encode),
    ("VAEEncodeForInpaint", encode_masked),
];

/// Pixels a latent stands for, each way.
const CELL: usize = 8;

/// The most pictures or pixels a side that latents may promise.
const MOST: usize = 1 << 16;

fn checked(latent: Latent) -> Result<Outputs, Failure> {
    if latent.width > MOST || latent.height > MOST || latent.batch > MOST {
        return Err(crate::pixels::TooLarge.into());
    }
    Ok([Data::Latent(latent.into())].into())
}

fn whole_cells(side: usize) -> usize {
    side / CELL * CELL
}

fn empty(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let side = |name| inputs.count(name).map(whole_cells);
    let (width, height) = (side("width")?, side("height")?);
    checked(Latent { batch: inputs.count("batch_size")?, width, height, ..Latent::default() })
}

fn upscale(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let latent = inputs.latent("samples")?;
    let (width, height) = (inputs.count("width")?, inputs.count("height")?);
    // A side of 0 keeps the ratio; the real server then makes no side shorter than 64.
    let (width, height) = match (width, height) {
        (0, 0) => return checked((*latent).clone()),
        (0, height) => (part(latent.width, height, latent.height), height.max(64)),
        (width, 0) => (width.max(64), part(latent.height, width, latent.width)),
        (width, height) => (width.max(64), height.max(64)),
    };
    resized(&latent, whole_cells(width), whole_cells(height))
}

fn part(side: usize, by: usize, of: usize) -> usize {
    rounded(side as f64 * by as f64 / of.max(1) as f64).max(64)
}

fn upscale_by(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let (latent, factor) = (inputs.latent("samples")?, inputs.float("scale_by")?);
    let side = |side: usize| rounded((side / CELL) as f64 * factor) * CELL;
    resized(&latent, side(latent.width), side(latent.height))
}

fn resized(latent: &Latent, width: usize, height: usize) -> Result<Outputs, Failure> {
    let source = match &latent.source {
        Some(source) if width > 0 && height > 0 => {
            let scaled = scale(source, (width, height), Method::Bilinear, Crop::Disabled)?;
            Some(scaled.into())
        }
        _ => None,
    };
    checked(Latent { width, height, source, ..latent.clone() })
}

fn repeat(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let latent = inputs.latent("samples")?;
    let amount = inputs.count("amount")?;
    let batch = latent.batch.saturating_mul(amount);
    let source = match &latent.source {
        Some(source) => Some(Pixels::join(&vec![(**source).clone(); amount.min(MOST)])?.into()),
        None => None,
    };
    checked(Latent { batch, source, ..(*latent).clone() })
}

fn pick(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let latent = inputs.latent("samples")?;
    let start = batch_start(inputs.int("batch_index")?, latent.batch);
    let batch = inputs.count("length")?.min(latent.batch - start);
    let source = latent.source.as_ref().map(|source| source.frames(start, batch).into());
    checked(Latent { batch, source, ..(*latent).clone() })
}

fn join(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let mut all: Option<Latent> = None;
    for (_, data) in inputs.group("latents") {
        let Data::Latent(latent) = data else {
            return Err(Failure::kind_of("`latents` has something else in it"));
        };
        all = Some(match all {
            None => (**latent).clone(),
            Some(first) => Latent { batch: first.batch + latent.batch, source: None, ..first },
        });
    }
    checked(all.unwrap_or_default())
}

fn set_mask(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    // Only sampling heeds the mask, and the sandbox does not sample.
    inputs.mask("mask")?;
    checked((*inputs.latent("samples")?).clone())
}

fn encode(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    checked(encoded(&*inputs.image("pixels")?)?)
}

// Sides lose what does not fill a cell, as much left as right.
fn encoded(image: &Pixels) -> Result<Latent, Failure> {
    let (width, height) = (whole_cells(image.width), whole_cells(image.height));
    let corner = ((image.width - width) / 2, (image.height - height) / 2);
    let kept = image.crop(corner, (width, height)).with_channels(3)?;
    let batch = image.batch;
    Ok(Latent { batch, width, height, source: Some(kept.into()), ..Latent::default() })
}

fn encode_masked(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    inputs.mask("mask")?;
    checked(encoded(&*inputs.image("pixels")?)?)
}
