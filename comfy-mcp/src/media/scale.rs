//! Scales pictures.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;

/// How pixels are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Each by its distance: half the time, and noise is smoothed, which then takes fewer bytes.
    Smooth,
    /// As sharp as can be.
    Sharp,
}

/// The size that fits into a square of `max_side`, or `size` where that fits already.
pub(super) fn fit((width, height): (u32, u32), max_side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= max_side {
        return (width, height);
    }
    let scaled = |side: u32| {
        let (side, max, longest) = (u64::from(side), u64::from(max_side), u64::from(longest));
        let rounded = (side * max + longest / 2) / longest;
        u32::try_from(rounded).unwrap_or(max_side).max(1)
    };
    (scaled(width), scaled(height))
}

/// The picture in another size; transparent pixels do not colour their neighbours.
pub(super) fn scale(
    pixels: &DynamicImage,
    (width, height): (u32, u32),
    weight: Weight,
) -> DynamicImage {
    let filter = match weight {
        Weight::Smooth => FilterType::Bilinear,
        Weight::Sharp => FilterType::Lanczos3,
    };
    let mut scaled = DynamicImage::new(width, height, pixels.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new()
        .resize(pixels, &mut scaled, &options)
        .expect("BUG: both pictures have the same colours");
    scaled
}
