//! Decodes pictures within limits.

use image::DynamicImage;

use super::decode;
use super::error::MediaError;
use super::header::{self, Header, webp};
use super::sniff::{PictureFormat, sniff};

/// How many pixels a picture may have to be decoded: 8192 × 8192, which take 256 MiB.
pub const MAX_PIXELS: u64 = 64 << 20;

/// How many bytes the file of a picture may have to be read.
pub const MAX_FILE: usize = 256 << 20;

/// A decoded picture, upright, with eight bits a channel.
///
/// Of an animation it is the first frame; of an APNG, the picture that programs show which know
/// nothing of animations.
#[derive(Debug, Clone)]
pub struct Picture {
    format: PictureFormat,
    animated: bool,
    pixels: DynamicImage,
    profile: Option<Vec<u8>>,
}

impl Picture {
    /// Decodes the picture that `bytes` are.
    ///
    /// The limits [`MAX_FILE`] and [`MAX_PIXELS`] are checked by the header, before anything is
    /// allocated. What EXIF says of the orientation is done; 16 bits a channel are reduced to 8;
    /// grey and transparency stay as they are.
    ///
    /// # Errors
    ///
    /// [`MediaError`] where the format is not decoded, the file is damaged, or a limit is passed.
    pub fn decode(bytes: &[u8]) -> Result<Self, MediaError> {
        let Some(format) = PictureFormat::of(bytes) else {
            return Err(MediaError::Unsupported { mime_type: sniff(bytes, "").mime_type });
        };
        if bytes.len() > MAX_FILE {
            return Err(MediaError::TooManyBytes { bytes: bytes.len() });
        }
        let header = header::read(format, bytes).ok_or_else(|| damaged(format))?;
        check_pixels(format, header, bytes)?;
        let decoded = decode::decode(format, bytes)?;
        let mut pixels = decoded.pixels;
        pixels.apply_orientation(header.orientation);
        Ok(Self { format, animated: header.animated, pixels, profile: decoded.profile })
    }

    /// The format of the file it came from.
    #[must_use]
    pub fn format(&self) -> PictureFormat {
        self.format
    }

    /// Whether there are more frames than the one that was decoded.
    #[must_use]
    pub fn is_animated(&self) -> bool {
        self.animated
    }

    /// Pixels from left to right.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.pixels.width()
    }

    /// Pixels from top to bottom.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.pixels.height()
    }

    /// The pixels: grey or red, green and blue, each with transparency or without.
    #[must_use]
    pub fn pixels(&self) -> &DynamicImage {
        &self.pixels
    }

    /// The ICC profile that says what the colours mean, where it fits the pixels.
    pub(super) fn profile(&self) -> Option<&[u8]> {
        // Those of grey pictures or of CMYK do not fit what is written, which mostly is in colour.
        let profile = self.profile.as_deref().filter(|_| self.pixels.color().has_color());
        profile.filter(|profile| profile.get(16..20) == Some(b"RGB "))
    }
}

/// Refuses pictures whose header, or that of a frame, announces too many pixels, or none.
fn check_pixels(format: PictureFormat, header: Header, bytes: &[u8]) -> Result<(), MediaError> {
    // The decoder of WebP reserves what a frame claims before it compares that with the canvas.
    let frames = (format == PictureFormat::Webp).then(|| webp::frame_sizes(bytes));
    let own = (header.width, header.height);
    for (width, height) in std::iter::once(own).chain(frames.into_iter().flatten()) {
        match u64::from(width) * u64::from(height) {
            0 => return Err(damaged(format)),
            pixels if pixels > MAX_PIXELS => {
                return Err(MediaError::TooManyPixels { width, height });
            }
            _ => {}
        }
    }
    Ok(())
}

