//! Compresses pictures for the web, down to a given number of bytes.

use std::borrow::Cow;

use image::DynamicImage;

use super::error::MediaError;
use super::flat::on_white;
use super::lossy::{self, Lossy};
use super::picture::Picture;
use super::scale::{Weight, scale};
use super::sniff::PictureFormat;

/// The sizes of the ladder, in hundredths.
const SCALES: [u32; 5] = [100, 90, 75, 60, 50];

/// The qualities that are tried at each size.
const QUALITIES: [u8; 6] = [85, 75, 65, 55, 45, 35];

/// Slow, since what is published is fetched often.
const METHOD: u8 = 5;

/// A WebP of no more bytes than asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compressed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// The quality it was encoded with; none where the file was small enough, hence left as it was.
    pub quality: Option<u8>,
    /// How many bytes the file had.
    pub original_size: usize,
    /// Width with height before.
    pub original_dimensions: (u32, u32),
    /// Whether frames were lost.
    pub first_frame_only: bool,
}

impl Compressed {
    /// Whether the picture has fewer pixels than before.
    #[must_use]
    pub fn is_downscaled(&self) -> bool {
        (self.width, self.height) != self.original_dimensions
    }
}

/// The picture `bytes` as WebP of `max_bytes` at most.
///
/// The first rung that fits is taken: full size with falling quality, then each smaller size
/// likewise. Transparency is laid on white; of animations the first frame is taken. A WebP that
/// fits already stays as it is.
///
/// # Errors
///
/// [`MediaError`] where the picture cannot be decoded, or no rung fits.
pub fn compress(bytes: &[u8], max_bytes: usize) -> Result<Compressed, MediaError> {
    let picture = Picture::decode(bytes)?;
    let original = (picture.width(), picture.height());
    let is_small = picture.format() == PictureFormat::Webp && bytes.len() <= max_bytes;
    let step = if is_small {
        Step { bytes: bytes.to_vec(), size: original, quality: None }
    } else {
        climb(&on_white(picture.pixels()).into(), max_bytes)?
    };
    Ok(Compressed {
        bytes: step.bytes,
        width: step.size.0,
        height: step.size.1,
        quality: step.quality,
        original_size: bytes.len(),
        original_dimensions: original,
        first_frame_only: picture.is_animated() && !is_small,
    })
}

/// A rung with its file.
struct Step {
    bytes: Vec<u8>,
    size: (u32, u32),
    quality: Option<u8>,
}

/// The first rung that fits. None can be left out: a file of less quality is mostly, not always,
/// shorter.
fn climb(flat: &DynamicImage, max_bytes: usize) -> Result<Step, MediaError> {
    let mut smallest: Option<usize> = None;
    for size in sizes((flat.width(), flat.height())) {
        let pixels = in_size(flat, size);
        for quality in QUALITIES {
            let bytes = lossy::encode(&pixels, Lossy { quality, method: METHOD })?;
            if bytes.len() <= max_bytes {
                return Ok(Step { bytes, size, quality: Some(quality) });
            }
            smallest = Some(smallest.map_or(bytes.len(), |smallest| smallest.min(bytes.len())));
        }
    }
    Err(match smallest {
        Some(smallest) => MediaError::Incompressible { max_bytes, smallest },
        None => lossy::too_long((flat.width(), flat.height())),
    })
}

/// The sizes to try that WebP can hold.
fn sizes((width, height): (u32, u32)) -> impl Iterator<Item = (u32, u32)> {
    let sizes =
        SCALES.into_iter().map(move |percent| (part(width, percent), part(height, percent)));
    sizes.filter(|size| lossy::holds(*size))
}

fn part(side: u32, percent: u32) -> u32 {
    let side = u64::from(side) * u64::from(percent) / 100;
    u32::try_from(side).unwrap_or(u32::MAX).max(1)
}

