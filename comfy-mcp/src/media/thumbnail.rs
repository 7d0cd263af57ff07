//! Makes thumbnails within a budget.

use image::DynamicImage;

use super::error::MediaError;
use super::lossy::{self, Lossy};
use super::picture::Picture;
use super::scale::{Weight, fit, scale};

/// The longest side a thumbnail may have, whatever is asked for.
pub const MAX_THUMBNAIL_SIDE: u32 = 512;

/// What stands before the base64 in a data URI, and counts towards the budget.
const PREFIX: &str = "data:image/webp;base64,";

/// The longest sides that are tried where the one asked for does not fit.
const SIDES: [u32; 2] = [384, 256];

/// The qualities that are tried at each size.
const QUALITIES: [u8; 3] = [70, 55, 40];

/// The quality that is tried last, at the smallest size.
const LAST_QUALITY: u8 = 35;

/// The fastest: a thumbnail is looked at once, while someone waits.
const METHOD: u8 = 0;

/// How large a thumbnail may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThumbnailLimits {
    /// The longest side in pixels; more than [`MAX_THUMBNAIL_SIDE`] counts as that, 0 as 1.
    pub max_dim: u32,
    /// The length of a data URI that holds it, prefix included.
    pub max_base64_chars: usize,
}

impl Default for ThumbnailLimits {
    fn default() -> Self {
        Self { max_dim: MAX_THUMBNAIL_SIDE, max_base64_chars: 100_000 }
    }
}

/// A small WebP of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// The file.
    pub bytes: Vec<u8>,
    /// Always `image/webp`.
    pub mime_type: &'static str,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// The best thumbnail of the picture `bytes` within `limits`; it is never larger than the picture.
///
/// ```
/// use comfy_mcp::media::{ThumbnailLimits, thumbnail};
///
/// let mut png = std::io::Cursor::new(Vec::new());
/// image::RgbImage::new(2000, 1000).write_to(&mut png, image::ImageFormat::Png)?;
///
/// let small = thumbnail(&png.into_inner(), ThumbnailLimits::default())?;
/// assert_eq!((small.mime_type, small.width, small.height), ("image/webp", 512, 256));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`MediaError`] where the picture cannot be decoded, or nothing fits.
pub fn thumbnail(bytes: &[u8], limits: ThumbnailLimits) -> Result<Thumbnail, MediaError> {
    let picture = Picture::decode(bytes)?;
    let mut smallest: Option<Tried> = None;
    let mut scaled: Option<DynamicImage> = None;
    let rungs = rungs((picture.width(), picture.height()), limits.max_dim);
    for (place, rung) in rungs.iter().enumerate() {
        let is_last = place + 1 == rungs.len();
        if !is_last && smallest.is_some_and(|tried| !tried.lets_hope(*rung, limits)) {
            continue;
        }
        let pixels = scaled
            .take_if(|scaled| (scaled.width(), scaled.height()) == rung.size)
            .unwrap_or_else(|| scale(picture.pixels(), rung.size, Weight::Smooth));
        let bytes = lossy::encode(&pixels, Lossy { quality: rung.quality, method: METHOD })?;
        scaled = Some(pixels);
        if base64_chars(bytes.len()) <= limits.max_base64_chars {
            let (width, height) = rung.size;
            return Ok(Thumbnail { bytes, mime_type: "image/webp", width, height });
        }
        let tried = Tried { rung: *rung, length: bytes.len() };
        smallest = smallest.filter(|other| other.length <= tried.length).or(Some(tried));
    }
    Err(MediaError::NoThumbnail {
        max_base64_chars: limits.max_base64_chars,
        smallest: smallest.map_or(0, |tried| base64_chars(tried.length)),
    })
}

/// One way to make the thumbnail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rung {
    size: (u32, u32),
    quality: u8,
}

impl Rung {
    fn area(self) -> u64 {
        u64::from(self.size.0) * u64::from(self.size.1)
    }
}

/// The ladder for a picture of `size`, best first; no rung is larger than one before it.
fn rungs(size: (u32, u32), max_dim: u32) -> Vec<Rung> {
    let max_dim = max_dim.clamp(1, MAX_THUMBNAIL_SIDE);
    let smaller = SIDES.into_iter().filter(|side| *side < max_dim);
    let mut sizes: Vec<_> =
        std::iter::once(max_dim).chain(smaller).map(|side| fit(size, side)).collect();
    sizes.dedup();
    let last = sizes.last().map(|size| Rung { size: *size, quality: LAST_QUALITY });
    let of_size = |size| QUALITIES.into_iter().map(move |quality| Rung { size, quality });
    sizes.into_iter().flat_map(of_size).chain(last).collect()
}

/// A rung that was too long.
#[derive(Debug, Clone, Copy)]
struct Tried {
    rung: Rung,
    length: usize,
}

impl Tried {
    /// Whether `next` may fit: no file seen shrank by more than area, quality and this together.
    const HOPE: f64 = 0.5;

    #[expect(clippy::cast_precision_loss, reason = "a guess need not be exact")]
    fn lets_hope(self, next: Rung, limits: ThumbnailLimits) -> bool {
        let area = next.area() as f64 / self.rung.area() as f64;
        let quality = f64::from(next.quality) / f64::from(self.rung.quality);
        let guess = self.length as f64 * area * quality * Self::HOPE;
        guess * 4.0 / 3.0 <= limits.max_base64_chars as f64
    }
}

/// How long the data URI of a file of `length` bytes is.
fn base64_chars(length: usize) -> usize {
    PREFIX.len() + length.div_ceil(3) * 4
}

#[cfg(test)]
mod tests {
    use super::super::tests::samples::{noise, photo, png};
    use super::*;
    use crate::error::Code;