fn damaged(format: PictureFormat) -> MediaError {
    MediaError::Damaged { mime_type: format.mime_type(), source: None }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage};

    use super::super::tests::samples::{self, Lots, png, with_chunk};
    use super::super::{Conversion, Format, ThumbnailLimits, convert, thumbnail};
    use super::*;
    use crate::error::Code;

    fn decode(bytes: &[u8]) -> DynamicImage {
        Picture::decode(bytes).unwrap().pixels
    }

    /// The colours of the corners, in reading order.
    fn corners(pixels: &DynamicImage) -> [[u8; 3]; 4] {
        let (right, bottom) = (pixels.width() - 1, pixels.height() - 1);
        let pixels = pixels.to_rgb8();
        [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(|(x, y)| pixels.get_pixel(x, y).0)
    }

    const RED: [u8; 3] = [255, 0, 0];
    const GREEN: [u8; 3] = [0, 255, 0];
    const BLUE: [u8; 3] = [0, 0, 255];
    const WHITE: [u8; 3] = [255; 3];

    /// Red and green above blue and white.
    fn quarters() -> RgbImage {
        RgbImage::from_fn(64, 32, |x, y| match (x < 32, y < 16) {
            (true, true) => Rgb(RED),
            (false, true) => Rgb(GREEN),
            (true, false) => Rgb(BLUE),
            (false, false) => Rgb(WHITE),
        })
    }

    fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
        one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 24)
    }

    #[test]
    fn every_orientation_is_done() {
        let shown = [
            [RED, GREEN, BLUE, WHITE],
            [GREEN, RED, WHITE, BLUE],
            [WHITE, BLUE, GREEN, RED],
            [BLUE, WHITE, RED, GREEN],
            [RED, BLUE, GREEN, WHITE],
            [BLUE, RED, WHITE, GREEN],
            [WHITE, GREEN, BLUE, RED],
            [GREEN, WHITE, RED, BLUE],
        ];

        for (orientation, shown) in (1..).zip(shown) {
            let bytes = with_chunk(&png(quarters()), *b"eXIf", &samples::turned(orientation));
            let pixels = decode(&bytes);
            assert_eq!(corners(&pixels), shown, "{orientation}");
            let facts = sniff(&bytes, "");
            assert_eq!((facts.width, facts.height), (Some(pixels.width()), Some(pixels.height())));
        }
    }

    #[test]
    fn a_jpeg_on_its_side_is_turned() {
        let pixels = decode(&samples::jpeg(&quarters(), &samples::turned(6)));

        assert_eq!((pixels.width(), pixels.height()), (32, 64));
        let near = corners(&pixels).into_iter().zip([BLUE, RED, WHITE, GREEN]);
        assert!(near.into_iter().all(|(one, other)| is_near(one, other)), "{:?}", corners(&pixels));
    }

    #[test]
    fn a_webp_on_its_side_is_turned() {
        let plain = samples::encode(quarters(), ImageFormat::WebP);
        for mark in [&b""[..], b"Exif\0\0"] {
            let exif = [mark, &samples::turned(8)].concat();
            let pixels = decode(&super::super::riff::extend(plain.clone(), (64, 32), b"", &exif));

            assert_eq!(corners(&pixels), [GREEN, WHITE, RED, BLUE]);
        }
    }

    #[test]
    fn of_animations_the_first_frame_is_taken() {
        let animations =
            [samples::animated_gif(), samples::animated_webp(), samples::animated_png()];

        for bytes in animations {
            let picture = Picture::decode(&bytes).unwrap();
            assert!(picture.is_animated(), "{:?}", picture.format());
            assert_eq!((picture.width(), picture.height()), (12, 8));
            assert_eq!(corners(picture.pixels()), [RED; 4], "{:?}", picture.format());
        }
    }

    #[test]
    fn sixteen_bits_become_eight() {
        let deep = image::ImageBuffer::from_pixel(3, 2, Rgb([0xabcd_u16, 0x0100, 0xffff]));

        let pixels = decode(&png(DynamicImage::ImageRgb16(deep)));

        assert_eq!(pixels, DynamicImage::from(RgbImage::from_pixel(3, 2, Rgb([0xab, 1, 0xff]))));
    }

    #[test]
    fn grey_and_transparency_stay() {
        let grey: DynamicImage = image::GrayImage::from_pixel(2, 2, Luma([9])).into();
        let veiled: DynamicImage = image::GrayAlphaImage::from_pixel(2, 2, LumaA([9, 7])).into();
        let glass: DynamicImage = RgbaImage::from_pixel(2, 2, Rgba([1, 2, 3, 4])).into();

        for pixels in [grey, veiled, glass] {
            assert_eq!(decode(&png(pixels.clone())), pixels);
        }
    }

    #[test]
    fn a_jpeg_in_four_colours_is_decoded() {
        let pixels = decode(&samples::cmyk_jpeg());

        assert_eq!((pixels.width(), pixels.height()), (8, 8));
    }

    #[test]
    fn bombs_are_refused_by_their_header() {
        let mut gif = samples::animated_gif();
        gif[6..10].fill(0xff);
        let mut jpeg = samples::jpeg(&quarters(), b"");
        let frame = jpeg.array_windows().position(|pair| *pair == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 9].fill(0xff);
        let mut webp = samples::animated_webp();
        webp[24..30].fill(0xff);

        for bomb in [samples::png_header(60_000, 60_000), gif, jpeg, webp] {
            let error = Picture::decode(&bomb).unwrap_err();
            assert!(matches!(error, MediaError::TooManyPixels { .. }), "{error}");
            assert_eq!(error.code(), Code::ImageUnreadable);
        }
    }

    #[test]
    fn a_frame_that_claims_more_than_its_canvas_is_refused() {
        let plain = convert(&png(quarters()), Format::Webp, Conversion::default()).unwrap().bytes;
        let mut bomb = super::super::riff::extend(plain, (64, 32), b"", b"Exif");
        let frame = bomb.array_windows().position(|name| name == b"VP8 ").unwrap();
        bomb[frame + 14..frame + 18].fill(0xff);

        let error = Picture::decode(&bomb).unwrap_err();

        assert!(matches!(error, MediaError::TooManyPixels { .. }), "{error}");
    }

    #[test]
    fn pictures_without_pixels_are_damaged() {
        let error = Picture::decode(&samples::png_header(0, 5)).unwrap_err();

        assert!(matches!(error, MediaError::Damaged { .. }), "{error}");
    }

    #[test]
    fn what_is_cut_off_is_damaged() {
        let whole = [
            png(quarters()),
            samples::jpeg(&quarters(), &samples::turned(1)),
            samples::encode(quarters(), ImageFormat::WebP),
            samples::encode(quarters(), ImageFormat::Gif),
        ];

        for bytes in whole {
            for part in [1, 4, 12] {
                let cut = &bytes[..bytes.len() - bytes.len() * part / 17];
                let error = Picture::decode(cut).unwrap_err();
                assert!(matches!(error, MediaError::Damaged { .. }), "{part}: {error}");
            }
        }
    }

    #[test]
    fn other_files_are_named() {
        let error = Picture::decode(b"fLaC\0\0\0\x22").unwrap_err();

        assert_eq!(error.to_string(), "`audio/flac` is not decoded; give PNG, JPEG, WebP or GIF");
        assert_eq!(error.code(), Code::UnsupportedMediaType);
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let mut lots = Lots(11);
        let seeds = [
            png(quarters()),
            samples::animated_png(),
            samples::jpeg(&quarters(), &samples::turned(5)),
            samples::cmyk_jpeg(),
            samples::encode(quarters(), ImageFormat::WebP),
            convert(&png(quarters()), Format::Webp, Conversion::default()).unwrap().bytes,
            samples::animated_webp(),
            samples::animated_gif(),
        ];

        for _ in 0..400 {
            for seed in &seeds {
                let mut bytes = seed.clone();
                for _ in 0..=lots.below(8) {
                    let place = lots.below(bytes.len());
                    bytes[place] = lots.byte();
                }
                bytes.truncate(bytes.len() - lots.below(2) * lots.below(bytes.len()));
                let facts = sniff(&bytes, "a.png");
                let area = |side: Option<u32>| u64::from(side.unwrap_or(0));
                // Large pictures are only slow.
                if area(facts.width) * area(facts.height) < 1 << 16 {
                    drop(thumbnail(&bytes, ThumbnailLimits::default()));
                }
            }
        }
    }
}
