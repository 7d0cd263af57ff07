//! Blurs and sharpens.

use super::node::{Call, Failure, Inputs, Outputs, Run};
use super::value::Data;
use crate::pixels::Pixels;

pub(super) const NODES: &[(&str, Run)] = &[("ImageBlur", blur), ("ImageSharpen", sharpen)];

fn blur(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let radius = inputs.count("blur_radius")?;
    if radius == 0 {
        return Ok([Data::Image(image)].into());
    }
    let kernel = gaussian(radius, inputs.float("sigma")?);
    Ok([Data::image(convolved(&image, &kernel, call)?)].into())
}

fn sharpen(inputs: &Inputs, call: &mut Call<'_>) -> Result<Outputs, Failure> {
    let image = inputs.image("image")?;
    let radius = inputs.count("sharpen_radius")?;
    if radius == 0 {
        return Ok([Data::Image(image)].into());
    }
    let alpha = inputs.float("alpha")? as f32 * 10.0;
    let mut kernel = gaussian(radius, inputs.float("sigma")?);
    kernel.iter_mut().for_each(|weight| *weight *= -alpha);
    let sum: f32 = kernel.iter().sum();
    let middle = kernel.len() / 2;
    kernel[middle] += 1.0 - sum;
    let sharpened = convolved(&image, &kernel, call)?;
    Ok([Data::image(sharpened.map(|sample| sample.clamp(0.0, 1.0)))].into())
}

// The kernel spans -1 to 1 whatever its radius, so `sigma` is relative to it.
fn gaussian(radius: usize, sigma: f64) -> Vec<f32> {
    let size = 2 * radius + 1;
    let sigma = sigma as f32;
    let place = |at: usize| -1.0 + 2.0 * at as f32 / (size - 1) as f32;
    let weight = |at: usize| {
        let (x, y) = (place(at % size), place(at / size));
        let distance = (x * x + y * y).sqrt();
        (-(distance * distance) / (2.0 * sigma * sigma)).exp()
    };
    let weights: Vec<_> = (0..size * size).map(weight).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn convolved(image: &Pixels, kernel: &[f32], call: &Call<'_>) -> Result<Pixels, Failure> {
    let size = kernel.len().isqrt();
    let radius = size / 2;
    if radius >= image.height || radius >= image.width {
        let message = "Padding size should be less than the corresponding input dimension";
        return Err(Failure::runtime(message));
    }
    let columns: Vec<_> = (0..image.width).map(|x| mirrored(x, radius, image.width)).collect();
    let mut out = Pixels::filled(image.shape(), 0.0)?;
    let step = image.width * image.channels;
    for (row, target) in out.samples.chunks_exact_mut(step).enumerate() {
        call.shared.queue.check()?;
        let (b, y) = (row / image.height, row % image.height);
        let rows = mirrored(y, radius, image.height);
        for (at, sample) in target.iter_mut().enumerate() {
            let (x, c) = (at / image.channels, at % image.channels);
            let mut sum = 0.0;
            for (weights, y) in kernel.chunks_exact(size).zip(&rows) {
                for (weight, x) in weights.iter().zip(&columns[x]) {
                    sum += weight * image.at(b, *y, *x, c);
                }
            }
            *sample = sum;
        }
    }
    Ok(out)
}

// The places around `at`; beyond an edge they turn back without repeating it.
fn mirrored(at: usize, radius: usize, side: usize) -> Vec<usize> {
    let last = side as i64 - 1;
    let fold = |place: i64| {
        let place = place.abs();
        usize::try_from(if place > last { 2 * last - place } else { place }).unwrap_or(0)
    };
    (0..=2 * radius).map(|offset| fold((at + offset) as i64 - radius as i64)).collect()
}
