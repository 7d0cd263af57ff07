//! Scales pictures with a windowed sinc over 8-bit samples.
//!
//! The real server hands such scaling to an imaging library that works in 8 bits with fixed-point
//! weights; the same arithmetic gives the same bytes.

use std::f64::consts::PI;

use crate::pixels::Pixels;

/// How far the window reaches, in source pixels when enlarging.
const REACH: f64 = 3.0;

/// The fractional bits of a weight.
const BITS: u32 = 22;

/// The pictures in `size`, width first.
pub(super) fn scale(pixels: &Pixels, size: (usize, usize)) -> Pixels {
    let channels = pixels.channels;
    let mut samples = Vec::with_capacity(pixels.batch * size.0 * size.1 * channels);
    for b in 0..pixels.batch {
        let mut picture =
            Bytes { width: pixels.width, height: pixels.height, bytes: pixels.frame_bytes(b) };
        // Colours weigh by their opacity.
        if channels == 4 {
            picture.bytes.chunks_exact_mut(4).for_each(premultiply);
        }
        let mut scaled = picture.scaled(size, channels);
        if channels == 4 {
            scaled.chunks_exact_mut(4).for_each(unpremultiply);
        }
        samples.extend(scaled.iter().map(|byte| f32::from(*byte) / 255.0));
    }
    Pixels { batch: pixels.batch, width: size.0, height: size.1, channels, samples }
}

struct Bytes {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

impl Bytes {
    fn scaled(self, size: (usize, usize), channels: usize) -> Vec<u8> {
        // Rounding in between makes the order show; the library shrinks rows before it widens them.
        if size.0 > self.width && size.1 < self.height {
            return self.heightened(size.1, channels).widened(size.0, channels).bytes;
        }
        let wide = if size.0 == self.width { self } else { self.widened(size.0, channels) };
        if size.1 == wide.height { wide.bytes } else { wide.heightened(size.1, channels).bytes }
    }

    fn widened(self, width: usize, channels: usize) -> Self {
        let taps = taps(self.width, width);
        let mut bytes = Vec::with_capacity(width * self.height * channels);
        for row in self.bytes.chunks_exact(self.width * channels) {
            for tap in &taps {
                bytes.extend((0..channels).map(|c| tap.apply(|place| row[place * channels + c])));
            }
        }
        Self { width, height: self.height, bytes }
    }

    fn heightened(self, height: usize, channels: usize) -> Self {
        let step = self.width * channels;
        let mut bytes = Vec::with_capacity(step * height);
        for tap in &taps(self.height, height) {
            bytes.extend((0..step).map(|at| tap.apply(|place| self.bytes[place * step + at])));
        }
        Self { width: self.width, height, bytes }
    }
}

struct Tap {
    first: usize,
    weights: Vec<i32>,
}

impl Tap {
    fn apply(&self, byte: impl Fn(usize) -> u8) -> u8 {
        let mut sum = 1_i64 << (BITS - 1);
        for (offset, weight) in self.weights.iter().enumerate() {
            sum += i64::from(*weight) * i64::from(byte(self.first + offset));
        }
        (sum >> BITS).clamp(0, 255) as u8
    }
}

fn taps(old: usize, new: usize) -> Vec<Tap> {
    let scale = old as f64 / new as f64;
    let stretch = scale.max(1.0);
    let reach = REACH * stretch;
    (0..new)
        .map(|at| {
            let centre = (at as f64 + 0.5) * scale;
            let first = (centre - reach + 0.5).max(0.0) as usize;
            let end = ((centre + reach + 0.5) as usize).min(old);
            let place = |at: usize| (at as f64 - centre + 0.5) / stretch;
            let weights: Vec<_> = (first..end).map(|at| window(place(at))).collect();
            let sum: f64 = weights.iter().sum();
            let fixed = |weight: f64| (weight / sum * f64::from(1_u32 << BITS)).round() as i32;
            Tap { first, weights: weights.into_iter().map(fixed).collect() }
        })
        .collect()
}

fn window(x: f64) -> f64 {
    if (-REACH..REACH).contains(&x) { sinc(x) * sinc(x / REACH) } else { 0.0 }
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) }
}

fn premultiply(pixel: &mut [u8]) {
    let alpha = u32::from(pixel[3]);
    for sample in &mut pixel[..3] {
        let product = u32::from(*sample) * alpha + 128;
        *sample = (((product >> 8) + product) >> 8) as u8;
    }
}

fn unpremultiply(pixel: &mut [u8]) {
    let alpha = u32::from(pixel[3]);
    if !matches!(alpha, 0 | 255) {
        for sample in &mut pixel[..3] {
            *sample = (255 * u32::from(*sample) / alpha).min(255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_picture_stays_flat() {
        let flat = Pixels::filled([1, 5, 7, 3], 128.0 / 255.0).unwrap();

        let scaled = scale(&flat, (11, 3));

        assert_eq!(scaled.shape(), [1, 3, 11, 3]);
        assert!(scaled.frame_bytes(0).iter().all(|byte| *byte == 128));
    }
}
