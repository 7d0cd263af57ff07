//! Pastes a picture into another, through a mask.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::resample::{Crop, Method, scale};
use super::value::Data;
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[("ImageCompositeMasked", composite)];

fn composite(inputs: &Inputs, _: &mut Call<'_>) -> Result<Outputs, Failure> {
    let destination = inputs.image("destination")?;
    let mut source = inputs.image("source")?.with_channels(destination.channels)?;
    if inputs.flag_or("resize_source", false)? {
        let size = (destination.width, destination.height);
        source = scale(&source, size, Method::Bilinear, Crop::Disabled)?;
    }
    let mask = match inputs.get("mask") {
        Some(_) => {
            let size = (source.width, source.height);
            Some(scale(&*inputs.mask("mask")?, size, Method::Bilinear, Crop::Disabled)?)
        }
        None => None,
    };
    let (x, y) = (inputs.count("x")?, inputs.count("y")?);
    let pasted = paste(&destination, &source, mask.as_ref(), (x, y))?;
    Ok([Data::image(pasted)].into())
}

fn paste(
    destination: &Pixels,
    source: &Pixels,
    mask: Option<&Pixels>,
    (left, top): (usize, usize),
) -> Result<Pixels, Failure> {
    Ok(Pixels::build(destination.shape(), |b, y, x, c| {
        let below = destination.at(b, y, x, c);
        let inner = y.checked_sub(top).zip(x.checked_sub(left));
        let Some((y, x)) = inner.filter(|(y, x)| *y < source.height && *x < source.width) else {
            return below;
        };
        let above = source.at(b % source.batch, y, x, c);
        let part = mask.map_or(1.0, |mask| mask.at(b % mask.batch, y, x, 0));
        part * above + (1.0 - part) * below
    })?)
}
