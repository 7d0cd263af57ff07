//! Scales pictures with the sampling conventions of the real server's library.
//!
//! Verified against it: see the table in the crate's tests.

use super::lanczos;
use super::node::Failure;
use crate::pixels::{Pixels, TooLarge};

/// How samples between samples are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    NearestExact,
    Bilinear,
    Area,
    Bicubic,
    Lanczos,
}

impl Method {
    pub(super) fn parse(name: &str) -> Result<Self, Failure> {
        Ok(match name {
            "nearest-exact" => Self::NearestExact,
            "bilinear" => Self::Bilinear,
            "area" => Self::Area,
            "bicubic" => Self::Bicubic,
            "lanczos" => Self::Lanczos,
            other => return Err(Failure::value(format!("unknown scale method '{other}'"))),
        })
    }
}

/// What happens when the new sides relate differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crop {
    /// The picture is stretched.
    Disabled,
    /// The middle is kept.
    Centre,
}

impl Crop {
    pub(super) fn parse(name: &str) -> Self {
        if name == "center" { Self::Centre } else { Self::Disabled }
    }
}

/// The pictures in `size`, width first.
pub(super) fn scale(
    pixels: &Pixels,
    size: (usize, usize),
    method: Method,
    crop: Crop,
) -> Result<Pixels, Failure> {
    if size.0 == 0 || size.1 == 0 || pixels.width == 0 || pixels.height == 0 {
        return Err(Failure::runtime("Input and output sizes should be greater than 0"));
    }
    let middle = match crop {
        Crop::Centre => centre(pixels, size),
        Crop::Disabled => None,
    };
    let pixels = middle.as_ref().unwrap_or(pixels);
    // Lanczos goes through 8-bit samples even where the size stays.
    if (pixels.width, pixels.height) == size && method != Method::Lanczos {
        return Ok(pixels.clone());
    }
    Pixels::filled([pixels.batch, size.1, size.0, pixels.channels], 0.0)?;
    Ok(match method {
        Method::Lanczos => lanczos::scale(pixels, size),
        Method::Area => means(pixels, size)?,
        _ => {
            let wide = along(pixels, Axis::Columns, &taps(method, pixels.width, size.0))?;
            along(&wide, Axis::Rows, &taps(method, pixels.height, size.1))?
        }
    })
}

fn centre(pixels: &Pixels, size: (usize, usize)) -> Option<Pixels> {
    let (width, height) = (pixels.width as f64, pixels.height as f64);
    let (old, new) = (width / height, size.0 as f64 / size.1 as f64);
    let margin = |side: f64, ratio: f64| ((side - side * ratio) / 2.0).round_ties_even() as usize;
    let (x, y) = if old > new {
        (margin(width, new / old), 0)
    } else if old < new {
        (0, margin(height, old / new))
    } else {
        return None;
    };
    let kept = (pixels.width - 2 * x, pixels.height - 2 * y);
    Some(pixels.crop((x, y), kept))
}

/// For each new position, the old positions it is made from, with their weights.
type Taps = Vec<Vec<(usize, f32)>>;

fn taps(method: Method, old: usize, new: usize) -> Taps {
    let scale = old as f32 / new as f32;
    (0..new)
        .map(|at| match method {
            Method::NearestExact => {
                vec![((((at as f32 + 0.5) * scale) as usize).min(old - 1), 1.0)]
            }
            Method::Bilinear => bilinear(at, old, scale),
            _ => bicubic(at, old, scale),
        })
        .collect()
}

fn bilinear(at: usize, old: usize, scale: f32) -> Vec<(usize, f32)> {
    let place = (scale * (at as f32 + 0.5) - 0.5).max(0.0);
    let first = (place as usize).min(old - 1);
    let second = (first + 1).min(old - 1);
    let part = (place - first as f32).clamp(0.0, 1.0);
    vec![(first, 1.0 - part), (second, part)]
}

fn bicubic(at: usize, old: usize, scale: f32) -> Vec<(usize, f32)> {
    const A: f32 = -0.75;
    let near = |x: f32| ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let far = |x: f32| ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A;
    let place = scale * (at as f32 + 0.5) - 0.5;
    let first = place.floor();
    let part = place - first;
    let weights = [far(part + 1.0), near(part), near(1.0 - part), far(2.0 - part)];
    let clamped = |offset: usize| {
        let place = first as i64 + offset as i64 - 1;
        usize::try_from(place.max(0)).unwrap_or(0).min(old - 1)
    };
    weights.into_iter().enumerate().map(|(offset, weight)| (clamped(offset), weight)).collect()
}

#[derive(Clone, Copy)]
enum Axis {
    Columns,
    Rows,
}

fn along(pixels: &Pixels, axis: Axis, taps: &Taps) -> Result<Pixels, TooLarge> {
    let [batch, height, width, channels] = pixels.shape();
    // Fused, as in the real server's library: cutting off to bytes shows even a last bit.
    let sum = |taps: &[(usize, f32)], sample: &dyn Fn(usize) -> f32| {
        taps.iter().fold(0.0, |sum, (place, weight)| sample(*place).mul_add(*weight, sum))
    };
    match axis {
        Axis::Columns => Pixels::build([batch, height, taps.len(), channels], |b, y, x, c| {
            sum(&taps[x], &|place| pixels.at(b, y, place, c))
        }),
        Axis::Rows => Pixels::build([batch, taps.len(), width, channels], |b, y, x, c| {
            sum(&taps[y], &|place| pixels.at(b, place, x, c))
        }),
    }
}

// The mean over all old samples that a new one touches, in the library's order of operations.
fn means(pixels: &Pixels, (width, height): (usize, usize)) -> Result<Pixels, TooLarge> {
    let window =
        |at: usize, old: usize, new: usize| (at * old / new)..((at + 1) * old).div_ceil(new);
    let shape = [pixels.batch, height, width, pixels.channels];
    Pixels::build(shape, |b, y, x, c| {
        let (rows, columns) = (window(y, pixels.height, height), window(x, pixels.width, width));
        let (tall, wide) = (rows.len() as f32, columns.len() as f32);
        let mut sum = 0.0;
        for row in rows {
            for column in columns.clone() {
                sum += pixels.at(b, row, column, c);
            }
        }
        sum / tall / wide
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(samples: &[f32]) -> Pixels {
        Pixels { batch: 1, height: 1, width: samples.len(), channels: 1, samples: samples.into() }
    }

    fn scaled(method: Method, width: usize) -> Vec<f32> {
        scale(&row(&[0.0, 0.25, 0.5, 1.0]), (width, 1), method, Crop::Disabled).unwrap().samples
    }

    #[test]
    fn area_takes_the_mean() {
        assert_eq!(scaled(Method::Area, 2), [0.125, 0.75]);
    }

    #[test]
    fn nearest_exact_takes_from_the_middle() {
        assert_eq!(scaled(Method::NearestExact, 2), [0.25, 1.0]);
    }

    #[test]
    fn bilinear_holds_its_ends() {
        assert_eq!(scaled(Method::Bilinear, 8)[..3], [0.0, 0.0625, 0.1875]);
    }

    #[test]
    fn the_middle_is_kept() {
        let pixels = row(&[0.0, 0.25, 0.5, 1.0]);

        let kept = scale(&pixels, (2, 1), Method::Area, Crop::Centre).unwrap();

        assert_eq!(kept.samples, [0.25, 0.5]);
    }
}