fn in_size(flat: &DynamicImage, size: (u32, u32)) -> Cow<'_, DynamicImage> {
    if (flat.width(), flat.height()) == size {
        return Cow::Borrowed(flat);
    }
    Cow::Owned(scale(flat, size, Weight::Sharp))
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};

    use super::super::tests::samples::{self, encode, noise, photo, png};
    use super::*;
    use crate::error::Code;

    /// The length of each rung for `flat`, in the seed's order, with its size and quality.
    fn ladder(flat: &DynamicImage) -> Vec<(usize, (u32, u32), u8)> {
        let mut rungs = Vec::new();
        for scale in [1.0, 0.9, 0.75, 0.6, 0.5] {
            let part = |side: u32| (f64::from(side) * scale) as u32;
            let size = (part(flat.width()), part(flat.height()));
            let pixels = in_size(flat, size);
            for quality in [85, 75, 65, 55, 45, 35] {
                let bytes = lossy::encode(&pixels, Lossy { quality, method: 5 }).unwrap();
                rungs.push((bytes.len(), size, quality));
            }
        }
        rungs
    }

    #[test]
    fn the_first_rung_that_fits_wins() {
        for pixels in [noise(61, 37), photo(61, 37)] {
            let ladder = ladder(&pixels.clone().into());
            let bytes = png(pixels);
            for budget in ladder.iter().flat_map(|rung| [rung.0, rung.0 - 1]) {
                let first = ladder.iter().find(|rung| rung.0 <= budget).copied();
                let rung = compress(&bytes, budget).ok().map(|compressed| {
                    let size = (compressed.width, compressed.height);
                    (compressed.bytes.len(), size, compressed.quality.unwrap())
                });
                assert_eq!(rung, first, "{budget}");
            }
        }
    }

    #[test]
    fn what_came_out_is_told() {
        let bytes = png(noise(200, 100));

        let compressed = compress(&bytes, 3_000).unwrap();

        assert!(compressed.bytes.len() <= 3_000);
        assert!(compressed.is_downscaled());
        assert_eq!(compressed.original_dimensions, (200, 100));
        assert_eq!(compressed.original_size, bytes.len());
        let written = Picture::decode(&compressed.bytes).unwrap();
        assert_eq!((written.width(), written.height()), (compressed.width, compressed.height));
    }

    #[test]
    fn a_small_webp_stays_as_it_is() {
        let bytes = encode(photo(40, 30), ImageFormat::WebP);

        let compressed = compress(&bytes, bytes.len()).unwrap();

        assert_eq!(compressed.bytes, bytes);
        assert_eq!((compressed.quality, compressed.is_downscaled()), (None, false));
    }

    #[test]
    fn a_webp_that_is_too_long_is_encoded_again() {
        let bytes = encode(photo(40, 30), ImageFormat::WebP);

        let compressed = compress(&bytes, bytes.len() - 1).unwrap();

        assert!(compressed.bytes.len() < bytes.len());
        assert_eq!(compressed.quality, Some(85));
    }

    #[test]
    fn a_damaged_webp_is_not_passed_on() {
        let mut bytes = encode(photo(40, 30), ImageFormat::WebP);
        bytes.truncate(200);

        let error = compress(&bytes, 600_000).unwrap_err();

        assert_eq!(error.code(), Code::ImageUnreadable);
    }

    #[test]
    fn a_small_animation_stays_one_and_a_long_one_is_told_of() {
        let bytes = samples::animated_webp();

        assert!(!compress(&bytes, bytes.len()).unwrap().first_frame_only);
        assert!(compress(&bytes, bytes.len() - 1).unwrap().first_frame_only);
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let glass = RgbaImage::from_pixel(32, 32, Rgba([0, 0, 0, 0]));

        let compressed = compress(&png(glass), 600_000).unwrap();

        let pixels = Picture::decode(&compressed.bytes).unwrap().pixels().clone();
        assert!(!pixels.color().has_alpha());
        assert!(pixels.to_rgb8().get_pixel(9, 9).0.iter().all(|channel| *channel > 250));
    }

    #[test]
    fn what_webp_cannot_hold_is_tried_smaller() {
        let compressed = compress(&png(photo(18_000, 2)), 600_000).unwrap();

        assert_eq!((compressed.width, compressed.height), (16_200, 1));
    }

    #[test]
    fn what_webp_cannot_hold_at_half_its_size_is_refused() {
        let error = compress(&png(photo(33_000, 1)), 600_000).unwrap_err();

        assert!(matches!(error, MediaError::TooLong { width: 33_000, .. }), "{error}");
    }

    #[test]
    fn the_smallest_that_was_reached_is_named() {
        let error = compress(&png(noise(64, 64)), 100).unwrap_err();

        let smallest = ladder(&noise(64, 64).into()).into_iter().map(|rung| rung.0).min().unwrap();
        let message = format!(
            "Image cannot be compressed below 100 bytes. Smallest achieved: {smallest} bytes"
        );
        assert_eq!(error.to_string(), message);
        assert_eq!(error.code(), Code::ImageTooLarge);
    }
}