    fn limits(max_dim: u32, max_base64_chars: usize) -> ThumbnailLimits {
        ThumbnailLimits { max_dim, max_base64_chars }
    }

    /// The first rung that fits, with none left out.
    fn walked(pixels: &DynamicImage, limits: ThumbnailLimits) -> Option<Thumbnail> {
        rungs((pixels.width(), pixels.height()), limits.max_dim).into_iter().find_map(|rung| {
            let scaled = scale(pixels, rung.size, Weight::Smooth);
            let lossy = Lossy { quality: rung.quality, method: METHOD };
            let bytes = lossy::encode(&scaled, lossy).unwrap();
            let (width, height) = rung.size;
            (base64_chars(bytes.len()) <= limits.max_base64_chars).then_some(Thumbnail {
                bytes,
                mime_type: "image/webp",
                width,
                height,
            })
        })
    }

    #[test]
    fn leaving_rungs_out_changes_nothing() {
        for pixels in [noise(600, 400), photo(600, 400)] {
            let bytes = png(pixels.clone());
            for budget in [60_000, 12_000, 3_000] {
                let limits = limits(512, budget);
                let walked = walked(&pixels.clone().into(), limits);
                let climbed = thumbnail(&bytes, limits).ok();
                let size = |small: &Thumbnail| (small.width, small.bytes.len());
                assert_eq!(climbed.as_ref().map(size), walked.as_ref().map(size), "{budget}");
            }
        }
    }

    #[test]
    fn the_budget_counts_the_whole_data_uri() {
        let bytes = png(noise(600, 400));
        let full = thumbnail(&bytes, limits(512, usize::MAX)).unwrap();
        let uri = 23 + full.bytes.len().div_ceil(3) * 4;

        assert!(thumbnail(&bytes, limits(512, uri)).unwrap() == full);
        assert!(thumbnail(&bytes, limits(512, uri - 1)).unwrap().bytes.len() < full.bytes.len());
    }

    #[test]
    fn no_thumbnail_is_longer_than_the_cap() {
        let small = thumbnail(&png(photo(2000, 500)), limits(4096, 100_000)).unwrap();

        assert_eq!((small.width, small.height), (512, 128));
    }

    #[test]
    fn no_rung_is_larger_than_what_was_asked_for() {
        for max_dim in [0, 1, 100, 256, 300, 384, 400, 512, 9999] {
            let rungs = rungs((2000, 1000), max_dim);
            let areas: Vec<_> = rungs.iter().map(|rung| rung.area()).collect();
            assert!(areas.is_sorted_by(|one, other| one >= other), "{max_dim}: {rungs:?}");
            assert!(rungs[0].size.0 <= max_dim.max(1), "{max_dim}: {rungs:?}");
        }
    }

    #[test]
    fn the_ladder_is_that_of_the_seed() {
        let ladder: Vec<_> =
            rungs((1000, 1000), 512).into_iter().map(|rung| (rung.size.0, rung.quality)).collect();

        assert_eq!(
            ladder,
            [
                (512, 70),
                (512, 55),
                (512, 40),
                (384, 70),
                (384, 55),
                (384, 40),
                (256, 70),
                (256, 55),
                (256, 40),
                (256, 35),
            ]
        );
    }

    #[test]
    fn small_pictures_are_not_enlarged() {
        let small = thumbnail(&png(photo(40, 30)), ThumbnailLimits::default()).unwrap();

        assert_eq!((small.width, small.height), (40, 30));
    }

    #[test]
    fn slivers_keep_a_pixel() {
        let small = thumbnail(&png(photo(3000, 2)), ThumbnailLimits::default()).unwrap();

        assert_eq!((small.width, small.height), (512, 1));
    }

    #[test]
    fn transparency_stays() {
        let glass = image::RgbaImage::from_pixel(600, 600, image::Rgba([200, 0, 0, 128]));

        let small = thumbnail(&png(glass), ThumbnailLimits::default()).unwrap();

        let pixels = Picture::decode(&small.bytes).unwrap().pixels().to_rgba8();
        assert_eq!(pixels.get_pixel(100, 100).0[3], 128);
    }

    #[test]
    fn grey_pictures_have_thumbnails() {
        let grey = image::GrayImage::from_pixel(600, 600, image::Luma([90]));

        let small = thumbnail(&png(grey), ThumbnailLimits::default()).unwrap();

        let pixels = Picture::decode(&small.bytes).unwrap().pixels().to_rgb8();
        assert!(pixels.get_pixel(100, 100).0.iter().all(|channel| channel.abs_diff(90) < 4));
    }

    #[test]
    fn noise_of_a_megapixel_stays_within_52_kilobytes() {
        let mut pixels = photo(1024, 1024);
        for (pixel, grain) in pixels.pixels_mut().zip(noise(1024, 1024).pixels()) {
            for (channel, grain) in pixel.0.iter_mut().zip(grain.0) {
                *channel = channel.saturating_add(grain / 2).saturating_sub(64);
            }
        }

        let small = thumbnail(&png(pixels), ThumbnailLimits::default()).unwrap();

        assert_eq!((small.width, small.height), (512, 512));
        assert!(small.bytes.len() <= 52_000, "{}", small.bytes.len());
    }

    #[test]
    fn where_nothing_fits_the_smallest_is_named() {
        let error = thumbnail(&png(noise(600, 400)), limits(512, 100)).unwrap_err();

        let MediaError::NoThumbnail { smallest, .. } = error else { panic!("{error}") };
        assert!(smallest > 100);
        assert_eq!(error.code(), Code::ImageTooLarge);
        let smaller = thumbnail(&png(noise(600, 400)), limits(512, smallest)).unwrap();
        assert_eq!((smaller.width, base64_chars(smaller.bytes.len())), (256, smallest));
    }
}
